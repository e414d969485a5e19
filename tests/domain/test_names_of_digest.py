"""Names of customers are left out of what is quoted, however many customers there are."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.digest.names import Names

_PIECES = st.sampled_from(
    ["Acme", "acme", "ACME Corp", "Corp", "Straße", "STRASSE", "Ål", "(Bo)", "3M x", " ", ", ", "-"]
)  # fmt: skip
_TEXTS = st.lists(_PIECES, max_size=9).map("".join)


@given(st.lists(_TEXTS, max_size=6), _TEXTS)
def test_a_name_is_left_out_where_each_looked_for_in_turn_would_be_found(
    names: list[str], text: str
) -> None:
    expected, folded = text, text.casefold()
    for name in sorted(names, key=lambda name: (-len(name), name)):
        if len(name) >= 3 and name.casefold() in folded:
            whole = rf"(?<!\w){re.escape(name)}(?!\w)"
            expected = re.sub(whole, "a customer", expected, flags=re.IGNORECASE)
    assert Names(names).out_of(text) == expected


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Acme Corp waits, acme too", "a customer waits, a customer too"),
        ("The acmeist of Acme's hill", "The acmeist of a customer's hill"),
        ("(Bo) called", "a customer called"),
    ],
)
def test_whole_names_in_any_case_the_longest_first(text: str, left: str) -> None:
    assert Names(["Acme", "Acme Corp", "(Bo)", "Al"]).out_of(text) == left


def test_ten_thousand_names_cost_a_text_no_more_than_ten() -> None:
    def took(count: int) -> float:
        names = Names(f"Firm{number} Ltd" for number in range(count))
        begun = time.process_time()
        for _ in range(200):
            names.out_of("We lost half a day over it, and Firm7 Ltd asks why.")
        return time.process_time() - begun

    assert min(took(10_000) for _ in range(3)) < 10 * min(took(10) for _ in range(3))
