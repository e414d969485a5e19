"""`/cx digest`: what would be posted now, whole, in one's own DM."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from bot.domain.occurrence import WEEK, Period, weeks_covered
from bot.domain.policy import Actor, Right, may
from bot.usecases.desk import Desk
from bot.usecases.digest_material import Wanted
from bot.usecases.errands import Post, ask_for
from bot.usecases.run_digest import Made, keep, make, queue, schedule, wanted, where_it_left_off
from storage.books import Books
from storage.tables import DigestSubscription
from storage.tables.errand import Errand, ErrandKind


def digest_here(books: Books, channel: str | None) -> DigestSubscription | None:
    """The digest of the channel in which it was asked for; else the only one there is, or the
    first."""
    running = books.digests.running()
    here = [row for row in running if row.channel == channel]
    return next(iter([*here, *running]), None)


def ask_preview(books: Books, desk: Desk, actor: Actor, channel: str | None) -> bool:
    """Store the wish for a preview, asked for in a channel; whether any channel gets a digest.

    Where it is another channel's, which may be private, it names people to CX leads only. Raises as
    `ask_for`.
    """
    row = digest_here(books, channel)
    named = row is not None and (row.channel == channel or may(actor, Right.MANAGE_WORKSPACE))
    wanted = {"subscription": row.id if row else None, "named": named}
    ask_for(books, desk, ErrandKind.DIGEST, actor.user_id, wanted)
    return row is not None


def make_preview(books: Books, errand: Errand) -> Post:
    """The digest as it would have been posted when it was asked for. Without a subscription: of the
    whole company over seven days, in the person's time zone. Reads only; what it gives queues it to
    the person's DM, where its buttons work as they would in the channel."""
    made = _made(books, errand)

    def post(books: Books, key: str, now: datetime) -> None:
        queue(books, keep(books, made, now), made, errand.person, key, now=now, due_at=now)

    return post


def _made(books: Books, errand: Errand) -> Made:
    row, now = books.digests.subscription(errand.wanted["subscription"]), errand.asked_at
    if row is None:
        asked = Wanted(books.people.calendar(errand.person).zone)
        return make(books, asked, Period(now - WEEK, now), now, weeks=1)
    last_end, _ = where_it_left_off(books, row)
    covered = Period(now - WEEK if last_end is None else last_end, now)
    weeks = max(1, weeks_covered(schedule(row), covered))
    asked = wanted(row)
    asked = replace(asked, named=asked.named and errand.wanted.get("named", False))
    return make(books, asked, covered, now, weeks=weeks)
