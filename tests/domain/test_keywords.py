"""Keywords on one line: commas part them, quotes keep them together."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.keywords import parse_keywords, render_keywords
from bot.domain.nearest import name_key


@pytest.mark.parametrize(
    ("typed", "keywords"),
    [
        ("import, csv, migration", ["import", "csv", "migration"]),
        ('advertised, "said it could"', ["advertised", "said it could"]),
        ("advertised, “said it, twice”,poc", ["advertised", "said it, twice", "poc"]),
        ("«facture, avoir»; tva", ["facture, avoir", "tva"]),
        ("请求书、発票，票据", ["请求书", "発票", "票据"]),
        ("فاتورة، ضريبة", ["فاتورة", "ضريبة"]),
        ("import,, ,CSV,csv, - ,", ["import", "CSV"]),
        ('an "open mark, and more', ["an open mark", "and more"]),
        ("one\ntwo\r\nthree", ["one", "two", "three"]),
        ("customer's bill", ["customer's bill"]),
        ("", []),
        ("x" * 200, ["x" * 75]),
    ],
)
def test_a_line_is_read_as(typed: str, keywords: list[str]) -> None:
    assert parse_keywords(typed) == keywords


@given(st.text(st.characters() | st.sampled_from(',;"“”« \n'), max_size=60))
def test_what_was_read_is_written_so_that_it_reads_the_same(typed: str) -> None:
    keywords = parse_keywords(typed)
    assert parse_keywords(render_keywords(keywords)) == keywords


@given(st.lists(st.text(st.characters() | st.sampled_from('ab,"'), max_size=90)))
def test_no_keyword_comes_twice_is_empty_or_too_long(pieces: list[str]) -> None:
    keywords = parse_keywords(",".join(pieces))
    keys = [name_key(keyword) for keyword in keywords]
    assert len(set(keys)) == len(keys)
    assert all(0 < len(keyword) <= 75 for keyword in keywords)
    assert all(any(char.isalnum() or char == "_" for char in keyword) for keyword in keywords)
