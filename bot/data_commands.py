"""`earshot export`, `erase`, `backup` and `import`: data, without Slack."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Literal

from bot.clock import SystemClock
from bot.export.heard import Numbered, read_lines
from bot.export.tables import Part
from bot.usecases.erase import Erased, erase_customer, erase_person
from bot.usecases.export import export
from bot.usecases.import_heard import Imported, import_heard
from storage.books import Books
from storage.engine import database_url, is_sqlite, make_engine
from storage.files import copy, rewrite
from storage.repositories.teams import teams
from storage.unit_of_work import Storage

What = Literal["customer", "person"]
_AT_ONCE = 500
_MOST_TOLD = 20


class Unclear(Exception):
    """Something that the command line can't decide; the text is for whoever typed it."""


def export_to(url: str, team: str | None, part: Part, out: Path) -> dict[str, int]:
    """Write the zip to `out`, which must not be there; how many rows each table has.

    Raises Unclear, and FileExistsError.
    """
    with _books_of(url, team) as (storage, team_id), out.open("xb") as file:
        about = f"Exported from Earshot on {SystemClock().now():%Y-%m-%d}."
        return storage.read_now(team_id, lambda books: export(books, part, file, about))


def erase_in(url: str, team: str | None, what: What, whom: str) -> Erased:
    """Erase a customer by name or a person by id. On SQLite the file is then written anew, as what
    was deleted would else stay readable in it. Raises Unclear, and Refusal for a name that is not
    known.
    """
    now = SystemClock().now()
    with _books_of(url, team) as (storage, team_id):

        def work(books: Books) -> Erased:
            if what == "person":
                return erase_person(books, whom, now)
            return erase_customer(books, books.customers.find(whom), now)

        done = storage.write_now(team_id, work)
        if is_sqlite(storage.engine.url):
            rewrite(storage.engine)
        return done


def import_from(url: str, team: str | None, file: Path) -> Imported:
    """Store what `file` holds, some hundred lines in a transaction.

    Raises Unclear, OSError, and ValueError for a file that is no such thing.
    """
    now, done = SystemClock().now(), Imported()
    with _books_of(url, team) as (storage, team_id):
        lines = read_lines(file)
        while some := list(islice(lines, _AT_ONCE)):
            done += _store(storage, team_id, some, now)
    return done


def imported(done: Imported) -> Iterator[str]:
    """What came of an import, a line each."""
    yield (
        f"{done.new:,} observations imported, {done.left:,} left out (there already, or no words)."
    )
    for one in done.undated[:_MOST_TOLD]:
        yield (
            f"Line {one.line}: left out, because its at {one.value[:40]!r} is no ISO date such as "
            "2026-10-31 or 2026-10-31T09:30+01:00."
        )
    if (more := len(done.undated) - _MOST_TOLD) > 0:
        yield f"And {more:,} more lines were left out because of their at."
    for one in done.unread[:_MOST_TOLD]:
        why = f"is none of {', '.join(one.known)}" if one.known else "nobody here has added"
        yield f"Line {one.line}: stored without its {one.column} {one.value[:40]!r}, which {why}."
    if (more := len(done.unread) - _MOST_TOLD) > 0:
        yield f"And {more:,} more values that are not known."


def _store(storage: Storage, team_id: str, lines: list[Numbered], now: datetime) -> Imported:
    return storage.write_now(team_id, lambda books: import_heard(books, lines, now))


def backup_to(url: str, out: Path) -> None:
    """Copy the database at `url` to `out`, which must not be there, while it is in use.

    Raises Unclear where that is another program's work, and FileExistsError.
    """
    address = database_url(url)
    if not is_sqlite(address):
        raise Unclear(
            "PostgreSQL is backed up by its own program, while Earshot runs:\n"
            f'  pg_dump --format=custom --file={out} "$DATABASE_URL"'
        )
    with out.open("xb"):
        pass
    engine = make_engine(address)
    try:
        copy(engine, out)
    finally:
        engine.dispose()


@contextmanager
def _books_of(url: str, team: str | None) -> Iterator[tuple[Storage, str]]:
    """The storage, and the workspace that is meant: the only one, or the one named."""
    storage = Storage(make_engine(database_url(url)))
    try:
        known = teams(storage.engine)
        if team is None and len(known) != 1:
            raise Unclear(
                f"--workspace is needed: there are {', '.join(known)}."
                if known
                else "There is no workspace in this database."
            )
        if team is not None and team not in known:
            raise Unclear(f"There is no workspace {team!r} in this database.")
        yield storage, team or known[0]
    finally:
        storage.close()
