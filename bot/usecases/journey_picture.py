"""The picture of a journey, and what it says, for one person's DM."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.blocks.digest_lines import standing_said
from bot.blocks.journey_picture import PICTURE, journey_message
from bot.charts.heat_map import Cell, HeatMap, heat_map
from bot.domain.digest.content import JourneyLine
from bot.domain.digest.journeys import judge
from bot.domain.digest.records import Behind
from bot.domain.errors import Refusal, Why
from bot.domain.journey import OVER
from bot.domain.journey_map import journey_map
from bot.domain.occurrence import WEEK, Period
from bot.domain.vocabulary import Area, Relation
from bot.ports import File
from bot.usecases.desk import Desk
from bot.usecases.digest_material import Wanted, gather
from bot.usecases.errands import Post, ask_for
from bot.usecases.keep_numbers import keep_numbers
from storage.books import Books
from storage.tables.digest import Covers
from storage.tables.errand import Errand, ErrandKind


@dataclass(frozen=True, slots=True)
class Drawn:
    """of: the customers it is about, in words. behind: the records behind its numbers, by name."""

    line: JourneyLine
    picture: File
    of: str
    behind: Mapping[str, Behind]


def ask_picture(
    books: Books,
    desk: Desk,
    person: str,
    journey_id: int,
    *,
    segment: str | None = None,
    relation: Relation | None = None,
) -> None:
    """Store the wish for a picture, of all customers or of some. Raises as `ask_for`."""
    of = {"segment": segment, "relation": relation.value if relation else None}
    ask_for(books, desk, ErrandKind.JOURNEY, person, {"journey": journey_id, **of})


def make_picture(books: Books, errand: Errand) -> Post:
    """The journey as it stood when it was asked for, judged and drawn. Reads only; what it gives
    queues it to the person's DM.

    Raises Refusal(NOT_FOUND) for a journey without stages: there is nothing to draw.
    """
    drawn = _drawn(books, errand)

    def post(books: Books, key: str, now: datetime) -> None:
        month = Period(errand.asked_at - OVER, errand.asked_at)
        run = keep_numbers(books, month, drawn.behind, now, scope=drawn.of, journeys=(drawn.line,))
        says, at = drawn.picture.alt_text, errand.asked_at
        message = journey_message(drawn.line, says, at, drawn.of, run)
        books.outbox.post(key, errand.person, message.message(), now=now, files=[drawn.picture])

    return post


def _drawn(books: Books, errand: Errand) -> Drawn:
    wanted, now = errand.wanted, errand.asked_at
    segment = wanted["segment"]
    relation = Relation(wanted["relation"]) if wanted["relation"] else None
    asked = Wanted("UTC", Covers.JOURNEY, (str(wanted["journey"]),))
    material, _ = gather(
        books, asked, Period(now - WEEK, now), now, segment=segment, relation=relation
    )
    plan = next(iter(material.journeys), None)
    if plan is None or not plan.stages:
        raise Refusal(Why.NOT_FOUND, what="a stage of that journey")
    behind: dict[str, Behind] = {}
    line = judge(material, plan, behind)
    cells = journey_map(material, plan)
    rows = sorted({row for _, row in cells}) or [0]
    drawing = heat_map(
        HeatMap(
            title=plan.name,
            stages=list(plan.stages.values()),
            areas=[list(Area)[row].label for row in rows],
            cells={
                (column, rows.index(row)): Cell(cell.pain, cell.customers, cell.blind)
                for (column, row), cell in cells.items()
            },
            beneath=_beneath(line),
        )
    )
    of = ", ".join(part for part in (segment, relation.label if relation else None) if part)
    return Drawn(line, File(PICTURE, drawing.png(), plan.name, drawing.alt), of, behind)


def _beneath(line: JourneyLine) -> str:
    """Its health in words."""
    said = standing_said(line)
    return said[:1].upper() + said[1:]
