"""What was not understood waits in a button, whatever it was."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.unclear import Unclear, carriable, carried, picked_up

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=400) | st.sampled_from(
    ["\U0001f600" * 300, "\U0001f600" * 950, "x" * 950, '"' * 950]
)
WAITING = st.lists(st.builds(Unclear, TEXT, TEXT, TEXT), max_size=8)


@given(WAITING)
def test_what_a_button_carries_is_picked_up_again_the_first_of_too_much(
    waiting: list[Unclear],
) -> None:
    text = carried(waiting)
    found = picked_up(text)
    assert found == waiting[: len(found)]
    assert len(text.encode("utf-16-le")) <= 2 * 1800
    assert "\n" not in text
    if sum(len(repr(each)) for each in waiting) < 300:
        assert found == waiting


@given(WAITING)
def test_what_fits_is_carried_whole_and_only_what_finds_no_room_is_left(
    waiting: list[Unclear],
) -> None:
    fitting = carriable(waiting)
    assert picked_up(carried(fitting)) == fitting
    left = [each for each in waiting if each not in fitting]
    assert all(picked_up(carried([*fitting, each])) == fitting for each in left)


@given(st.one_of(TEXT, st.sampled_from(["[1]", "[[]]", "{}", "null", "[[1,2,3,4]]", '["ab"]'])))
def test_anything_else_is_nothing_that_waits(text: str) -> None:
    assert all(isinstance(each, Unclear) for each in picked_up(text))
