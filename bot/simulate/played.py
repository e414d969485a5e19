"""What the steps that the app itself takes have in common."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from bot.usecases.desk import Desk
from bot.usecases.guessing import Guesses
from storage.books import Books

CARD_DELAY = timedelta(minutes=2)

Do = Callable[[Books, datetime], None]
"""A step, at its moment (aware UTC)."""


def desk(now: datetime) -> Desk:
    return Desk(now, CARD_DELAY, Guesses())
