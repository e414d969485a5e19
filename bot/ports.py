"""What the application needs from outside, as Protocols."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Protocol

from bot.clock import Clock

if TYPE_CHECKING:
    from storage.books import Books
    from storage.tables import Card, OutboxRow

__all__ = ["Clock", "File", "Gatherer", "Message", "Renderer"]

Message = dict[str, Any]
"""`text` (what a notification and a screen reader say) and `blocks`."""


@dataclass(frozen=True, slots=True)
class File:
    """A file that goes with a message. name: with its ending, which tells Slack the kind. alt_text:
    what a picture says, for those who don't see it."""

    name: str
    content: bytes
    title: str = ""
    alt_text: str = ""


class Renderer(Protocol):
    """What a card shows now. Runs inside a transaction, reads only."""

    def __call__(self, books: Books, card: Card, now: datetime) -> Message: ...


class Gatherer(Protocol):
    """Asked in the transaction that claims a card's first post: True when the card joined another
    message instead and must not be posted by itself."""

    def __call__(self, books: Books, row: OutboxRow, card: Card, now: datetime) -> bool: ...
