"""`/cx export` and `earshot export`: everything, as files that outlive this app."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from typing import IO, Any

from bot.domain.errors import Refusal, Why
from bot.domain.nearest import nearest
from bot.domain.slacktext import permalink
from bot.export import tables
from bot.export.archive import Row, write_archive
from bot.export.tables import Part, Table
from bot.ports import File
from bot.usecases.desk import Desk
from bot.usecases.errands import Post, ask_for, post_file
from storage.books import Books
from storage.repositories.exports import Exports
from storage.tables.errand import Errand, ErrandKind

REASON = "reason"


def ask_export(books: Books, desk: Desk, person: str, typed: str) -> Part:
    """Store the wish, with a row in the audit log. Raises Refusal: UNKNOWN_VALUE, and as
    `ask_for`."""
    asked = typed.strip().casefold() or Part.ALL
    if asked not in set(Part):
        value, near = typed.strip(), nearest(asked, list(Part), 1)
        raise Refusal(
            Why.UNKNOWN_VALUE, key="part", value=value, near=near, known=list(Part), typed=typed
        )
    part, wanted = Part(asked), {"part": str(asked)}
    ask_for(books, desk, ErrandKind.EXPORT, person, wanted)
    books.workspace.audit(person, "export", part, None, None, desk.now)
    return part


def make_export(books: Books, errand: Errand) -> Post:
    """The zip. Reads only; what it gives queues it to the person's DM."""
    file = _zipped(books, errand)

    def post(books: Books, key: str, now: datetime) -> None:
        post_file(books, key, errand.person, file, now)

    return post


def _zipped(books: Books, errand: Errand) -> File:
    part = Part(errand.wanted["part"])
    with tempfile.TemporaryFile() as out:
        export(books, part, out, f"Exported from Earshot on {errand.asked_at:%Y-%m-%d}.")
        out.seek(0)
        content = out.read()
    day = errand.asked_at.date().isoformat()
    what = "everything" if part is Part.ALL else part.value
    return File(f"earshot-{what}-{day}.zip", content, title=f"Export of {what}, {day}")


def export(books: Books, part: Part, out: IO[bytes], about: str) -> dict[str, int]:
    """Write the zip to `out`, row by row; how many rows each table has."""
    rows: Mapping[Table, Callable[[], Iterable[Row]]] = {
        tables.OBSERVATIONS: lambda: _observations(books),
        tables.ISSUES: Exports(books).issues,
        tables.PROMISES: Exports(books).promises,
        tables.HISTORY: Exports(books).history,
        tables.RESPONSES: lambda: _responses(books),
    }
    return write_archive(out, ((table, rows[table]()) for table in tables.tables_of(part)), about)


def _observations(books: Books) -> Iterator[Row]:
    workspace = books.workspace.get()
    url = workspace.url if workspace else ""
    for row in Exports(books).observations():
        row["link"] = permalink(url, row["channel"], row["message_ts"])
        yield row


def _responses(books: Books) -> Iterator[dict[str, Any]]:
    """One row for each answer."""
    for row in Exports(books).responses():
        questions = row["questions"]
        for part, answer in row["answers"]:
            asked = questions[part] if 0 <= part < len(questions) else None
            yield {
                **row,
                "question": asked["text"] if asked else REASON,
                "kind": asked["kind"] if asked else "text",
                "answer": answer,
                "side": "customers" if row["is_customer"] else "staff",
                "voter": None if row["is_customer"] else row["voter"],
            }
