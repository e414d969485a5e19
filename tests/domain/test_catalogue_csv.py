"""Files as spreadsheets write them."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.catalogue_csv import MOST_BYTES, MOST_ROWS, CatalogueRow, read_catalogue
from bot.domain.errors import Refusal, Why

COLUMNS = ("name", "area", "stage", "owner", "deputy", "channel", "keywords")


def why_not(content: bytes) -> Why | None:
    try:
        return None if read_catalogue(content) else Why.NO_ROWS
    except Refusal as refusal:
        return refusal.why


cell = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=20)


def refused(content: bytes) -> Refusal:
    with pytest.raises(Refusal) as caught:
        read_catalogue(content)
    return caught.value


@given(
    rows=st.lists(
        st.tuples(*[cell] * 7).filter(lambda row: any(map(str.strip, row))), min_size=1, max_size=9
    ),
    delimiter=st.sampled_from(",;\t"),
    mark=st.booleans(),
    ending=st.sampled_from(["\n", "\r\n"]),
)
def test_what_a_spreadsheet_wrote_is_read_to_the_letter(
    rows: list[tuple[str, ...]], delimiter: str, mark: bool, ending: str
) -> None:
    sheet = io.StringIO()
    writer = csv.writer(sheet, delimiter=delimiter, lineterminator=ending, quoting=csv.QUOTE_ALL)
    writer.writerows([COLUMNS, *rows])
    content = sheet.getvalue().encode("utf-8-sig" if mark else "utf-8")
    assert read_catalogue(content) == [
        CatalogueRow(line, *(value.strip() for value in row)) for line, row in enumerate(rows, 2)
    ]


@given(content=st.binary(max_size=300) | cell.map(str.encode))
def test_whatever_else_it_is_there_is_a_sentence_for_it(content: bytes) -> None:
    assert why_not(content) in (None, Why.NOT_A_TABLE, Why.NO_COLUMN, Why.NO_ROWS)


@pytest.mark.parametrize(
    "header",
    [
        "Name,Area,Stage,Owner,Deputy,Channel,Keywords",
        "NAME;AREA;JOURNEY STAGE;OWNER E-MAIL;DEPUTY E-MAIL;HOME CHANNEL;KEYWORDS",
        "touchpoint\tArea \tjourney_stage\towner_email\tdeputy (name)\tSlack channel\tkeyword",
        " Name , Notes, area,stage,Owner,deputy,channel,keywords,,",
    ],
)
def test_headers_may_be_written_in_many_ways(header: str) -> None:
    delimiter = next(sign for sign in "\t;," if sign in header)
    typed = ["Trial", "Sales", "Buy", "@Sam", "@Maya", "#trial", "poc"]
    if "Notes" in header:
        typed.insert(1, "mine")
    (row,) = read_catalogue(f"{header}\n{delimiter.join(typed)}".encode())
    assert row == CatalogueRow(2, "Trial", "Sales", "Buy", "@Sam", "@Maya", "#trial", "poc")


def test_columns_may_stand_in_any_order_and_be_few() -> None:
    rows = read_catalogue(b"owner,name\n@Sam,Trial\n,Demo\n")
    assert rows == [CatalogueRow(2, "Trial", owner="@Sam"), CatalogueRow(3, "Demo")]


def test_rows_are_counted_as_a_spreadsheet_counts_them() -> None:
    rows = read_catalogue(b'name,keywords\n"Two\nlines",a\n,\n;,\nLast\n')
    assert [(row.line, row.name) for row in rows] == [(2, "Two\nlines"), (4, ";"), (5, "Last")]


def test_a_comma_in_a_keyword_list_does_not_make_it_the_delimiter() -> None:
    rows = read_catalogue(b"name;keywords\nTrial;poc, test\n")
    assert rows == [CatalogueRow(2, "Trial", keywords="poc, test")]


@pytest.mark.parametrize(
    "content",
    ["name\nTest".encode("utf-16"), b"name\nCaf\xe9", b"\x00\x01\x02", b"PK\x03\x04\xff\xfe"],
)
def test_what_is_no_utf_8_text_is_refused(content: bytes) -> None:
    assert refused(content).why in (Why.NOT_A_TABLE, Why.NO_COLUMN)


def test_a_file_without_names_says_what_it_has() -> None:
    refusal = refused(b"place,who\nTrial,Sam\n")
    assert refusal.why is Why.NO_COLUMN
    assert refusal.facts["found"] == ["place", "who"]


def test_an_empty_file_is_no_table() -> None:
    assert refused(b"").why is Why.NO_COLUMN
    assert refused(b"name,area\n,\n").why is Why.NO_ROWS


def test_there_are_limits() -> None:
    most = b"name\n" + b"".join(b"T%d\n" % number for number in range(MOST_ROWS))
    assert len(read_catalogue(most)) == MOST_ROWS
    assert refused(most + b"One more\n").facts["most"] == "500 rows"
    assert refused(b"name\n" + b"x" * MOST_BYTES).facts["most"] == "1 MB"
