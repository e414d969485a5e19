"""A year passes: ticks while Earshot is up, nudges sent a little later, and outages at random."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from random import Random
from time import perf_counter

import sqlalchemy as sa
from sqlmodel import col, select

from bot.schedule.tick import tick
from bot.usecases.gather_cards import gather_card
from storage.books import Books
from storage.tables import Card, Heartbeat, Issue, OutboxRow
from storage.tables.delivery import CardKind, OutboxState
from storage.unit_of_work import Storage
from tests.simulation.company import BEGIN, TEAM, Company, found, hire
from tests.simulation.life import Life


@dataclass(frozen=True)
class Scale:
    people: int
    touchpoints: int
    observations: int
    days: int
    step: timedelta
    outages: int


@dataclass
class Year:
    """What the judge is given besides the books."""

    company: Company
    life: Life
    ticks: list[datetime] = field(default_factory=list)
    down: list[tuple[datetime, datetime]] = field(default_factory=list)
    gaps: dict[datetime, datetime] = field(default_factory=dict)
    """Ticks after an outage, and the last one before it."""
    tick_seconds: list[float] = field(default_factory=list)
    acts: int = 0


def play(storage: Storage, scale: Scale, seed: int) -> Year:
    rng = Random(seed)
    people = hire(rng, scale.people, scale.days)
    company = storage.write_now(TEAM, lambda books: found(books, rng, people, scale.touchpoints))
    life = Life(storage, company, rng)
    life.absences()
    for _ in range(scale.observations):
        life.log(BEGIN + timedelta(days=rng.uniform(0, scale.days)))
    year = Year(company, life, down=_outages(rng, scale))
    asyncio.run(_live(storage, scale, year))
    year.acts = life.acts
    return year


def _outages(rng: Random, scale: Scale) -> list[tuple[datetime, datetime]]:
    """From a few minutes to three days; the moment of death has nothing to do with the ticks."""
    down: list[tuple[datetime, datetime]] = []
    for _ in range(scale.outages):
        begin = BEGIN + timedelta(days=rng.uniform(2, scale.days - 4))
        minutes = rng.choice([5, 20, 90, 8 * 60, 26 * 60, 72 * 60]) * rng.uniform(0.7, 1)
        down.append((begin, begin + timedelta(minutes=minutes)))
    return down


async def _live(storage: Storage, scale: Scale, year: Year) -> None:
    now, end = BEGIN, BEGIN + timedelta(days=scale.days)
    while now < end:
        if (back := _back(year, now)) and year.ticks:
            now = back
            year.gaps[now] = year.ticks[-1]
            # the database's own clock has not moved meanwhile: the last tick is dated back instead
            await storage.write(TEAM, partial(_backdate, gap=now - year.ticks[-1]))
        year.life.act_until(now)
        begin = perf_counter()
        await tick(storage, [TEAM], now)
        year.tick_seconds.append(perf_counter() - begin)
        storage.read_now(TEAM, partial(_note_opened, year=year, now=now))
        year.ticks.append(now)
        _die_early(year, now, scale.step)
        sent_at = now + timedelta(seconds=40)
        if _back(year, sent_at) is None:
            for issue_id, person in await storage.write(TEAM, partial(_send, now=sent_at)):
                year.life.nudged(issue_id, person, sent_at)
        now += scale.step


def _note_opened(books: Books, year: Year, now: datetime) -> None:
    """Whoever became the owner of what the tick opened: the history does not say so."""
    rows = books.session.exec(
        select(Issue).where(sa.or_(col(Issue.opened_at) == now, col(Issue.reopened_at) == now))
    )
    for issue in rows:
        year.life.opened(issue, now)


def _die_early(year: Year, now: datetime, step: timedelta) -> None:
    """Every other time it dies just when nudges were decided upon and none was sent."""
    for number, (begin, end) in enumerate(year.down):
        if number % 2 and now < begin < now + step:
            year.down[number] = (now + timedelta(seconds=20), end)


def _back(year: Year, now: datetime) -> datetime | None:
    """When Earshot is up again, if it is down at `now`."""
    ends = [end for begin, end in year.down if begin <= now < end]
    return _back(year, max(ends)) or max(ends) if ends else None


def _backdate(books: Books, gap: timedelta) -> None:
    beat = books.session.get(Heartbeat, TEAM)
    if beat:
        beat.real -= gap
        books.session.add(beat)


def _send(books: Books, now: datetime) -> list[tuple[int, str]]:
    """As the senders do; (issue, person) of every item of the nudges that were sent."""
    rows = books.session.exec(
        select(OutboxRow, Card)
        .join(Card, col(Card.id) == col(OutboxRow.card_id))
        .where(
            col(OutboxRow.state) == OutboxState.QUEUED,
            col(OutboxRow.due_at) <= now,
            col(Card.kind).in_([CardKind.MORNING, CardKind.RECEIPT]),
        )
    ).all()
    told = []
    for row, card in rows:
        gathered = card.kind is CardKind.MORNING and gather_card(books, row, card, now)
        row.state = OutboxState.CANCELLED if gathered else OutboxState.SENT
        row.settled_at = now
        books.session.add(row)
        if not gathered:
            card.channel, card.ts = f"D{card.person}", f"{card.id}.000100"
            books.session.add(card)
        if card.kind is CardKind.MORNING and not gathered:
            told += [(item.issue_id, card.person) for item in books.mornings.items(card.record_id)]
    return told
