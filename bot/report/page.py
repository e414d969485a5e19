"""A report as one HTML file that can be forwarded: no script, nothing fetched, charts inside.

Every value is escaped by the template; only our own drawings, which escape for themselves, are not.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup

from bot.charts.heat_map import Cell, HeatMap, heat_map
from bot.charts.palette import PAGE, VARIABLES
from bot.charts.week_bars import Week, WeekBars, week_bars
from bot.domain.digest.content import JourneyLine
from bot.domain.journey import verdict
from bot.domain.report import Count, JourneyPart, Report
from bot.domain.report_scores import MOST_SCORES
from bot.domain.surveys.said import CAVEAT
from bot.domain.vocabulary import Area
from bot.report.scores import score_card
from bot.report.sentences import customers, headline

_HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Heading:
    """What the page is of. first, last: local dates in `zone`. area, segment: "" for all."""

    company: str
    name: str
    first: date
    last: date
    area: str
    segment: str
    made_at: datetime
    zone: str


def page(heading: Heading, report: Report) -> str:
    """The whole HTML document; the same facts give the same text."""
    return _template().render(
        heading=heading,
        report=report,
        headline=headline(report),
        made=heading.made_at.astimezone(ZoneInfo(heading.zone)),
        bars=Markup(_bars(report)),  # noqa: S704 - drawn here; the drawing escapes
        journeys=[
            (part.line, _standing(part.line), Markup(_map(part)))  # noqa: S704 - as above
            for part in report.journeys
        ],
        scores=[score_card(part) for part in report.scores[:MOST_SCORES]],
        caveat=CAVEAT,
        day_paints={name: day for name, (day, _) in VARIABLES.items()},
        night_paints={name: night for name, (_, night) in VARIABLES.items()},
    )


@cache
def _template() -> Template:
    environment = Environment(
        loader=FileSystemLoader(_HERE),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"day": _day, "against": _against, "number": lambda n: f"{n:,}"}
    return environment.get_template("page.html")


def _bars(report: Report) -> str:
    weeks = [
        Week(f"{bar.first.day} {bar.first:%b}", bar.customers, bar.hurt) for bar in report.bars
    ]
    title, each = ("Day by day", "day") if report.daily else ("Week by week", "week")
    return week_bars(WeekBars(title, weeks, each=each), PAGE).svg


def _map(part: JourneyPart) -> str:
    areas = sorted({row for _, row in part.cells})
    places = {
        (column, areas.index(row)): Cell(cell.pain, cell.customers, cell.blind)
        for (column, row), cell in part.cells.items()
    }
    if not places:
        return ""
    labels = [list(Area)[row].label for row in areas]
    facts = HeatMap(part.line.name, part.stages, labels, places, _standing(part.line))
    return heat_map(facts, PAGE).svg


def _standing(line: JourneyLine) -> str:
    """Health in words: "58 hurting · 21 customers in 28 days"."""
    of = f"{customers(line.customers)} in 28 days"
    if line.health is None:
        last = f", last {line.last} on {_day(line.last_on)}" if line.last_on else ""
        return f"too few to say{last} · {of}"
    capped = f" ({line.uncapped} before the cap: {line.because})" if line.uncapped else ""
    return f"{line.health} {verdict(line.health).value}{capped} · {of}"


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def _against(count: Count) -> str:
    """A figure beside the one of the period before: no judgement, as counts bear none."""
    return "as before" if count.now == count.before else f"{count.before:,} before"
