"""Customer effort, 1 to 7, version 2.0: high is good. Never mixed with 1.0, where low was good."""

from __future__ import annotations

from collections.abc import Mapping

from bot.domain.score import Mean
from bot.domain.surveys.scale import ShareOfGood


class Ces(ShareOfGood):
    name = "ces"
    label = "CES"
    question = "{company} made it easy for me to {task}"
    measures = "say it was easy"
    lowest, highest = 1, 7
    low_end, high_end = "strongly disagree", "strongly agree"
    good = 5
    names = ("easy (5–7)", "not easy (1–4)")
    high, medium = 2, 3

    def second(self, numbers: Mapping[int, int]) -> Mean:
        return Mean(dict(numbers), self.lowest, self.highest)
