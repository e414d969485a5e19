"""Words, as they were written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.domain.errors import Refusal, Why
from bot.domain.slacktext import storable
from bot.domain.surveys.kind import Kind, Point, Summary


class Text(Kind):
    name = "text"
    label = "Open text"
    question = "What is the one thing we should do better?"
    one_click = False

    def points(self, options: Sequence[str] = ()) -> tuple[Point, ...]:
        del options
        return ()

    def read(self, value: str, options: Sequence[str] = ()) -> str:
        """Raises Refusal(MISSING) for nothing but white space."""
        del options
        words = storable(value).strip()
        if not words:
            raise Refusal(Why.MISSING)
        return words

    def expected(self, options: Sequence[str] = ()) -> str:
        del options
        return "words"

    def summarise(self, counts: Mapping[str, int], options: Sequence[str] = ()) -> Summary:
        del options
        return Summary(sum(counts.values()))
