"""Any of several options. An answer is stored as the options' places, from 1: "1 3"."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.domain.errors import Refusal, Why
from bot.domain.surveys.choice import Choice, place_of
from bot.domain.surveys.kind import Summary


class Multiple(Choice):
    name = "multiple"
    label = "Multiple choice"
    question = "Which of these apply to you?"
    one_click = False

    def read(self, value: str, options: Sequence[str] = ()) -> str:
        """`value`: places with spaces between, in any order. Nothing ticked is no answer."""
        known = [point.value for point in self.points(options)]
        chosen = set(value.split())
        if not chosen or not chosen <= set(known):
            raise Refusal(Why.NOT_AN_ANSWER, expected=self.expected(options))
        return " ".join(place for place in known if place in chosen)

    def typed(self, text: str, options: Sequence[str] = ()) -> str:
        """Options' words, or places, with commas between."""
        pieces = [piece.strip() for piece in text.split(",") if piece.strip()]
        whole = place_of(text, options)  # an option may hold a comma itself
        places = [whole] if whole else [place_of(piece, options) or piece for piece in pieces]
        return self.read(" ".join(places), options)

    def shown(self, answer: str, options: Sequence[str] = ()) -> str:
        return ", ".join(super(Multiple, self).shown(each, options) for each in answer.split())

    def summarise(self, counts: Mapping[str, int], options: Sequence[str] = ()) -> Summary:
        """Shares are of those who answered: together they may exceed 100 %."""
        chosen: dict[str, int] = {}
        for answer, count in counts.items():
            for place in answer.split():
                chosen[place] = chosen.get(place, 0) + count
        spread = tuple((each.label, chosen.get(each.value, 0)) for each in self.points(options))
        return Summary(sum(counts.values()), spread=spread, classes=spread)
