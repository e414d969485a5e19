"""What the application needs from outside, as Protocols."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Protocol

from bot.clock import Clock

if TYPE_CHECKING:
    from storage.books import Books
    from storage.tables import Card, OutboxRow

__all__ = ["Clock", "File", "Gatherer", "Message", "Renderer", "VoterKeys", "Writer"]

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


class Writer(Protocol):
    """What a message says that is no card's; None when it need not be sent any more. Runs inside
    the transaction that claims it, reads only."""

    def __call__(self, books: Books, row: OutboxRow, now: datetime) -> Message | None: ...


class VoterKeys(Protocol):
    """The keys of anonymous waves, kept where no backup of the database finds them."""

    def make(self) -> str:
        """A new key; its name. Raises Refusal(NO_KEYS)."""
        ...

    def voter(self, name: str, wave: int, part: int, person: str) -> str:
        """The hash that stands for `person` in one part of a wave. Raises Refusal(KEY_GONE)."""
        ...

    def destroy(self, name: str) -> None: ...
