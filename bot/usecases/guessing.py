"""Guesses about what was left out, from the words: shown as guesses, never treated as choices."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.domain.vocabulary import Feeling
from bot.text.feeling import guess_feeling
from bot.text.touchpoint import Guess, TouchpointFacts, TouchpointGuesser
from storage.books import Books

_FRESH_FOR = timedelta(minutes=1)
_LEARNS_FROM = 2000
"""Past observations with a touchpoint that a person chose: the newest ones."""


class Guesses:
    """One guesser a workspace, made from its catalogue and past logging, renewed every minute."""

    def __init__(self) -> None:
        self._made: dict[str, tuple[datetime, TouchpointGuesser]] = {}

    def feeling(self, words: str) -> Feeling | None:
        return guess_feeling(words)

    def touchpoints(
        self, books: Books, words: str, channel: str | None, now: datetime
    ) -> list[Guess]:
        """The best three touchpoints for `words`, the likeliest first; [] when nothing speaks."""
        made = self._made.get(books.team_id)
        if made is None or now - made[0] > _FRESH_FOR or now < made[0]:
            made = (now, self._make(books))
            self._made[books.team_id] = made
        # it may have been made in a transaction that was undone: what it knew need not be there
        guesses = made[1].guess(words, channel)
        return [guess for guess in guesses if books.catalogue.touchpoint(guess.touchpoint_id)]

    def forget(self, team_id: str) -> None:
        """The catalogue changed: guess from the new one."""
        self._made.pop(team_id, None)

    def _make(self, books: Books) -> TouchpointGuesser:
        guesser = TouchpointGuesser(
            [
                TouchpointFacts(
                    id=row.id or 0,
                    name=row.name,
                    keywords=tuple(row.keywords),
                    home_channel=row.home_channel,
                    area=row.area,
                )
                for row in books.catalogue.touchpoints()
            ]
        )
        for words, touchpoint_id in books.observations.chosen_touchpoints(_LEARNS_FROM):
            guesser.learn(words, touchpoint_id)
        return guesser
