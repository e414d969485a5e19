"""Questions whose answer is a number: what NPS, CSAT and CES share."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import ClassVar

from bot.domain.score import Mean, Share
from bot.domain.surveys.kind import Kind, Point, Summary
from bot.domain.vocabulary import Severity

_OUT_OF = re.compile(r"\s*(?:/|of|out of)\s*(\d{1,2})")


class Scale(Kind):
    """lowest, highest: both ends. low_end, high_end: their meaning. good: the class that counts.
    high, medium: the scores up to which a low one is so grave."""

    lowest: ClassVar[int]
    highest: ClassVar[int]
    low_end: ClassVar[str]
    high_end: ClassVar[str]
    high: ClassVar[int]
    medium: ClassVar[int]

    is_score = True

    def points(self, options: Sequence[str] = ()) -> tuple[Point, ...]:
        del options
        return tuple(
            Point(str(each), str(each), self._spoken(each))
            for each in range(self.lowest, self.highest + 1)
        )

    def _spoken(self, point: int) -> str:
        meaning = {self.lowest: f", {self.low_end}", self.highest: f", {self.high_end}"}
        return f"{point} of {self.highest}{meaning.get(point, '')}"

    def ends(self) -> tuple[str, str]:
        return self.low_end, self.high_end

    def expected(self, options: Sequence[str] = ()) -> str:
        del options
        return f"a whole number from {self.lowest} to {self.highest}"

    def typed(self, text: str, options: Sequence[str] = ()) -> str:
        """ "9", and "9/10" or "9 of 10" where the scale ends there."""
        number, out_of = text.strip(), None
        if found := _OUT_OF.search(number):
            number, out_of = number[: found.start()], found[1] + number[found.end() :]
        wrong = out_of not in (None, str(self.highest))
        return self.read(text if wrong else number, options)

    def severity(self, answer: str) -> Severity | None:
        score = int(answer)
        if score > self.medium:
            return None
        return Severity.HIGH if score <= self.high else Severity.MEDIUM

    def numbers(self, counts: Mapping[str, int]) -> dict[int, int]:
        """Every point of the scale with its answers."""
        return {each: counts.get(str(each), 0) for each in range(self.lowest, self.highest + 1)}


class ShareOfGood(Scale):
    """A scale judged by the share of answers from `good` up; names: that class and the other."""

    good: ClassVar[int]
    names: ClassVar[tuple[str, str]]

    def summarise(self, counts: Mapping[str, int], options: Sequence[str] = ()) -> Summary:
        numbers = self.numbers(counts)
        n = sum(numbers.values())
        good = sum(count for point, count in numbers.items() if point >= self.good)
        return Summary(
            n,
            spread=tuple((str(point), count) for point, count in numbers.items()),
            classes=((self.names[0], good), (self.names[1], n - good)),
            headline=Share(good, n),
            mean=self.second(numbers),
        )

    def second(self, numbers: Mapping[int, int]) -> Mean | None:
        del numbers
        return None
