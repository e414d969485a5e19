"""The zip: nothing in it is a formula, everything in it is to the letter, and memory stays flat."""

from __future__ import annotations

import csv
import io
import json
import tracemalloc
import zipfile
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.domain.vocabulary import Feeling
from bot.export.archive import write_archive
from bot.export.tables import Column, Part, Table, tables_of

TABLE = Table("things", Part.OBSERVATIONS, "Things.", (Column("text", "a text"), Column("n", "")))


def archive(rows: list[dict[str, Any]]) -> zipfile.ZipFile:
    out = io.BytesIO()
    assert write_archive(out, [(TABLE, rows)], "About.") == {"things": len(rows)}
    return zipfile.ZipFile(out)


def cells(rows: list[dict[str, Any]]) -> list[list[str]]:
    text = archive(rows).read("things.csv").decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline="")))


@given(st.text())
@example('=HYPERLINK("http://evil.example","x")')
@example("\t=1+1")
@example("＝1+1")
@example("\ufeff=1+1")
@example("-2+3")
@example("@SUM(1)")
@example('"; DROP\r\nnext "line"')
def test_no_cell_is_a_formula_and_json_keeps_every_letter(text: str) -> None:
    row: dict[str, Any] = {"text": text.encode("utf-8", "replace").decode(), "n": 1}
    [header, [cell, number]] = cells([row])
    assert header == ["text", "n"]
    assert number == "1"
    assert not cell.lstrip(" \u00a0\ufeff\u200b").startswith(("=", "+", "-", "@", "\t", "\r", "＝"))
    assert cell.removeprefix("'").replace("\0", "") in (
        row["text"].replace("\0", ""),
        row["text"].replace("\0", "").removeprefix("'"),
    )
    [line] = archive([row]).read("things.jsonl").decode().split("\n")[:-1]
    assert json.loads(line) == row


def test_times_dates_and_choices_are_written_for_machines() -> None:
    at = datetime(2026, 9, 14, 10, 0, 0, 123456, tzinfo=UTC)
    rows: list[dict[str, Any]] = [
        {"text": at, "n": Feeling.ANGRY},
        {"text": date(2026, 9, 14), "n": None},
    ]
    assert cells([*rows, {"text": True, "n": -5}])[1:] == [
        ["2026-09-14T10:00:00+00:00", "angry"],
        ["2026-09-14", ""],
        ["true", "-5"],
    ]
    lines = archive(rows).read("things.jsonl").decode().splitlines()
    assert [json.loads(line)["n"] for line in lines] == ["angry", None]


def test_the_dictionary_names_every_column_and_counts_the_rows() -> None:
    text = archive([{"text": "a", "n": 1}] * 3).read("README.md").decode()
    assert "About." in text
    assert "Rows: 3." in text
    assert "| `text` | a text |" in text


@pytest.mark.parametrize("part", Part)
def test_every_table_says_what_it_is(part: Part) -> None:
    assert tables_of(part)
    for table in tables_of(part):
        assert table.about.endswith(".")
        names = [column.name for column in table.columns]
        assert len(names) == len(set(names))
        assert all(column.meaning for column in table.columns)


def test_the_same_rows_give_the_same_bytes() -> None:
    first, second = io.BytesIO(), io.BytesIO()
    for out in (first, second):
        write_archive(out, [(TABLE, [{"text": "ä", "n": 1}])], "About.")
    assert first.getvalue() == second.getvalue()


def test_memory_does_not_grow_with_the_rows(tmp_path: Any) -> None:
    def rows() -> Iterator[dict[str, Any]]:
        for at in range(20_000):
            yield {"text": f"{at} " + "It ate the file and said nothing. " * 10, "n": at}

    with (tmp_path / "out.zip").open("wb") as out:
        tracemalloc.start()
        try:
            write_archive(out, [(TABLE, rows())], "About.")
            assert tracemalloc.get_traced_memory()[1] < 8 << 20
        finally:
            tracemalloc.stop()
