"""Everything that is held about one person, as a file in their DM: `/cx me`, "Download"."""

from __future__ import annotations

import io
from collections.abc import Sequence

from bot.export.archive import write_archive
from bot.export.tables import Column, Part, Table
from bot.ports import File
from bot.usecases.desk import Desk
from storage.books import Books
from storage.repositories.own_rows import OwnRows

_ABOUT = "What Earshot holds about you, as it is kept. It was sent to you only."


def send_my_data(books: Books, desk: Desk, person: str) -> bool:
    """Queue the file for `person`, once a minute at most; False when it is on its way already."""
    minute = int(desk.now.timestamp()) // 60
    name = f"earshot-me-{desk.now:%Y-%m-%d}.zip"
    return books.outbox.post(
        f"me:{person}:{minute}",
        person,
        {"text": "What Earshot holds about you, as you asked. Only you get this file."},
        now=desk.now,
        files=[File(name, my_data(books, person))],
    )


def my_data(books: Books, person: str) -> bytes:
    """A zip file: of each kind of row one CSV and one file of JSON lines."""
    packed = io.BytesIO()
    tables = (
        (Table(name, Part.ALL, "Rows that name you.", _columns(found.columns)), found.rows)
        for name, found in OwnRows(books).of(person).items()
    )
    write_archive(packed, tables, _ABOUT)
    return packed.getvalue()


def _columns(names: Sequence[str]) -> tuple[Column, ...]:
    return tuple(Column(name, "as it is kept") for name in names)
