"""`earshot export`, `erase`, `backup` and `import`: data, without Slack."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path

from bot.clock import SystemClock
from bot.domain.nearest import nearest
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

_NAMED, _FAR = 5, 50.0
"""Names that are offered, and how little alike they may be, of 100."""
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


@dataclass(frozen=True, slots=True)
class Meant:
    """Whom an erasure means: id is a row's, or a person's in Slack. name: for whoever confirms."""

    id: int | str
    name: str


def whom_to_erase(url: str, team: str | None, whom: str, *, person: bool) -> Meant:
    """The customer of exactly that name, or the person of that Slack id. Raises Unclear, with the
    names that come near: nothing is erased by a guess."""
    with _books_of(url, team) as (storage, team_id):
        return storage.read_now(
            team_id, lambda books: (_person if person else _customer)(books, whom)
        )


def erase_in(url: str, team: str | None, meant: Meant, *, person: bool) -> str:
    """Erase what `whom_to_erase` found; what it is called from now on. On SQLite the file is then
    written anew, as what was deleted would else stay readable in it. Raises Unclear when it has
    gone meanwhile.
    """
    now = SystemClock().now()

    def work(books: Books) -> Erased:
        if person and books.people.get(str(meant.id)):
            return erase_person(books, str(meant.id), now)
        if not person and (row := books.customers.get(int(meant.id))):
            return erase_customer(books, row, now)
        raise Unclear(f"{meant.name} is gone meanwhile.")

    with _books_of(url, team) as (storage, team_id):
        done = storage.write_now(team_id, work)
        if is_sqlite(storage.engine.url):
            rewrite(storage.engine)
        return done.alias


def _customer(books: Books, name: str) -> Meant:
    if row := books.customers.named(name):
        return Meant(row.id or 0, row.name)
    near = nearest(name, books.customers.names(), _NAMED, least=_FAR)
    raise Unclear(
        f"There is no customer {name!r}. "
        + (f"Names that come near: {', '.join(near)}." if near else "No name comes near.")
    )


def _person(books: Books, typed: str) -> Meant:
    """By id, as it is or in a mention; who types a name gets the id that it takes."""
    user_id = typed.strip().removeprefix("<@").partition("|")[0].rstrip(">").upper()
    if row := books.people.get(user_id):
        return Meant(user_id, f"{row.name} ({user_id})" if row.name else user_id)
    names = books.people.names()
    near = nearest(typed.lstrip("@"), names.values(), _NAMED, least=_FAR)
    ids = [
        f"{user_id} is {name}"
        for each in dict.fromkeys(near)
        for user_id, name in names.items()
        if name == each
    ]
    raise Unclear(
        f"There is no person {typed!r}. A person is named by their id in Slack, such as U012AB3CD"
        + (f": {', '.join(ids[:_NAMED])}." if ids else " (“Copy member ID” in their profile).")
    )


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
    undated = f", {len(done.undated):,} left out because of their at" if done.undated else ""
    yield (
        f"{done.new:,} observation{'' if done.new == 1 else 's'} imported, "
        f"{done.left:,} left out (there already, or no words){undated}."
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
