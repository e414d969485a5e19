"""One of several options. An answer is stored as the option's place, from 1."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.domain.nearest import name_key
from bot.domain.surveys.kind import Kind, Point, Summary


class Choice(Kind):
    name = "choice"
    label = "Single choice"
    question = "Which of these matters most to you?"
    has_options = True

    def points(self, options: Sequence[str] = ()) -> tuple[Point, ...]:
        return tuple(
            Point(str(place), option, f"{option}, {place} of {len(options)}")
            for place, option in enumerate(options, 1)
        )

    def typed(self, text: str, options: Sequence[str] = ()) -> str:
        """An option's words; its place only where no option reads so."""
        return self.read(place_of(text, options) or text.strip(), options)

    def summarise(self, counts: Mapping[str, int], options: Sequence[str] = ()) -> Summary:
        spread = tuple((each.label, counts.get(each.value, 0)) for each in self.points(options))
        return Summary(sum(count for _, count in spread), spread=spread, classes=spread)


def place_of(text: str, options: Sequence[str]) -> str | None:
    """The place, from 1, of the option that reads as `text`; None for none."""
    keys = [name_key(option) for option in options]
    return str(keys.index(name_key(text)) + 1) if name_key(text) in keys else None
