"""Customer satisfaction, 1 to 5: the share of 4 and 5."""

from __future__ import annotations

from bot.domain.surveys.scale import ShareOfGood


class Csat(ShareOfGood):
    name = "csat"
    label = "CSAT"
    question = "How satisfied were you with {thing}?"
    measures = "satisfied"
    lowest, highest = 1, 5
    low_end, high_end = "very dissatisfied", "very satisfied"
    good = 4
    names = ("satisfied (4–5)", "not satisfied (1–3)")
    high, medium = 1, 2
