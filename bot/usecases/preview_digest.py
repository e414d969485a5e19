"""`/cx digest`: what would be posted now, whole, in one's own DM."""

from __future__ import annotations

from datetime import datetime
from secrets import token_hex

from bot.domain.occurrence import WEEK, Period, weeks_covered
from bot.usecases.digest_material import Wanted
from bot.usecases.run_digest import Made, keep, make, queue, schedule, wanted, where_it_left_off
from storage.books import Books
from storage.tables import DigestSubscription


def digest_here(books: Books, channel: str | None) -> DigestSubscription | None:
    """The digest of the channel in which it was asked for; else the only one there is, or the
    first."""
    running = books.digests.running()
    here = [row for row in running if row.channel == channel]
    return next(iter([*here, *running]), None)


def make_preview(books: Books, subscription_id: int | None, user_id: str, now: datetime) -> Made:
    """The digest as it would be posted at `now`. Without a subscription: of the whole company over
    seven days, in the person's time zone. Reads only."""
    row = books.digests.subscription(subscription_id)
    if row is None:
        asked = Wanted(books.people.calendar(user_id).zone)
        return make(books, asked, Period(now - WEEK, now), now, weeks=1)
    last_end, _ = where_it_left_off(books, row)
    covered = Period(now - WEEK if last_end is None else last_end, now)
    weeks = max(1, weeks_covered(schedule(row), covered))
    return make(books, wanted(row), covered, now, weeks=weeks)


def send_preview(books: Books, made: Made, user_id: str, now: datetime) -> None:
    """Queue it to the person's DM: its buttons work as they would in the channel."""
    run = keep(books, made, now)
    queue(books, run, made, user_id, f"preview:{run.id}:{token_hex(4)}", now=now, due_at=now)
