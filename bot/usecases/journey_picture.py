"""The picture of a journey, and what it says, for one person's DM."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from secrets import token_hex

from bot.blocks.digest_lines import health_said
from bot.blocks.journey_picture import PICTURE, journey_message
from bot.charts.heat_map import Cell, HeatMap, heat_map
from bot.domain.digest.content import JourneyLine
from bot.domain.digest.journeys import judge
from bot.domain.errors import Refusal, Why
from bot.domain.journey_map import journey_map
from bot.domain.occurrence import WEEK, Period
from bot.domain.vocabulary import Area, Relation
from bot.ports import File
from bot.usecases.digest_material import Wanted, gather
from storage.books import Books
from storage.tables.digest import Covers


@dataclass(frozen=True, slots=True)
class Drawn:
    """of: the customers it is about, in words."""

    line: JourneyLine
    picture: File
    of: str


def draw_journey(
    books: Books,
    journey_id: int,
    now: datetime,
    *,
    segment: str | None = None,
    relation: Relation | None = None,
) -> Drawn:
    """Judge and draw a journey as it stands, of all customers or of some. Reads only.

    Raises Refusal(NOT_FOUND) for a journey without stages: there is nothing to draw.
    """
    asked = Wanted("UTC", Covers.JOURNEY, (str(journey_id),))
    material, _ = gather(
        books, asked, Period(now - WEEK, now), now, segment=segment, relation=relation
    )
    plan = next(iter(material.journeys), None)
    if plan is None or not plan.stages:
        raise Refusal(Why.NOT_FOUND, what="a stage of that journey")
    line = judge(material, plan, {})
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
    return Drawn(line, File(PICTURE, drawing.png(), plan.name, drawing.alt), of)


def send_journey(books: Books, drawn: Drawn, user_id: str, now: datetime) -> None:
    """Queue it to the person's DM."""
    books.outbox.post(
        f"journey:{drawn.line.id}:{token_hex(6)}",
        user_id,
        journey_message(drawn.line, drawn.picture.alt_text, drawn.of).message(),
        now=now,
        files=[drawn.picture],
    )


def _beneath(line: JourneyLine) -> str:
    """Its health in words, without formatting and without its name."""
    said = health_said(line).removeprefix(line.name).replace("*", "").strip(" :.")
    return said[:1].upper() + said[1:]
