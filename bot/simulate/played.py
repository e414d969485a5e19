"""What the steps that the app itself takes have in common."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from bot.text.touchpoint import Guess
from bot.usecases.desk import Desk
from bot.usecases.guessing import Guesses
from storage.books import Books

CARD_DELAY = timedelta(minutes=2)

Do = Callable[[Books, datetime], None]
"""What is done, at its moment (aware UTC)."""


class Step(NamedTuple):
    """at: aware UTC. hears: how many observations it stores."""

    at: datetime
    do: Do
    hears: int = 0


def that_fit(parts: Iterable[Sequence[Step]], room: int) -> Iterator[Step]:
    """The steps of those parts, in turn, for whose observations there is still room."""
    for part in parts:
        hears = sum(step.hears for step in part)
        if hears <= room:
            room -= hears
            yield from part


class NoGuesses(Guesses):
    """What is left out stays out: learning from thousands of words at every step takes long."""

    def touchpoints(
        self, books: Books, words: str, channel: str | None, now: datetime
    ) -> list[Guess]:
        return []


def desk(now: datetime) -> Desk:
    return Desk(now, CARD_DELAY, NoGuesses())
