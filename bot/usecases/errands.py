"""What takes a while and is asked for: the wish, what it brings, and how that is queued."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from bot.blocks.errands import there
from bot.domain.errors import Refusal, Why
from bot.ports import File
from bot.usecases.desk import Desk
from storage.books import Books
from storage.tables.errand import ErrandKind

Post = Callable[[Books, str, datetime], None]
"""Queues what was made under a key, at a time (UTC), in the transaction that ends the errand."""


MOST_WAITING = 3
"""Things that are made for one person at a time."""


def ask_for(
    books: Books, desk: Desk, kind: ErrandKind, person: str, wanted: dict[str, Any]
) -> None:
    """Store the wish. Raises Refusal: ALREADY for who asks again for the same while it is being
    made, ENOUGH_WAITING for who waits for several things already."""
    waiting = books.errands.waiting(person)
    if any((each.kind, each.wanted) == (kind, wanted) for each in waiting):
        raise Refusal(Why.ALREADY, state="being_made", typed="")
    if len(waiting) >= MOST_WAITING:
        raise Refusal(Why.ENOUGH_WAITING, most=MOST_WAITING, typed="")
    books.errands.add(kind, person, wanted, desk.now)


def post_file(books: Books, key: str, person: str, file: File, now: datetime) -> None:
    """Queue a file to a person's DM, with a word that it is there."""
    books.outbox.post(key, person, {"text": there(file.title)}, now=now, files=[file])
