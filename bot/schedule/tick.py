"""Everything that is due at a moment: set-based and idempotent, so any copy may do it, any number
of times.

Each chore first finds what is due, in one reading of the books; then each thing is done in a
transaction of its own, which looks again. One that fails keeps back no other.
"""

from __future__ import annotations

import asyncio
import traceback
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import structlog

from bot.domain.errors import Refusal, Why
from bot.ports import VoterKeys
from bot.usecases.away import give_back, hand_on, people_back, people_leaving
from bot.usecases.climb import climb
from bot.usecases.close_wave import close_in_time
from bot.usecases.desk import Desk
from bot.usecases.digest_subscriptions import lost_channels, pause_lost
from bot.usecases.end_issue import end_watch
from bot.usecases.guessing import Guesses
from bot.usecases.import_touchpoints import WAITS
from bot.usecases.lapse import break_promise, forgive_downtime, lapse_unpromised, miss_time
from bot.usecases.leave import hand_on_everything
from bot.usecases.morning import begin_days, come_alone, days_beginning, nudge_alone
from bot.usecases.read_journeys import read_journey, unread_journeys
from bot.usecases.remind_wave import remind_wave
from bot.usecases.run_digest import due_digests, post_digest
from bot.usecases.send_survey import next_wave
from bot.usecases.settle_likely import settle_held
from bot.usecases.show_wave import follow_progress, moving
from bot.usecases.tell_results import results_to_tell, tell_results
from storage.books import Books
from storage.unit_of_work import Storage

DRAFTS_KEPT = timedelta(days=7)

DOWN = timedelta(minutes=15)
"""A longer time without a tick is downtime: what fell due in it is due later."""

_TOGETHER = 25
"""People whose days begin in one transaction."""

log = structlog.get_logger()


class TickFailed(Exception):
    """Some of what was due could not be done; the log says what. The next tick tries again."""


@dataclass(frozen=True, slots=True)
class Chore:
    """find: what is due at a moment, each as the arguments of `do` between books and moment."""

    name: str
    find: Callable[[Books, datetime], Iterable[tuple[Any, ...]]]
    do: Callable[..., None]


def _at(do: Callable[[Books, Desk, str], None]) -> Callable[[Books, str, datetime], None]:
    """What people can start too, as a chore: nothing of it settles first."""
    return lambda books, person, now: do(books, Desk(now, timedelta(0), Guesses()), person)


CHORES = (
    Chore("returns", lambda books, now: _ones(people_back(books, now)), _at(give_back)),
    Chore("days away", lambda books, now: _ones(people_leaving(books, now)), _at(hand_on)),
    Chore("leavers", lambda books, _: _ones(books.absences.owners_gone()), _at(hand_on_everything)),
    Chore("likely", lambda books, now: _ones(books.likely.due(now)), settle_held),
    Chore("lapses", lambda books, now: _ones(books.due_times.unpromised(now)), lapse_unpromised),
    Chore("broken promises", lambda books, now: _ones(books.due_times.broken(now)), break_promise),
    Chore("missed times", lambda books, now: books.due_times.missed(now), miss_time),
    Chore("ladders", lambda books, now: _ones(books.ladders.climbable(now)), climb),
    Chore("mornings", lambda books, now: _chunks(days_beginning(books, now)), begin_days),
    Chore("critical", come_alone, nudge_alone),
    Chore("watches", lambda books, now: _ones(books.likely.untold(now)), end_watch),
    Chore("journeys", unread_journeys, read_journey),
    Chore("lost channels", lost_channels, pause_lost),
    Chore("digests", due_digests, post_digest),
)
"""In this order: who is away is held to nothing; what was missed climbs, and what has climbed is
told in the same morning."""


def _surveys(keys: VoterKeys | None) -> tuple[Chore, ...]:
    """What surveys have due: in this order, so that nobody is reminded of what is over."""
    return (
        Chore("closing", lambda books, now: _ones(books.surveys.closing(now)), close_in_time),
        Chore("results", results_to_tell, tell_results),
        Chore(
            "reminders",
            lambda books, now: _ones(books.surveys.reminding(now)),
            partial(remind_wave, keys),
        ),
        Chore(
            "next waves",
            lambda books, now: _ones(books.surveys.repeating(now)),
            partial(next_wave, keys),
        ),
        Chore("progress", moving, follow_progress),
    )


async def tick(
    storage: Storage, teams: list[str], now: datetime, keys: VoterKeys | None = None
) -> None:
    """Do what is due at `now` (aware UTC) in each workspace; sending is delivery's. `keys`: of
    anonymous surveys.

    Raises TickFailed at the end, when something of it could not be done.
    """
    failed = 0
    for team_id in teams:
        await storage.insist(team_id, lambda books: _sweep(books, now))
        since = await storage.read(team_id, lambda books: books.due_times.down_since(now, DOWN))
        if since is not None:
            await storage.insist(team_id, lambda books: books.people.note_downtime(now))
            failed += await _see_to(storage, team_id, now, _forgiving(since))
        for chore in (*CHORES, *_surveys(keys)):
            failed += await _see_to(storage, team_id, now, chore)
        await storage.insist(team_id, lambda books: books.due_times.beat(now))
    if failed:
        raise TickFailed(f"{failed} left for the next tick")


async def _see_to(storage: Storage, team_id: str, now: datetime, chore: Chore) -> int:
    """Do what the chore finds, each apart; how many failed."""
    try:
        found = await storage.read(team_id, lambda books: list(chore.find(books, now)))
    except Exception as error:
        return _failed(chore, error)

    async def one(due: tuple[Any, ...]) -> int:
        try:
            await storage.insist(team_id, lambda books: chore.do(books, *due, now))
        except Refusal as refusal:
            if refusal.why is Why.STORAGE_BUSY:
                return _failed(chore, refusal)
            return 0  # somebody acted on it at this moment
        except Exception as error:
            return _failed(chore, error)
        return 0

    return sum(await asyncio.gather(*(one(due) for due in found)))


def _failed(chore: Chore, error: Exception) -> int:
    """Say where, and not what: the error's own text may hold somebody's words."""
    place = traceback.extract_tb(error.__traceback__)[-1]
    at = f"{Path(place.filename).name}:{place.lineno}"
    log.error("chore_failed", chore=chore.name, error=type(error).__name__, at=at)
    return 1


def _forgiving(since: datetime) -> Chore:
    """What became due while nobody ticked, before anything else looks at it."""

    def find(books: Books, now: datetime) -> Iterable[tuple[Any, ...]]:
        return [(issue_id, since) for issue_id in books.due_times.due_within(since, now)]

    return Chore("downtime", find, forgive_downtime)


def _ones(ids: Iterable[Any]) -> Iterable[tuple[Any]]:
    return ((each,) for each in ids)


def _chunks(items: Sequence[Any]) -> Iterable[tuple[Sequence[Any]]]:
    return ((items[n : n + _TOGETHER],) for n in range(0, len(items), _TOGETHER))


def _sweep(books: Books, now: datetime) -> None:
    books.workspace.sweep_inbox(now)
    books.observations.sweep_drafts(now - DRAFTS_KEPT)
    books.imports.sweep(now - WAITS)
    books.surveys.sweep_drafts(now - DRAFTS_KEPT)
    books.outbox.sweep_files()
