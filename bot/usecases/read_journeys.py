"""Reads each journey's health once a day, so that a digest can say what changed."""

from __future__ import annotations

from datetime import UTC, datetime

from bot.domain.digest.content import JourneyLine
from bot.domain.digest.journeys import change_since, judge
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


def journeys_read(books: Books) -> tuple[list[JourneyLine], datetime | None]:
    """Each journey as it was last read and what changed in the week before; and when the first of
    these readings was, None without any."""
    latest = books.digests.latest_readings()
    read = [(row, latest[row.id]) for row in books.catalogue.journeys() if row.id in latest]
    if not read:
        return [], None
    newest = max(reading.day for _, reading in read)
    before, known = books.digests.readings(newest - WEEK), books.digests.readings(newest)
    lines = [
        _line(row.name, reading, before.get(reading.journey_id), known.get(reading.journey_id))
        for row, reading in read
    ]
    return lines, min(reading.at for _, reading in read)


def _line(
    name: str,
    reading: JourneyReading,
    before: JourneyReading | None,
    last: JourneyReading | None,
) -> JourneyLine:
    """before, last: readings that said something, a week earlier and at all."""
    too_few = last if reading.health is None else None
    return JourneyLine(
        reading.journey_id,
        name,
        reading.customers,
        reading.health,
        change=change_since(before.health if before else None, reading.health),
        last=too_few.health if too_few else None,
        last_on=too_few.day if too_few else None,
    )


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
