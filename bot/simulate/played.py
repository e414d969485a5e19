"""What the steps that the app itself takes have in common."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from bot.text.touchpoint import Guess
from bot.usecases.desk import Desk
from bot.usecases.guessing import Guesses
from storage.books import Books

CARD_DELAY = timedelta(minutes=2)

Do = Callable[[Books, datetime], None]
"""A step, at its moment (aware UTC)."""


class NoGuesses(Guesses):
    """What is left out stays out: learning from thousands of words at every step takes long."""

    def touchpoints(
        self, books: Books, words: str, channel: str | None, now: datetime
    ) -> list[Guess]:
        return []


def desk(now: datetime) -> Desk:
    return Desk(now, CARD_DELAY, NoGuesses())
