"""Who wants to know what has just changed in the workspace."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Literal

Kind = Literal[
    "message", "ephemeral", "modal", "home", "places", "read", "traffic", "clock", "tour"
]


@dataclass(frozen=True)
class Change:
    """That something is no longer what it was; what it is now is asked of the workspace.

    `channel` and `ts` name a message, `user` the one person who sees it (ephemeral, modal, home).
    """

    kind: Kind
    channel: str | None = None
    ts: str | None = None
    user: str | None = None


Listener = Callable[[Change], None]


class Changes:
    """Tells listeners at once, in the order of what happened."""

    def __init__(self) -> None:
        self._listeners: list[Listener] = []

    def note(
        self,
        kind: Kind,
        *,
        channel: str | None = None,
        ts: str | None = None,
        user: str | None = None,
    ) -> None:
        """Says that something has changed."""
        for listener in tuple(self._listeners):
            listener(Change(kind, channel, ts, user))

    @contextmanager
    def heard_by(self, listener: Listener) -> Iterator[None]:
        """Tells the listener as long as the block lasts."""
        self._listeners.append(listener)
        try:
            yield
        finally:
            self._listeners.remove(listener)
