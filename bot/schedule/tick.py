"""Everything that is due at a moment: set-based and idempotent, so any copy may do it, any number
of times."""

from __future__ import annotations

from datetime import datetime, timedelta

from storage.books import Books
from storage.unit_of_work import Storage

DRAFTS_KEPT = timedelta(days=7)


async def tick(storage: Storage, teams: list[str], now: datetime) -> None:
    """Do what is due at `now` (aware UTC) in each workspace; sending is delivery's."""
    for team_id in teams:
        await storage.write(team_id, lambda books: _sweep(books, now))


def _sweep(books: Books, now: datetime) -> None:
    books.workspace.sweep_inbox(now)
    books.observations.sweep_drafts(now - DRAFTS_KEPT)
