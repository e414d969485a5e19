"""The picture in a digest's thread."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from bot.blocks.digest_thread import CHART
from bot.charts.week_bars import Week, WeekBars, week_bars
from bot.domain.digest.material import Material
from bot.domain.digest.themes import hurts
from bot.domain.heard import customers
from bot.domain.occurrence import WEEK
from bot.ports import File

WEEKS = 5


def week_chart(material: Material, title: str) -> File:
    """Customers heard in the week that ends with the period, and in the four before it, each named
    by its first day in the digest's zone, as the digest itself and the report name theirs."""
    end = material.period.end.astimezone(ZoneInfo(material.zone))
    weeks = []
    for back in reversed(range(WEEKS)):
        last = end - back * WEEK
        first = last - WEEK
        heard = material.between(first, last)
        weeks.append(
            Week(
                label=f"{first.day} {first:%b}",
                customers=len(customers(heard)),
                hurt=len(customers(each for each in heard if hurts(each))),
            )
        )
    drawing = week_bars(WeekBars(title, weeks))
    return File(CHART, drawing.png(), title, drawing.alt)
