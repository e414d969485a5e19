"""Reads each journey's health once a day, so that a digest can say what changed."""

from __future__ import annotations

from datetime import UTC, datetime

from bot.domain.digest.content import JourneyLine
from bot.domain.digest.journeys import judge
from bot.domain.digest.records import Behind
from bot.domain.occurrence import WEEK, Period
from bot.usecases.digest_material import Wanted, gather
from storage.books import Books
from storage.tables import JourneyReading


def unread_journeys(books: Books, now: datetime) -> list[tuple[JourneyLine]]:
    """The journeys that were not read today (UTC), judged."""
    unread = books.digests.unread(now.astimezone(UTC).date())
    if not unread:
        return []
    return [(line,) for line in judge_journeys(books, now) if line.id in unread]


def judge_journeys(books: Books, now: datetime) -> list[JourneyLine]:
    """Every journey as it stands at `now`."""
    material, _ = gather(books, Wanted("UTC"), Period(now - WEEK, now), now)
    behind: dict[str, Behind] = {}
    return [judge(material, plan, behind) for plan in material.journeys]


def journeys_read(books: Books, now: datetime) -> list[JourneyLine]:
    """Each journey as it was last read, and what changed in a week."""
    latest = books.digests.latest_readings()
    before = books.digests.readings(now - WEEK)
    lines = []
    for row in books.catalogue.journeys():
        reading, was = latest.get(row.id or 0), before.get(row.id or 0)
        if reading is None:
            continue
        known = reading.health is not None and was is not None and was.health is not None
        change = (reading.health or 0) - (was.health or 0) if known and was else None
        lines.append(
            JourneyLine(row.id or 0, row.name, reading.customers, reading.health, change=change)
        )
    return lines


def read_journey(books: Books, line: JourneyLine, now: datetime) -> None:
    books.digests.read(
        JourneyReading(
            journey_id=line.id,
            day=now.astimezone(UTC).date(),
            team_id=books.team_id,
            at=now,
            health=line.health,
            customers=line.customers,
        )
    )
