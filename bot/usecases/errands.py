"""What an errand brings, and how it is queued for whoever asked."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from bot.blocks.errands import there
from bot.ports import File
from storage.books import Books

Post = Callable[[Books, str, datetime], None]
"""Queues what was made under a key, at a time (UTC), in the transaction that ends the errand."""


def post_file(books: Books, key: str, person: str, file: File, now: datetime) -> None:
    """Queue a file to a person's DM, with a word that it is there."""
    books.outbox.post(key, person, {"text": there(file.title)}, now=now, files=[file])
