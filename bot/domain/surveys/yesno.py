"""Yes or no: the share of yes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.domain.score import Share
from bot.domain.surveys.kind import Kind, Point, Summary


class YesNo(Kind):
    name = "yesno"
    label = "Yes or no"
    question = "Did you get done what you came to do?"
    measures = "yes"

    def points(self, options: Sequence[str] = ()) -> tuple[Point, ...]:
        del options
        return Point("yes", "Yes", "Yes"), Point("no", "No", "No")

    def typed(self, text: str, options: Sequence[str] = ()) -> str:
        word = text.strip().casefold()
        return self.read({"y": "yes", "n": "no"}.get(word, word), options)

    def summarise(self, counts: Mapping[str, int], options: Sequence[str] = ()) -> Summary:
        yes, no = counts.get("yes", 0), counts.get("no", 0)
        spread = (("Yes", yes), ("No", no))
        return Summary(yes + no, spread=spread, classes=spread, headline=Share(yes, yes + no))
