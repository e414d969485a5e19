"""Customers heard, week by week, and how many of them were let down."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.charts import font
from bot.charts.drawing import MARGIN, TEXT, WIDTH, Canvas, Drawing
from bot.charts.palette import PAPER, Palette
from bot.charts.scale import nice_top

_PLOT = 150.0
_FOOT = 34.0


@dataclass(frozen=True, slots=True)
class Week:
    """Customers heard in a week; `hurt` of them frustrated or angry at least once."""

    label: str
    customers: int
    hurt: int


@dataclass(frozen=True, slots=True)
class WeekBars:
    """`weeks` oldest first, each labelled by its first day; `unfinished`: the last one is still
    running. `each`: "week", or "day" where the bars are days."""

    title: str
    weeks: Sequence[Week]
    unfinished: bool = False
    each: str = "week"


def week_bars(facts: WeekBars, palette: Palette = PAPER) -> Drawing:
    """One bar a week, customers let down at its foot. Raises ValueError without a week."""
    if not facts.weeks:
        raise ValueError("week_bars needs a week")
    top = nice_top(max(week.customers for week in facts.weeks))
    canvas = Canvas(68 + 14 + _PLOT + _FOOT + 28, palette)
    by = ", by its first day" if facts.each == "week" else ""
    begin = canvas.title(
        font.written(facts.title, "Customers heard"), f"Customers heard each {facts.each}{by}"
    )
    floor = begin + 14 + _PLOT
    scale = _PLOT / top
    for step in (0.0, top / 2, top):
        canvas.line(
            [(MARGIN + 26, floor - step * scale), (WIDTH - MARGIN, floor - step * scale)],
            palette.grid,
            1,
        )
        canvas.text(
            MARGIN + 20,
            floor - step * scale + 4,
            f"{step:.0f}",
            size=11,
            paint=palette.faint,
            anchor="end",
        )
    room = (WIDTH - 2 * MARGIN - 30) / len(facts.weeks)
    wide = min(38.0, room * 0.66)
    every = -(-len(facts.weeks) // int((WIDTH - 2 * MARGIN - 30) // 44))
    for at, week in enumerate(facts.weeks):
        middle = MARGIN + 30 + room * (at + 0.5)
        _bar(canvas, week, middle, wide, floor, scale)
        if room >= 20:
            canvas.text(
                middle,
                floor - week.customers * scale - 5,
                str(week.customers),
                size=min(TEXT, room * 0.62),
                bold=True,
                anchor="middle",
            )
        if (len(facts.weeks) - 1 - at) % every == 0:
            canvas.text(
                middle,
                floor + 17,
                font.written(week.label, str(at + 1)),
                size=11,
                paint=palette.faint,
                anchor="middle",
            )
    _legend(canvas, floor + 42, f"last {facts.each} unfinished" if facts.unfinished else "")
    return canvas.drawing(_alt(facts))


def _bar(
    canvas: Canvas, week: Week, middle: float, wide: float, floor: float, scale: float
) -> None:
    left, high, low = middle - wide / 2, week.customers * scale, week.hurt * scale
    gap = 1.5 if week.hurt and week.customers > week.hurt else 0
    canvas.rect(
        left, floor - high, wide, max(0.0, high - low - gap), canvas.palette.other, round_by=2
    )
    canvas.rect(left, floor - low, wide, low, canvas.palette.bad, round_by=2)


def _legend(canvas: Canvas, y: float, aside: str) -> None:
    x = float(MARGIN)
    for paint, words in (
        (canvas.palette.bad, "frustrated or angry"),
        (canvas.palette.other, "all others"),
    ):
        canvas.rect(x, y - 10, 11, 11, paint, round_by=2)
        canvas.text(x + 17, y, words, size=12, paint=canvas.palette.faint)
        x += 17 + font.width(words, 12) + 20
    if aside:
        canvas.text(
            WIDTH - MARGIN,
            y,
            aside,
            size=12,
            paint=canvas.palette.faint,
            anchor="end",
        )


def _alt(facts: WeekBars) -> str:
    last = facts.weeks[-1]
    before = facts.weeks[:-1]
    when = f"The week from {last.label}" if facts.each == "week" else last.label
    said = (
        f"{facts.title}. {when}{' so far' if facts.unfinished else ''}: "
        f"{_heard(last.customers)}, {last.hurt} of them frustrated or angry."
    )
    if not before:
        return said
    mean = sum(week.customers for week in before) / len(before)
    hurt = sum(week.hurt for week in before) / len(before)
    if len(before) == 1:
        return f"{said} The {facts.each} before: {before[0].customers}, {before[0].hurt} of them."
    return (
        f"{said} The {len(before)} {facts.each}s before: {mean:.0f} on average, {hurt:.0f} of them."
    )


def _heard(customers: int) -> str:
    return "1 customer heard" if customers == 1 else f"{customers} customers heard"
