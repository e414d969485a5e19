"""An export as one zip: each table as CSV and as JSON lines, and a dictionary of the columns.

Rows are written as they come; nothing is held but one of them. Spreadsheets read a text that begins
like a formula as one, so in CSV such a text gets an apostrophe before it; in JSON lines every text
is to the letter. CSV begins with a byte order mark, without which Excel takes UTF-8 for something
else.
"""

from __future__ import annotations

import csv
import io
import json
import shutil
import tempfile
import zipfile
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import IO, Any

from bot.export.tables import Table

Row = Mapping[str, Any]
_FORMULA = tuple("=+-@\t\r\n＝＋－＠|%")
_IN_MEMORY = 1 << 20
_EPOCH = (1980, 1, 1, 0, 0, 0)
"""Of every file in the zip: the same rows give the same bytes."""


def write_archive(
    out: IO[bytes], tables: Iterable[tuple[Table, Iterable[Row]]], about: str
) -> dict[str, int]:
    """Write the zip to `out`; how many rows each table has. about: the dictionary's first words."""
    counts: dict[str, int] = {}
    written: list[Table] = []
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for table, rows in tables:
            counts[table.name] = _write_table(archive, table, rows)
            written.append(table)
        _entry(archive, "README.md", dictionary(written, counts, about))
    return counts


def _write_table(archive: zipfile.ZipFile, table: Table, rows: Iterable[Row]) -> int:
    """CSV goes into the zip at once, JSON lines wait aside: a zip has one file open at a time."""
    names = [column.name for column in table.columns]
    count = 0
    with tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY) as aside:
        with (
            archive.open(_named(f"{table.name}.csv"), "w", force_zip64=True) as entry,
            io.TextIOWrapper(entry, encoding="utf-8-sig", newline="") as text,
        ):
            writer = csv.writer(text)
            writer.writerow(names)
            for row in rows:
                writer.writerow([_cell(row[name]) for name in names])
                line = {name: _plain(row[name]) for name in names}
                aside.write(json.dumps(line, ensure_ascii=False).encode() + b"\n")
                count += 1
        aside.seek(0)
        with archive.open(_named(f"{table.name}.jsonl"), "w", force_zip64=True) as entry:
            shutil.copyfileobj(aside, entry)
    return count


def dictionary(tables: Iterable[Table], counts: Mapping[str, int], about: str) -> str:
    """Markdown: what each file and each column is."""
    parts = [
        f"# What is in here\n\n{about}\n\n"
        "Each table is there twice: as CSV (UTF-8, for spreadsheets) and as JSON lines (for "
        "programs). In CSV a text that begins like a formula has an apostrophe before it. Moments "
        "are UTC. An empty cell, or null, means that it is not known or does not apply.\n"
    ]
    for table in tables:
        rows = "\n".join(f"| `{column.name}` | {column.meaning} |" for column in table.columns)
        parts.append(
            f"## {table.name}\n\n{table.about} Rows: {counts[table.name]:,}.\n\n"
            f"| column | meaning |\n|---|---|\n{rows}\n"
        )
    return "\n".join(parts)


def _cell(value: Any) -> str:
    plain = _plain(value)
    if plain is None:
        return ""
    if isinstance(plain, bool):
        return "true" if plain else "false"
    if not isinstance(plain, str):
        return str(plain)
    text = plain.replace("\0", "")
    return f"'{text}" if text.lstrip(" \u00a0\ufeff\u200b").startswith(_FORMULA) else text


def _plain(value: Any) -> Any:
    """Moments and dates as ISO 8601; the values of closed lists as their words."""
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds")
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, str) else value


def _entry(archive: zipfile.ZipFile, name: str, text: str) -> None:
    archive.writestr(_named(name), text.encode())


def _named(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, _EPOCH)
    info.compress_type = zipfile.ZIP_DEFLATED
    return info
