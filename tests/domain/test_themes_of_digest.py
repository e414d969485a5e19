"""What hurts most: touchpoints, told by words where most customers there say the same."""

from __future__ import annotations

from bot.domain.digest.themes import Theme, told_by_words


def theme(name: str, this_week: int) -> Theme:
    return Theme(name, this_week, 0, 0, f"words of {name}")


def test_a_touchpoint_is_told_by_what_at_least_half_of_its_customers_say() -> None:
    whole = {1: theme("Import", 6), 2: theme("Login", 5)}
    dates, loop = theme("Import: dates", 3), theme("Login: loop", 2)
    assert told_by_words(whole, [(1, dates), (2, loop)]) == [whole[2], dates]


def test_of_what_is_said_at_one_touchpoint_the_most_heard_counts() -> None:
    whole = {1: theme("Import", 4)}
    first, second = theme("Import: dates", 3), theme("Import: files", 2)
    assert told_by_words(whole, [(1, first), (1, second)]) == [first]


def test_what_is_said_nowhere_in_particular_stands_beside_the_touchpoints() -> None:
    whole = {1: theme("Import", 2)}
    rude = theme("Rude mail", 3)
    assert told_by_words(whole, [(None, rude)]) == [rude, whole[1]]
