"""A catalogue as people keep it in a spreadsheet: a CSV file, read tolerantly."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable
from dataclasses import dataclass

from bot.domain.errors import Refusal, Why
from bot.domain.nearest import name_key

MOST_ROWS = 500
MOST_BYTES = 1_000_000
_DELIMITERS = ",;\t"
_HEADERS = {
    "name": ("name", "touchpoint", "touchpointname"),
    "area": ("area",),
    "stage": ("stage", "journeystage"),
    "owner": ("owner", "owneremail", "ownername"),
    "deputy": ("deputy", "deputyemail", "deputyname"),
    "channel": ("channel", "homechannel", "slackchannel"),
    "keywords": ("keywords", "keyword"),
}
"""Column by what its header may be, spelled in letters only: "Journey stage", "owner_e-mail"."""


@dataclass(frozen=True, slots=True)
class CatalogueRow:
    """One row as it was typed; "" is an empty cell or a column that is not there.

    line: which row of the spreadsheet it is; the header is row 1.
    """

    line: int
    name: str = ""
    area: str = ""
    stage: str = ""
    owner: str = ""
    deputy: str = ""
    channel: str = ""
    keywords: str = ""


def read_catalogue(content: bytes) -> list[CatalogueRow]:
    """The rows below the header, in order, empty ones left out.

    `content` is UTF-8, with or without a byte order mark, parted by commas, semicolons or tabs,
    whichever gives more of the columns we know. Raises Refusal: TOO_MUCH beyond MOST_BYTES or
    MOST_ROWS, NOT_A_TABLE for what is no such text, NO_COLUMN without a column "name", NO_ROWS.
    """
    if len(content) > MOST_BYTES:
        raise Refusal(Why.TOO_MUCH, most="1 MB")
    try:
        text = content.decode("utf-8-sig")
        tables = [list(csv.reader(io.StringIO(text, newline=""), delimiter=d)) for d in _DELIMITERS]
    except (UnicodeDecodeError, csv.Error):
        raise Refusal(Why.NOT_A_TABLE) from None
    header, *records = max(tables, key=lambda table: len(_columns(table[0] if table else []))) or [
        []
    ]
    columns = _columns(header)
    if "name" not in columns:
        raise Refusal(Why.NO_COLUMN, column="name", found=[cell for cell in header if cell.strip()])
    rows = [
        CatalogueRow(line, **{name: _cell(record, at) for name, at in columns.items()})
        for line, record in enumerate(records, 2)
        if any(cell.strip() for cell in record)
    ]
    if not rows:
        raise Refusal(Why.NO_ROWS)
    if len(rows) > MOST_ROWS:
        raise Refusal(Why.TOO_MUCH, most=f"{MOST_ROWS} rows")
    return rows


def _columns(header: Iterable[str]) -> dict[str, int]:
    """Where each known column stands; of two that say the same, the first."""
    found: dict[str, int] = {}
    for at, cell in enumerate(header):
        letters = re.sub(r"[\W\d_]", "", name_key(cell))
        for name, known in _HEADERS.items():
            if letters in known:
                found.setdefault(name, at)
    return found


def _cell(record: list[str], at: int) -> str:
    return record[at].strip() if at < len(record) else ""
