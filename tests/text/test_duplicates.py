"""A likely duplicate is offered when the words are alike, and nothing is offered otherwise."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text.duplicates import likeliest
from tests.support.growth import BELOW_SQUARE, growth

OPEN = [
    (11, "It ate the file and said nothing."),
    (12, "The invoice has no VAT number"),
    (13, "We were charged twice for March"),
    (14, "Der Login dreht sich im Kreis"),
    (15, "导入文件失败，没有任何提示"),
]


@pytest.mark.parametrize(
    ("words", "issue_id"),
    [
        ("it ate our file, said nothing", 11),
        ("VAT number missing on the invoice", 12),
        ("Charged twice for march!!", 13),
        ("der Login dreht sich nur im Kreis", 14),
        ("导入文件失败，没有提示", 15),
    ],
)
def test_the_same_matter_in_much_the_same_words_is_found(words: str, issue_id: int) -> None:
    found = likeliest(words, OPEN)
    assert found is not None
    assert found[0] == issue_id


@pytest.mark.parametrize(
    "words",
    ["", "...", "I have the money and you won't take it.", "The docs are great", "is it the"],
)
def test_other_matters_find_nothing(words: str) -> None:
    assert likeliest(words, OPEN) is None


def test_words_that_say_little_make_nothing_alike() -> None:
    assert likeliest("why is it that I can not do this", [(1, "why is it that I can not")]) is None


def test_among_no_candidates_nothing_is_found() -> None:
    assert likeliest("It ate the file", []) is None


@given(st.text(max_size=60), st.lists(st.text(max_size=60), max_size=8))
def test_any_text_gives_a_candidate_and_a_likeness_or_nothing(words: str, texts: list[str]) -> None:
    candidates = list(enumerate(texts))
    found = likeliest(words, candidates)
    if found is not None:
        assert found[0] in dict(candidates)
        assert 0 < found[1] <= 1


@given(st.text(alphabet="abcdefgh ", min_size=12, max_size=60))
def test_the_very_same_words_are_as_alike_as_can_be(words: str) -> None:
    found = likeliest(words, [(1, "elsewhere"), (2, words)])
    assert found is None or found[0] == 2


def test_four_times_as_many_candidates_take_four_times_as_long() -> None:
    candidates = [
        (at, f"case {at}: the {at * 7 % 31}th import of file {at} stopped after {at * 3} rows")
        for at in range(800)
    ]
    said = "the 14th import of file 2 stopped after 6 rows"
    assert growth(lambda many: likeliest(said, candidates[:many]), 200) < BELOW_SQUARE
