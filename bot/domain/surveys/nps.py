"""Net Promoter Score: 0 to 10 (Reichheld 2003). "NPS" is a registered mark: see the docs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.domain.score import NetPromoters
from bot.domain.surveys.kind import Summary
from bot.domain.surveys.scale import Scale


class Nps(Scale):
    name = "nps"
    label = "NPS"
    question = "How likely are you to recommend {company} to a friend or colleague?"
    lowest, highest = 0, 10
    low_end, high_end = "not at all likely", "extremely likely"
    high, medium = 3, 6
    least, unit = -100, ""

    def title(self, *, staff: bool) -> str:
        return "eNPS" if staff else "NPS"

    def summarise(self, counts: Mapping[str, int], options: Sequence[str] = ()) -> Summary:
        numbers = self.numbers(counts)
        n = sum(numbers.values())
        promoters = sum(count for point, count in numbers.items() if point >= 9)
        detractors = sum(count for point, count in numbers.items() if point <= 6)
        return Summary(
            n,
            spread=tuple((str(point), count) for point, count in numbers.items()),
            classes=(
                ("promoters", promoters),
                ("passives", n - promoters - detractors),
                ("detractors", detractors),
            ),
            headline=NetPromoters(promoters, detractors, n),
        )
