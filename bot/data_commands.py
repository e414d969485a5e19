"""`earshot export`, `erase`, `backup` and `import`: data, without Slack."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.clock import SystemClock
from bot.export.tables import Part
from bot.usecases.export import export
from storage.engine import database_url, make_engine
from storage.repositories.teams import teams
from storage.unit_of_work import Storage


class Unclear(Exception):
    """Something that the command line can't decide; the text is for whoever typed it."""


def export_to(url: str, team: str | None, part: Part, out: Path) -> dict[str, int]:
    """Write the zip to `out`, which must not be there; how many rows each table has.

    Raises Unclear, and FileExistsError.
    """
    with _books_of(url, team) as (storage, team_id), out.open("xb") as file:
        about = f"Exported from Earshot on {SystemClock().now():%Y-%m-%d}."
        return storage.read_now(team_id, lambda books: export(books, part, file, about))


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
