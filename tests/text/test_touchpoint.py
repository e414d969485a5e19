"""A touchpoint is guessed from keywords, names, the channel and the past, or not at all."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text.touchpoint import TouchpointFacts, TouchpointGuesser, Why
from tests.support.growth import BELOW_SQUARE, growth

PRICING, PROMISES, IMPORT, LOGIN, BILLING, PRICE_CHANGE, LIMITS, TICKETS = range(1, 9)
CATALOGUE = [
    TouchpointFacts(PRICING, "Website & pricing", ("pricing", "plan")),
    TouchpointFacts(PROMISES, "Campaign promises", ("advertised", "said it could")),
    TouchpointFacts(IMPORT, "Data import", ("import", "csv", "migration"), "C_IMPORT"),
    TouchpointFacts(LOGIN, "Login & SSO", ("sso", "invite", "登录"), "C_PRODUCT"),
    TouchpointFacts(BILLING, "Billing & invoices", ("invoice", "vat", "refund"), "C_MONEY"),
    TouchpointFacts(PRICE_CHANGE, "Renewal & price change", ("uplift",), "C_MONEY"),
    TouchpointFacts(LIMITS, "Plan limits", ("quota", "overage"), "C_PRODUCT"),
    TouchpointFacts(TICKETS, "Tickets", ("ticket", "waiting")),
]
KNOWN = {touchpoint.id for touchpoint in CATALOGUE}


def first(words: str, channel_id: str | None = None) -> tuple[int, Why] | None:
    guesses = TouchpointGuesser(CATALOGUE).guess(words, channel_id)
    return (guesses[0].touchpoint_id, guesses[0].why) if guesses else None


@pytest.mark.parametrize(
    ("words", "touchpoint_id"),
    [
        ("The VAT number is missing", BILLING),
        ("nobody can read your INVOICES", BILLING),
        ("was invoiced twice", BILLING),
        ("problems with invoicing", BILLING),
        ("ＳＳＯ loops", LOGIN),
        ("migrations take days", IMPORT),
        ("your ad said it could read Excel", PROMISES),
        ("客户说登录很慢", LOGIN),
        ("still waiting", TICKETS),
    ],
)
def test_a_keyword_speaks_in_any_form_of_the_word(words: str, touchpoint_id: int) -> None:
    assert first(words) == (touchpoint_id, Why.KEYWORD)


@pytest.mark.parametrize(
    ("words", "touchpoint_id"),
    [
        ("the renewal came as a surprise", PRICE_CHANGE),
        ("one more price change", PRICE_CHANGE),
        ("the login loops", LOGIN),
        ("we hit plan limits", LIMITS),
    ],
)
def test_a_name_or_one_of_its_parts_speaks(words: str, touchpoint_id: int) -> None:
    assert first(words) == (touchpoint_id, Why.NAME)


@pytest.mark.parametrize(
    "words",
    [
        "",
        " ",
        "The train was late",
        "private matters",
        "he could have said so",
        "important: planet",
        "any data at all",
        "it will not change",
    ],
)
def test_where_nothing_speaks_nothing_is_guessed(words: str) -> None:
    assert first(words) is None


def test_the_home_channel_speaks_alone_but_quietly() -> None:
    guesser = TouchpointGuesser(CATALOGUE)
    (alone,) = guesser.guess("It is slow", "C_IMPORT")
    assert (alone.touchpoint_id, alone.why) == (IMPORT, Why.CHANNEL)
    assert guesser.guess("the invoice", "C_IMPORT")[0].touchpoint_id == BILLING
    assert alone.score < guesser.guess("the invoice")[0].score
    assert guesser.guess("It is slow", "C_OTHER") == []


def test_a_channel_that_is_home_to_several_tips_the_scales_only() -> None:
    guesser = TouchpointGuesser(CATALOGUE)
    assert guesser.guess("It is slow", "C_MONEY") == []
    loud = guesser.guess("the invoice", "C_MONEY")[0]
    assert loud.score > guesser.guess("the invoice")[0].score
    assert loud.why is Why.KEYWORD


def test_a_keyword_of_two_touchpoints_names_both() -> None:
    twins = [TouchpointFacts(1, "A", ("token",)), TouchpointFacts(2, "B", ("tokens", "secret"))]
    guesses = TouchpointGuesser(twins).guess("my token expired")
    assert [guess.touchpoint_id for guess in guesses] == [1, 2]
    assert guesses[0].score == guesses[1].score < 0.5
    assert TouchpointGuesser(twins).guess("secret token")[0].touchpoint_id == 2


def test_the_past_speaks_where_no_keyword_does() -> None:
    guesser = TouchpointGuesser(CATALOGUE)
    assert guesser.guess("the spinner never stops on the photos page") == []
    for page in ("photos", "reports", "map", "home"):
        guesser.learn(f"the spinner never stops on the {page} page", LIMITS)
        guesser.learn(f"wants to move the {page} date", BILLING)
    best = guesser.guess("a spinner that never stopped")[0]
    assert (best.touchpoint_id, best.why) == (LIMITS, Why.HISTORY)
    assert guesser.guess("wants to move it")[0].touchpoint_id == BILLING


def test_one_example_is_not_taken_for_a_rule() -> None:
    guesser = TouchpointGuesser(CATALOGUE)
    guesser.learn("They said that the file was not there on the day", LIMITS)
    assert guesser.guess("They said that it was not the color on the wall") == []


def test_what_was_logged_at_an_unknown_touchpoint_changes_nothing() -> None:
    guesser = TouchpointGuesser(CATALOGUE)
    for _ in range(9):
        guesser.learn("spinner", 99)
    assert guesser.guess("spinner") == []


def test_learning_one_by_one_in_any_order_gives_the_same_guesses() -> None:
    past = [("the spinner never stops", LIMITS), ("move the date", BILLING), ("café 登", LOGIN)] * 3
    one, other = TouchpointGuesser(CATALOGUE), TouchpointGuesser(CATALOGUE)
    for words, touchpoint_id in past:
        one.learn(words, touchpoint_id)
    for words, touchpoint_id in reversed(past):
        other.learn(words, touchpoint_id)
    for words in ("spinner", "the date", "café invoice", "登"):
        assert one.guess(words) == other.guess(words)


@given(
    st.lists(st.tuples(st.text(), st.sampled_from(sorted(KNOWN))), max_size=5),
    st.text() | st.lists(st.sampled_from(["import", "plan", "invoice", "x"])).map(" ".join),
    st.sampled_from([None, "C_IMPORT", "C_MONEY", "C_NONE"]),
)
def test_guesses_are_three_known_touchpoints_at_most_best_first(
    past: list[tuple[str, int]], words: str, channel_id: str | None
) -> None:
    guesser = TouchpointGuesser(CATALOGUE)
    for logged, touchpoint_id in past:
        guesser.learn(logged, touchpoint_id)
    guesses = guesser.guess(words, channel_id)
    ids = [guess.touchpoint_id for guess in guesses]
    scores = [guess.score for guess in guesses]
    assert len(ids) == len(set(ids)) <= 3
    assert set(ids) <= KNOWN
    assert scores == sorted(scores, reverse=True)
    assert 0 <= sum(scores) < 1


def test_names_and_keywords_without_a_letter_are_no_fault() -> None:
    assert TouchpointGuesser([TouchpointFacts(1, "👂 & !", ("", " ", "…"))]).guess("👂 … !") == []
    assert TouchpointGuesser([]).guess("anything", "C1") == []


def test_a_guess_among_a_hundred_takes_no_longer_than_its_text_is() -> None:
    guesser = TouchpointGuesser(
        [TouchpointFacts(at, f"Name {at}", ("invoice", f"key{at}"), "C1") for at in range(100)]
    )
    words = [f"w{at % 7}ord{at % 13} of{at % 11} spinner{at % 3} {at}" for at in range(2_000)]
    for at, logged in enumerate(words):
        guesser.learn(logged, at % 100)
    longest = " ".join(words)
    assert growth(lambda times: guesser.guess(longest * times, "C1"), 4) < BELOW_SQUARE
