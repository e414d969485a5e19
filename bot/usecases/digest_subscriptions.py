"""Who gets the weekly digest: set up, end, pause, and what is told of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import available_timezones

from bot.blocks.digest_setup import MOST_COVERED, paused_notice
from bot.domain.errors import Refusal, Why
from bot.domain.ids import number
from bot.domain.nearest import nearest
from bot.domain.vocabulary import Area, Severity
from bot.usecases.clocks import when_to_disturb
from bot.usecases.desk import Desk
from storage.books import Books
from storage.repositories.parked import Parked
from storage.tables import DigestSubscription, OutboxRow
from storage.tables.delivery import OutboxState
from storage.tables.digest import Covers, Paused

_LOST = {
    "channel_shared": Paused.SHARED,
    **dict.fromkeys(("not_in_channel", "is_archived", "channel_not_found"), Paused.GONE),
}
"""Why a digest did not arrive, where none will by itself: Slack's refusals, and our own."""


@dataclass(frozen=True, slots=True)
class DigestEntry:
    """The modal "Weekly digest". weekday: 0 is Monday; half_hour: 0 is midnight."""

    channel: str
    weekday: int
    half_hour: int
    zone: str
    covers: Covers = Covers.ALL
    covered: tuple[str, ...] = ()
    masked: bool = True
    named: bool = False


def set_up_digest(books: Books, desk: Desk, entry: DigestEntry, by: str) -> DigestSubscription:
    """Begin, change or resume a channel's digest. That Earshot is in the channel, and that it is
    nobody else's too, was asked of Slack before.

    Raises Refusal: MISSING, UNKNOWN_VALUE, TOO_MUCH, each with its field.
    """
    _check(books, entry)
    row = books.digests.of_channel(entry.channel)
    before = _snapshot(row) if row else None
    if row is None or row.ended_at is not None:
        row = row or DigestSubscription(
            team_id=books.team_id,
            channel=entry.channel,
            zone=entry.zone,
            set_by=by,
            since=desk.now,
            scheduled_at=desk.now,
        )
        row.since = row.scheduled_at = desk.now
    if (entry.masked and not row.masked) or (row.named and not entry.named):
        _take_back(books, desk, row)
    moved = (row.weekday, row.half_hour, row.zone) != (entry.weekday, entry.half_hour, entry.zone)
    if moved or row.paused:
        row.scheduled_at = desk.now
    row.weekday, row.half_hour, row.zone = entry.weekday, entry.half_hour, entry.zone
    row.covers, row.covered = entry.covers, list(entry.covered)
    row.masked, row.named, row.set_by = entry.masked, entry.named, by
    row.ended_at = row.paused = None
    books.digests.save(row)
    after = _snapshot(row)
    if after != before:
        books.workspace.audit(by, "digest", row.channel, before, after, desk.now)
    return row


def end_digest(books: Books, desk: Desk, row: DigestSubscription, by: str) -> None:
    """`/cx digest off`. Raises Refusal(ALREADY) when it has ended."""
    if row.ended_at is not None:
        raise Refusal(Why.ALREADY, state="ended")
    _take_back(books, desk, row)
    row.ended_at = desk.now
    books.digests.save(row)
    books.workspace.audit(by, "digest", row.channel, _snapshot(row), None, desk.now)


def pause_digest(books: Books, now: datetime, row: DigestSubscription, why: Paused) -> None:
    """Nothing is posted there any more; who set it up is told once, in their working time."""
    if row.paused or row.ended_at:
        return
    row.paused = why
    books.digests.save(row)
    books.workspace.audit(None, "digest paused", row.channel, None, why.value, now)
    books.outbox.post(
        f"digest-paused:{row.id}:{now.isoformat()}",
        row.set_by,
        paused_notice(row.channel, why.value).message(),
        now=now,
        due_at=when_to_disturb(books, row.set_by, Severity.LOW, now, now),
    )


def resume_digest(books: Books, now: datetime, row: DigestSubscription) -> None:
    """The channel is the company's own again: the next one covers the time between, and what could
    not be posted in it."""
    if row.paused is Paused.SHARED:
        if post := _lost_post(books, row):
            parked = Parked(books)
            for each in (post, *parked.replies_to(post)):
                parked.settle(each, OutboxState.CANCELLED, now)
        row.paused = None
        books.digests.save(row)
        books.workspace.audit(None, "digest resumed", row.channel, None, None, now)


def lost_channels(books: Books, _now: datetime) -> list[tuple[int, Paused]]:
    """Subscriptions whose last digest was not posted for the channel's sake, and why."""
    found = []
    for row in books.digests.running():
        post = None if row.paused else _lost_post(books, row)
        if post and post.settled_at and post.settled_at > row.scheduled_at:
            found.append((row.id or 0, _LOST[post.error or ""]))
    return found


def pause_lost(books: Books, subscription_id: int, why: Paused, now: datetime) -> None:
    if row := books.digests.lock(subscription_id):
        pause_digest(books, now, row, why)


def _lost_post(books: Books, row: DigestSubscription) -> OutboxRow | None:
    """Its last digest, where that waits because of the channel."""
    last = next(iter(books.digests.runs(row)), None)
    post = books.digests.post_of(last) if last else None
    return post if post and post.state is OutboxState.PARKED and post.error in _LOST else None


def _take_back(books: Books, desk: Desk, row: DigestSubscription) -> None:
    """A digest that was made and still waits is not posted: the next one covers its time."""
    last = next(iter(books.digests.runs(row)), None)
    if card := books.digests.card_of(last) if last else None:
        books.outbox.withdraw(card, desk.now)


def _check(books: Books, entry: DigestEntry) -> None:
    if not entry.channel:
        raise Refusal(Why.MISSING, field="digest_channel")
    if entry.zone not in available_timezones():
        near = nearest(entry.zone, available_timezones(), 1)
        raise Refusal(
            Why.UNKNOWN_VALUE, field="digest_zone", key="time zone", value=entry.zone, near=near
        )
    if len(entry.covered) > MOST_COVERED:
        raise Refusal(Why.TOO_MUCH, field="digest_covers", most=f"{MOST_COVERED} of them")
    for each in entry.covered:
        known = {
            Covers.AREAS: each in set(Area),
            Covers.TOUCHPOINTS: books.catalogue.touchpoint(number(each)),
            Covers.JOURNEY: books.catalogue.journey(number(each)),
        }
        if not known.get(entry.covers):
            raise Refusal(Why.NOT_FOUND, field="digest_covers", what="one of these")


def _snapshot(row: DigestSubscription) -> dict[str, Any] | None:
    if row.ended_at is not None:
        return None
    return {
        "weekday": row.weekday,
        "half_hour": row.half_hour,
        "zone": row.zone,
        "covers": row.covers.value,
        "covered": list(row.covered),
        "masked": row.masked,
        "named": row.named,
        "paused": row.paused.value if row.paused else None,
    }
