"""From an empty workspace to a company's months, in one transaction: whole or not at all."""

from __future__ import annotations

import contextlib
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from functools import partial
from itertools import chain
from random import Random

from bot.domain.errors import Refusal
from bot.domain.workcal import working_day_bounds
from bot.schedule.tick import CHORES, Chore
from bot.simulate.furnish import Company, furnish
from bot.simulate.hearing import Hearing
from bot.simulate.issues import Issues
from bot.simulate.ledger import Ledger
from bot.simulate.plan import Plan, Summary
from bot.simulate.played import Step, that_fit
from bot.simulate.post import count_as_posted, post_again
from bot.simulate.recent import LASTS, stories
from bot.simulate.waves import waves
from storage.books import Books
from storage.bulk import Bulk
from storage.unit_of_work import Storage

_IDLE = frozenset({"returns", "days away", "leavers", "lost channels", "digests"})
"""Chores that find nothing in a company of which nobody is away and no channel has a digest."""

_WATCHED = timedelta(days=10)
"""How long before the end the clock begins to tick: before, no story leaves anything undone. A week
before the end journeys have been read, so that it can be said what changed."""

Progress = Callable[[int], object]
"""Told how many observations are written so far."""


class NotEmpty(Exception):
    """The workspace holds something already: a sentence for whoever asked."""


def simulate(storage: Storage, plan: Plan, progress: Progress = lambda done: None) -> Summary:
    """Fill the plan's workspace, which must be empty of catalogue and records.

    Raises NotEmpty otherwise, and nothing is written. The same plan gives the same company, but for
    the random ids that messages carry.
    """

    def work(books: Books) -> Summary:
        with Bulk(books) as bulk:
            _require_empty(bulk, plan)
            return _simulate(books, bulk, plan, progress)

    return storage.write_now(plan.team_id, work)


def _simulate(books: Books, bulk: Bulk, plan: Plan, progress: Progress) -> Summary:
    rng = Random(plan.seed)
    begins = plan.until - timedelta(days=plan.days)
    company = furnish(books, bulk, plan, rng, begins)
    hearing = Hearing(company, Random(f"heard {plan.seed}"), begins, plan.until)
    ledger = Ledger(
        bulk,
        Random(f"issues {plan.seed}"),
        plan.until,
        {each.user_id: each.calendar for each in company.people},
        company.customers,
        keeps_post=not plan.posts_recent,
    )
    issues = Issues(
        ledger,
        company,
        ledger.rng,
        played_from=plan.until - LASTS,
    )
    played = deque(sorted(_played(company, plan), key=lambda step: step.at))
    done = 0
    for heard in hearing.stream(plan.observations - sum(step.hears for step in played)):
        while played and played[0].at < heard.at:
            done += _play(books, bulk, played.popleft())
            progress(done)
        issues.hear(heard)
        done += 1
        if done % 1000 == 0:
            progress(done)
    for step in played:
        done += _play(books, bulk, step)
        progress(done)
    issues.finish()
    bulk.flush()
    if plan.posts_recent:
        post_again(books, bulk, plan.until)
    found = bulk.found()
    return Summary(
        people=len(company.people),
        customers=found["customers"],
        observations=found["observations"],
        issues=found["issues"],
        unresolved=bulk.unresolved(),
    )


def _require_empty(bulk: Bulk, plan: Plan) -> None:
    if found := bulk.found():
        held = " and ".join(f"{count:,} {what}" for what, count in found.items())
        raise NotEmpty(
            f"Workspace {plan.team_id} holds {held} already, and a simulation only fills an empty "
            "one: set DATABASE_URL to a new database."
        )


def _played(company: Company, plan: Plan) -> Iterator[Step]:
    """Every step of the stories that run at the end and of the surveys, and the ticks between."""
    rng = Random(f"played {plan.seed}")
    # each is played by the app, statement by statement: they grow slower than what is written
    times = max(1, min(5, plan.observations // 100_000))
    answers = max(20, min(60, plan.observations // 5_000))
    told = (story.steps for story in stories(company, rng, plan.until, times))
    surveyed = waves(company, rng, plan.until, plan.days, plan.name, answers)
    yield from that_fit(chain(told, surveyed), plan.observations)
    moments = _moments(company, plan.until - _WATCHED, plan.until)
    for at in moments:
        reads = at in (moments[0], moments[-1])
        idle = _IDLE if reads else {*_IDLE, "journeys"}
        yield Step(at, partial(_tick, [each for each in CHORES if each.name not in idle]))


def _play(books: Books, bulk: Bulk, step: Step) -> int:
    """Let the app take the step, when everything that was heard before is stored and what fell due
    was posted; how many observations it made."""
    bulk.flush()
    count_as_posted(books, bulk, step.at)
    step.do(books, step.at)
    count_as_posted(books, bulk, step.at)
    return step.hears


def _moments(company: Company, since: datetime, until: datetime) -> list[datetime]:
    """When days of work begin and end from `since` on, and the very end."""
    part = company.roles
    answering = (part.lead, part.sponsor, part.journey_owner, *part.owners)
    calendars = {each.calendar for each in answering}
    day, moments = since.date(), {until}
    while day <= until.date():
        for bounds in (working_day_bounds(calendar, day) for calendar in calendars):
            moments.update(bounds or ())
        day += timedelta(days=1)
    return sorted(at for at in moments if at <= until)


def _tick(chores: Sequence[Chore], books: Books, now: datetime) -> None:
    """What is due is done as the app does it."""
    for chore in chores:
        for due in list(chore.find(books, now)):
            with contextlib.suppress(Refusal):  # what was done for one may have settled the next
                chore.do(books, *due, now)
    books.due_times.beat(now)
