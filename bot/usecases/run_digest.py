"""Posts the weekly digests that are due: composed in a reading, stored and queued in a moment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from bot.blocks.digest_thread import details
from bot.domain.digest.compose import Composed, compose
from bot.domain.occurrence import (
    Period,
    Weekly,
    following,
    goes_out_at,
    latest,
    period,
    weeks_covered,
)
from bot.ports import File
from bot.usecases.digest_chart import week_chart
from bot.usecases.digest_frozen import frozen
from bot.usecases.digest_material import Wanted, gather, scope_name
from bot.usecases.digest_scores import digest_scores
from bot.usecases.digest_themes import digest_themes
from storage.books import Books
from storage.repositories.parked import Parked
from storage.session import DatabaseError
from storage.tables import DigestRun, DigestSubscription
from storage.tables.delivery import CardKind, OutboxState


@dataclass(frozen=True, slots=True)
class Made:
    """A digest that is ready to be posted. chart: None in a quiet week."""

    period: Period
    composed: Composed
    named: bool
    chart: File | None


@dataclass(frozen=True, slots=True)
class Due:
    """superseded: runs whose time it covers too, as they did not arrive for all anybody knows."""

    subscription_id: int
    day: date
    due_at: datetime
    made: Made
    superseded: tuple[int, ...]


def due_digests(books: Books, now: datetime) -> list[tuple[Due | Exception]]:
    """The digests whose time has come, composed. One that can't be composed is an error in its
    place, for its own posting to raise: it keeps back no other."""
    found: list[tuple[Due | Exception]] = []
    for row in books.digests.running():
        try:
            due = None if row.paused else _due(books, row, now)
        except DatabaseError:
            raise
        except Exception as error:
            found.append((error,))
        else:
            found += [(due,)] if due else []
    return found


def _due(books: Books, row: DigestSubscription, now: datetime) -> Due | None:
    weekly = schedule(row)
    occurrence = latest(weekly, now)
    if occurrence.at <= row.scheduled_at or books.digests.is_made(row, occurrence.day):
        return None
    last_end, superseded = where_it_left_off(books, row)
    if last_end is not None and occurrence.at <= last_end:
        return None
    covered = period(weekly, occurrence, last_end)
    made = make(books, wanted(row), covered, now, weeks=weeks_covered(weekly, covered))
    due_at = goes_out_at(weekly, occurrence, now)
    return Due(row.id or 0, occurrence.day, due_at, made, superseded)


def make(books: Books, asked: Wanted, covered: Period, now: datetime, *, weeks: int) -> Made:
    """Compose the digest of a period as things stand. Reads only."""
    material, words = gather(books, asked, covered, now)
    composed = compose(
        material,
        digest_themes(books, material, words.quote, words.mask),
        words.quote,
        now=now,
        scope=scope_name(books, asked),
        weeks=weeks,
        masked=asked.masked,
        named=asked.named,
        scores=digest_scores(books, covered, material.scope, now),
    )
    quiet = composed.digest.quiet
    chart = None if quiet else week_chart(material, composed.digest.scope or "Whole company")
    return Made(covered, composed, asked.named, chart)


def post_digest(books: Books, due: Due | Exception, now: datetime) -> None:
    """Queue the digest and its thread, once for each local date whatever runs beside this. Raises
    the error that kept it from being composed."""
    if isinstance(due, Exception):
        raise due
    row = books.digests.lock(due.subscription_id)
    if row is None or row.ended_at or row.paused or books.digests.is_made(row, due.day):
        return
    if not _call_off(books, due.superseded, now):
        return  # one of them was just sent: the next tick begins where it ended
    run = keep(books, due.made, now, subscription_id=row.id, day=due.day)
    key = f"digest:{row.id}:{due.day.isoformat()}"
    queue(books, run, due.made, row.channel, key, now=now, due_at=due.due_at)


def keep(
    books: Books,
    made: Made,
    now: datetime,
    *,
    subscription_id: int | None = None,
    day: date | None = None,
) -> DigestRun:
    """Store what a digest says, and the records behind it."""
    run = DigestRun(
        team_id=books.team_id,
        subscription_id=subscription_id,
        day=day,
        starts_at=made.period.start,
        ends_at=made.period.end,
        made_at=now,
        named=made.named,
        digest=frozen(made.composed.digest),
    )
    return books.digests.keep(run, made.composed.behind)


def queue(
    books: Books, run: DigestRun, made: Made, to: str, key: str, *, now: datetime, due_at: datetime
) -> None:
    """Queue the message, and what follows in its thread. to: a channel, or a person's DM."""
    card = books.cards.open(CardKind.DIGEST, run.id or 0, to, now=now, due_at=due_at, key=key)
    digest = made.composed.digest
    if made.chart is None:
        return
    books.outbox.post(
        f"{key}:thread",
        to,
        details(digest, run.id or 0, made.chart.alt_text).message(),
        now=now,
        due_at=due_at,
        thread=card,
        files=[made.chart],
    )


def schedule(row: DigestSubscription) -> Weekly:
    return Weekly(row.weekday, row.half_hour, row.zone)


def next_day(books: Books, row: DigestSubscription, now: datetime) -> date:
    """The local date of the next digest: a date that had one gets no second."""
    weekly = schedule(row)
    found = following(weekly, now)
    while books.digests.is_made(row, found.day):
        found = following(weekly, found.at)
    return found.day


def wanted(row: DigestSubscription) -> Wanted:
    return Wanted(row.zone, row.covers, tuple(row.covered), row.masked, row.named)


def where_it_left_off(
    books: Books, row: DigestSubscription
) -> tuple[datetime | None, tuple[int, ...]]:
    """When the last digest ended that was sent, or that the first unsent one began; and those after
    it, whose time the next one covers too. None: there was none yet."""
    superseded: list[int] = []
    start: datetime | None = None
    for run in books.digests.runs(row):
        if not books.digests.is_superseded(run):
            return run.ends_at, tuple(superseded)
        superseded.append(run.id or 0)
        start = run.starts_at
    return start, tuple(superseded)


def _call_off(books: Books, runs: Sequence[int], now: datetime) -> bool:
    """Settle for good what the new digest says too; False when one of them is not ours to settle
    any more."""
    parked = Parked(books)
    for run_id in runs:
        run = books.digests.run(run_id)
        row, card = (
            (books.digests.post_of(run), books.digests.card_of(run)) if run else (None, None)
        )
        if row is None or card is None:
            continue
        match row.state:
            case OutboxState.PARKED:
                settled = parked.settle(row, OutboxState.CANCELLED, now)
                for reply in parked.replies_to(row):
                    parked.settle(reply, OutboxState.CANCELLED, now)
            case OutboxState.QUEUED:
                settled = books.outbox.withdraw(card, now)
            case _:
                settled = row.state is OutboxState.CANCELLED
        if not settled:
            return False
    return True
