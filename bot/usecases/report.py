"""`/cx report`: asked for at once, made a moment later, sent as a file to the asker's DM."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from bot.domain.command import parse
from bot.domain.digest.material import LONG, Material
from bot.domain.errors import Refusal, Why
from bot.domain.heard import Heard
from bot.domain.journey import OVER
from bot.domain.nearest import match, nearest
from bot.domain.occurrence import Period
from bot.domain.pain import WEIGHT
from bot.domain.report import Count, Report, ThemeLine, compared, report
from bot.domain.report_period import USUAL, Covered, covered
from bot.domain.vocabulary import Area
from bot.ports import File
from bot.report.page import Heading, page
from bot.text.theme_names import placed
from bot.text.themes import Heard as Said
from bot.text.themes import Theme, themes
from bot.usecases.desk import Desk
from bot.usecases.digest_material import Wanted, gather_rows
from bot.usecases.errands import ask_for
from bot.usecases.report_scores import report_scores
from storage.books import Books
from storage.tables.digest import Covers
from storage.tables.errand import Errand, ErrandKind

MOST_THEMES = 6
_QUOTED = 400
"""Characters of a verbatim: what is longer is in the records."""


def ask_report(books: Books, desk: Desk, person: str, typed: str) -> Covered:
    """Store the wish for a report, if it can be read.

    Raises Refusal: UNKNOWN_VALUE for a period, an area or a segment that there is none of, and as
    `ask_for`.
    """
    parsed = parse(typed, ("area", "segment"))
    zone = books.people.calendar(person).zone
    asked = covered(parsed.words, desk.now, zone)
    wanted = {
        "period": parsed.words.strip().casefold() or USUAL,
        "area": _area(parsed.options.get("area"), typed),
        "segment": _segment(books, parsed.options.get("segment"), typed),
    }
    ask_for(books, desk, ErrandKind.REPORT, person, wanted)
    return asked


def report_file(books: Books, errand: Errand) -> tuple[File, Report, Period]:
    """The page as things stand, what it says, and of which time. Reads only."""
    zone, now = books.people.calendar(errand.person).zone, errand.asked_at
    wanted = errand.wanted
    asked = covered(wanted["period"], now, zone)
    area = Area(wanted["area"]) if wanted["area"] else None
    found = report_of(books, asked, zone, now, area=area, segment=wanted["segment"])
    workspace = books.workspace.get()
    heading = Heading(
        company=workspace.name if workspace else "",
        name=asked.name,
        first=asked.days[0],
        last=asked.days[1],
        area=area.label if area else "",
        segment=wanted["segment"] or "",
        made_at=now,
        zone=zone,
    )
    day = asked.days[1].isoformat()
    file = File(
        name=f"earshot-report-{day}.html",
        content=page(heading, found).encode(),
        title=f"Customer report, {asked.name}",
    )
    return file, found, asked.period


def report_of(
    books: Books,
    asked: Covered,
    zone: str,
    now: datetime,
    *,
    area: Area | None = None,
    segment: str | None = None,
) -> Report:
    """The figures. Journeys only over all areas: a part of a journey is not judged."""
    material = _material(books, asked, zone, area, segment)
    quote = _quoting(books, material, asked.period)
    facts = books.digest_facts
    opened = facts.opened(asked.before.start, asked.period.end, segment=segment)
    said = _themes(books, material, asked)
    scores = report_scores(books, material, asked.before, segment)
    return report(material, asked.before, opened, said, scores, quote, now)


def _material(
    books: Books, asked: Covered, zone: str, area: Area | None, segment: str | None
) -> Material:
    wanted = Wanted(zone, Covers.AREAS, (area.value,)) if area else Wanted(zone)
    since = min(asked.before.start, asked.period.end - OVER)
    rows = gather_rows(
        books, wanted, asked.period, since, ended_since=since - LONG, segment=segment
    )
    return replace(
        rows,
        cases=[case for case in rows.cases if case.customers or segment is None],
        journeys=[plan for plan in rows.journeys if plan.stages],
    )


def _quoting(books: Books, material: Material, period: Period) -> Callable[[int], str]:
    """The words of what was heard or answered, all read at once; "" for what nobody may read."""
    ids = [each.id for each in material.between(period.start, period.end) if each.quotable]
    ids += [case.first for case in material.cases if case.first is not None]
    words = books.digest_facts.words(ids)
    return lambda row_id: _short(words.get(row_id, ""))


def _themes(books: Books, material: Material, asked: Covered) -> list[ThemeLine]:
    """What is said in the period, and by how many in the one before; of the customers' own words
    that may be quoted."""
    start = asked.before.start
    negative = [
        each
        for each in material.between(start, asked.period.end)
        if each.quotable and each.feeling is not None and each.feeling.negative
    ]
    words = books.digest_facts.words([each.id for each in negative])
    spoken = [each for each in negative if words.get(each.id)]
    found = []
    for theme in themes([_said(each, words[each.id], asked) for each in spoken])[:MOST_THEMES]:
        members = [spoken[at] for at in theme.members]
        here = [each for each in members if each.at >= asked.period.start]
        behind = compared(here, [each for each in members if each.at < asked.period.start])
        count = Count(theme.this_week, theme.last_week)
        found.append(ThemeLine(_name(theme, material), count, _short(theme.verbatim), behind))
    return found


def _name(theme: Theme, material: Material) -> str:
    if theme.touchpoint is None:
        return theme.name
    return placed(theme.name, material.place(theme.touchpoint))


def _said(heard: Heard, words: str, asked: Covered) -> Said:
    """The guesser's weeks are this report's periods: 0 the one asked for, 1 the one before."""
    period = 0 if heard.at >= asked.period.start else 1
    weight = WEIGHT[heard.severity]
    return Said(str(heard.customer), words, period, heard.touchpoint, float(weight))


def _area(typed: str | None, line: str) -> str | None:
    if typed is None:
        return None
    labels = {area.label: area.value for area in Area}
    found = match(typed, labels | {area.value: area.value for area in Area})
    if found is None:
        near = nearest(typed, labels, 1)
        known = () if near else list(labels)
        raise Refusal(
            Why.UNKNOWN_VALUE, typed=line, key="area", value=typed, near=near, known=known
        )
    return labels.get(found, found)


def _segment(books: Books, typed: str | None, line: str) -> str | None:
    if typed is None:
        return None
    known = books.customers.segments()
    found = match(typed, known)
    if found is None:
        near = nearest(typed, known)
        raise Refusal(Why.UNKNOWN_VALUE, typed=line, key="segment", value=typed, near=near)
    return found


def _short(words: str) -> str:
    line = " ".join(words.split())
    return line if len(line) <= _QUOTED else line[: _QUOTED - 1].rstrip() + "…"
