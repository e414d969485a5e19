"""Words that have outlived their time are emptied, a few hundred in a transaction."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from bot.domain.retention import kept_since
from bot.usecases.erase import forget_words
from storage.unit_of_work import Storage


async def forget(storage: Storage, teams: Iterable[str], now: datetime, months: int) -> None:
    """Empty what was said more than `months` ago; 0: words are kept for good.

    Once a day's worth was emptied nothing is looked for until the next UTC day begins.
    """
    if not months:
        return
    before = kept_since(now, months)
    for team_id in teams:
        while await storage.write(team_id, lambda books: forget_words(books, before, now)):
            pass
