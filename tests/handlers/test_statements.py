"""What an acknowledgement asks of the database: everybody in a hurry waits for it."""

from __future__ import annotations

import re
from itertools import groupby
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from tests.support.inside import inside


async def test_logging_asks_for_what_it_needs_and_for_nothing_twice(tmp_path: Path) -> None:
    seen: list[str] = []

    def listen(connection: Any, *_: object) -> None:
        connection.set_trace_callback(seen.append)

    async with inside(f"sqlite:///{tmp_path}/earshot.db") as here:
        await here.cx(here.sam, "log It stops at line 12 customer:Acme")
        sa.event.listen(here.app.storage.engine, "checkout", listen)
        await here.cx(here.sam, "log It stops at line 13 customer:Acme")
        sa.event.remove(here.app.storage.engine, "checkout", listen)
        assert _wrote(seen, "observation") == [
            "SELECT person",
            "INSERT inbox",
            "SELECT customer",
            "INSERT observation",
        ]


def _wrote(seen: list[str], table: str) -> list[str]:
    """Verb and table of each statement of the transaction that wrote into `table`. A statement that
    its triggers interrupt is told of again, and is one."""
    told = [_said(sql) for sql, _ in groupby(sql for sql in seen if not sql.startswith("--"))]
    end = next(at for at in range(told.index(f"INSERT {table}"), len(told)) if told[at] == "COMMIT")
    begin = max(at for at in range(end) if told[at] == "BEGIN")
    return told[begin + 1 : end]


def _said(sql: str) -> str:
    verb = sql.split()[0]
    tables = re.findall(r"\b(?:FROM|INTO|UPDATE) (\w+)", sql)
    return f"{verb} {tables[-1]}" if tables else verb
