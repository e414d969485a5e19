"""One of each picture, as a company would see it; docs/images shows them."""

from __future__ import annotations

from bot.charts.distribution import Answers, Distribution, distribution
from bot.charts.drawing import Drawing
from bot.charts.heat_map import Cell, HeatMap, heat_map
from bot.charts.palette import PAPER, Palette
from bot.charts.score_trend import ScoreTrend, Wave, score_trend
from bot.charts.week_bars import Week, WeekBars, week_bars

WEEKS = [
    Week(label, customers, hurt)
    for label, customers, hurt in [
        ("21 Jul", 31, 12),
        ("28 Jul", 28, 9),
        ("4 Aug", 44, 21),
        ("11 Aug", 38, 14),
        ("18 Aug", 41, 19),
        ("25 Aug", 36, 11),
        ("1 Sep", 47, 20),
        ("8 Sep", 51, 24),
    ]
]
WAVES = [
    Wave("May", 12, 88, -4, 27),
    Wave("June", 23, 102, 8, 37),
    Wave("July", 19, 95, 4, 33),
    Wave("Aug", 31, 120, 18, 43),
    Wave("Sep", 28, 112, 13, 41),
]
STAGES = ("Discover", "Evaluate", "Buy", "Onboard", "Use", "Get help", "Renew")
AREAS = (
    "Marketing",
    "Sales",
    "Technology",
    "Supporting systems",
    "Third-party integrations",
    "Support",
    "Policies",
)
CELLS = {
    (0, 0): Cell(4, 12),
    (1, 0): Cell(3, 2),
    (1, 1): Cell(9, 8),
    (2, 1): Cell(2, 5),
    (3, 1): Cell(36, 9),
    (1, 2): Cell(6, 11),
    (3, 2): Cell(98, 14),
    (4, 2): Cell(61, 23),
    (3, 3): Cell(17, 5),
    (6, 3): Cell(0, 1, blind=True),
    (5, 3): Cell(1, 6),
    (4, 4): Cell(20, 6),
    (3, 5): Cell(3, 7),
    (5, 5): Cell(8, 19),
    (2, 6): Cell(5, 1),
    (4, 6): Cell(14, 4),
    (6, 6): Cell(0, 0, blind=True),
}
TREND = ScoreTrend("NPS, customers", WAVES, -100, 100, signed=True, change="no real change")
JOURNEY = HeatMap("Getting started", STAGES, AREAS, CELLS, "58 hurting, −9 · 21 customers")
ANSWERS = Distribution(
    "Support made it easy",
    tuple("1234567"),
    [Answers("September", (2, 3, 4, 4, 12, 20, 18)), Answers("June", (6, 5, 6, 8, 10, 14, 8))],
    "79 % agree (68–87) · 63 of 140 answered",
)


def samples(palette: Palette = PAPER) -> dict[str, Drawing]:
    """Name -> picture."""
    return {
        "week-bars": week_bars(WeekBars("Whole company", WEEKS), palette),
        "score-trend": score_trend(TREND, palette),
        "heat-map": heat_map(JOURNEY, palette),
        "distribution": distribution(ANSWERS, palette),
    }
