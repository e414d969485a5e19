"""The senders of one copy of the app."""

from __future__ import annotations

import asyncio
import contextlib
import secrets
from collections import Counter
from collections.abc import Collection, Coroutine
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import structlog

from bot.clock import Clock
from bot.delivery import metrics
from bot.delivery.claims import Claims, History, Job, Look, Post, as_stored
from bot.delivery.editing import METHOD as EDITS
from bot.delivery.editing import edit
from bot.delivery.limits import Limits
from bot.delivery.line import Line
from bot.delivery.looking import METHODS as LOOKS
from bot.delivery.looking import look
from bot.delivery.outcome import Outcome
from bot.delivery.posting import METHOD as POSTS
from bot.delivery.posting import post
from bot.delivery.sharing import LookAtFile, Share, look_at_file, share
from bot.delivery.slack import SlackClients
from bot.delivery.timing import Timing
from bot.delivery.uploading import Carry, carry
from bot.ports import Gatherer, Renderer, Writer
from storage.repositories.card_queue import CardQueue
from storage.repositories.queue import ACROSS, Queue
from storage.tables.delivery import OutboxState
from storage.unit_of_work import Storage

SLOTS = 16
"""Calls to Slack at the same time."""
_AT_ONCE = 8
"""Rows taken in one transaction: on SQLite nobody else writes meanwhile."""
_BREATH = 0.02
"""Seconds between two claims when the last found nothing: every commit may wake the sender."""
_MEASURED = 15.0
"""Seconds between two looks at the queue's length."""

_SETTLED = (Outcome.SENT, Outcome.EDITED, Outcome.PARKED, Outcome.STOPPED)

log = structlog.get_logger("earshot.delivery")


@dataclass(frozen=True, slots=True)
class Drained:
    """What `Delivery.drain` did: messages sent and parked; messages and edits that are due but not
    done (`failed`: refused, or the workspace is gone); uncertain ones that wait to be looked up."""

    sent: int
    parked: int
    failed: int
    unknown: int


class Delivery:
    """Takes what is due out of the outbox and tells Slack, once; brings cards up to date.

    Any number of copies may run on one database. `history` is EARSHOT_HISTORY. Raises ValueError
    for a lease that ends before a call must.
    """

    def __init__(
        self,
        storage: Storage,
        slack: SlackClients,
        clock: Clock,
        render: Renderer,
        gather: Gatherer,
        history: History,
        *,
        write: Writer = as_stored,
        timing: Timing | None = None,
        limits: Limits | None = None,
    ) -> None:
        self.timing = timing or Timing()
        if self.timing.lease.total_seconds() <= slack.timeout:
            raise ValueError("the lease must be longer than the client's timeout")
        self.limits = limits or Limits()
        self._storage = storage
        self._slack = slack
        self._clock = clock
        self._line = Line(storage, slack, clock, self.limits, self.timing)
        self._claims = Claims(render, gather, write, history, self.timing)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._woken = asyncio.Event()
        self._runner: asyncio.Task[Any] | None = None
        self._stopping = False
        self._tasks: set[asyncio.Task[None]] = set()
        self._tally: Counter[str] = Counter()

    # -- running --------------------------------------------------------------------------------

    async def run(self) -> None:
        """Send until `stop`. Nothing that happens to one message, or to the database, ends it."""
        self._loop = asyncio.get_running_loop()
        self._runner = asyncio.current_task()
        measured = 0.0
        while not self._stopping:
            self._woken.clear()
            took = await self._try(self._round())
            if self._loop.time() - measured > _MEASURED:
                measured = self._loop.time()
                await self._try(self._measure())
            if not took:
                await asyncio.sleep(_BREATH)
            if not took or len(self._tasks) >= SLOTS:
                await self._wait(self.timing.poll)

    def wake(self) -> None:
        """Look for work now. May be called from any thread."""
        if self._loop is not None:
            with contextlib.suppress(RuntimeError):  # the loop has ended
                self._loop.call_soon_threadsafe(self._woken.set)

    async def stop(self, grace: float = 12.0) -> None:
        """Take nothing more and finish what is on its way, for at most `grace` seconds. What is cut
        off then is looked up later."""
        self._stopping = True
        self._woken.set()
        try:
            async with asyncio.timeout(grace):
                if self._runner is not None:
                    await asyncio.wait({self._runner})
                while self._tasks:
                    await asyncio.wait(self._tasks)
        except TimeoutError:
            late = set(self._tasks)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    async def drain(self, now: datetime | None = None, *, patience: float = 60.0) -> Drained:
        """Send all that is due at `now` (default: the clock's), then end.

        Waits for the pace of lanes, for other copies and for what Slack put off, as long as
        something is settled every `patience` seconds; a lost answer usually rests for longer.
        """
        self._loop = asyncio.get_running_loop()
        self._tally.clear()
        at, teams = now or self._clock.now(), self._slack.teams()
        settled, since = 0, self._loop.time()
        while True:
            self._woken.clear()
            if await self._round(at):
                continue
            if self._settled() > settled:
                settled, since = self._settled(), self._loop.time()
            if self._tasks:
                await self._wait(self.timing.poll)
                continue
            soonest = await self._soonest(at)
            if soonest is None or self._loop.time() + soonest > since + patience:
                break
            # what could be taken and was not waits for the limits
            await asyncio.sleep(soonest or 10 * _BREATH)
        return await self._drained(teams, at)

    # -- inside ---------------------------------------------------------------------------------

    async def _drained(self, teams: Collection[str], at: datetime) -> Drained:
        rows, cards = await self._storage.read(
            ACROSS,
            lambda books: (
                Queue(books.session).left(teams, at),
                CardQueue(books.session).left(teams, at),
            ),
        )
        return Drained(
            sent=self._tally[Outcome.SENT],
            parked=self._tally[Outcome.PARKED],
            failed=rows.get(OutboxState.QUEUED, 0) + cards + self._tally[Outcome.STOPPED],
            unknown=rows.get(OutboxState.UNKNOWN, 0) + rows.get(OutboxState.SENDING, 0),
        )

    def _settled(self) -> int:
        return sum(count for outcome, count in self._tally.items() if outcome in _SETTLED)

    async def _round(self, at: datetime | None = None) -> bool:
        """Take as much as there is room for and set to work on it. False: nothing was there."""
        now = at or self._clock.now()
        took = await self._take_rows(now)
        return await self._take_cards(now) or took

    async def _take_rows(self, now: datetime) -> bool:
        room = min(_AT_ONCE, SLOTS - len(self._tasks))
        teams = [team for team in self._slack.teams() if self.limits.available(POSTS, team)]
        if room <= 0 or not teams:
            return False
        # no more than can be looked up at once: what waits for its turn takes a message's place
        looks = min(self.limits.available(method, team) for method in LOOKS for team in teams)
        expires, token = self._lease()
        claim = await self._storage.write(
            ACROSS, lambda books: self._claims.rows(books.session, teams, now, token, room, looks)
        )
        for state, error in claim.ended:
            if state is OutboxState.PARKED:
                metrics.PARKED.labels(error).inc()
                self._tally[Outcome.PARKED] += 1
            else:
                metrics.CANCELLED.inc()
        for job in claim.jobs:
            self._start(self._work(job, expires))
        return bool(claim.jobs or claim.ended)

    async def _take_cards(self, now: datetime) -> bool:
        free = {team: self.limits.available(EDITS, team) for team in self._slack.teams()}
        teams = [team for team, calls in free.items() if calls]
        if not teams:
            return False
        # no more than can be edited at once: what waits for its turn would grow old
        room = min(_AT_ONCE, SLOTS - len(self._tasks), min(free[team] for team in teams))
        if room <= 0:
            return False
        expires, token = self._lease()
        edits = await self._storage.write(
            ACROSS, lambda books: self._claims.cards(books.session, teams, now, token, room)
        )
        for job in edits:
            self._start(edit(self._line, job, expires))
        return bool(edits)

    def _work(self, job: Job, expires: float) -> Coroutine[Any, Any, Outcome]:
        match job:
            case Post():
                may_look = self._claims.may_look(job.held)
                return post(self._line, job, expires, may_look=may_look)
            case Look():
                return look(self._line, job, expires)
            case Carry():
                return carry(self._line, job, expires)
            case Share():
                return share(self._line, job, expires)
            case LookAtFile():
                return look_at_file(self._line, job, expires)

    def _lease(self) -> tuple[float, str]:
        """When a lease that is asked for now ends at the earliest, and its token."""
        ends = asyncio.get_running_loop().time() + self.timing.lease.total_seconds()
        return ends, secrets.token_hex(16)

    def _start(self, work: Coroutine[Any, Any, Outcome]) -> None:
        task = asyncio.create_task(self._finish(work))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _finish(self, work: Coroutine[Any, Any, Outcome]) -> None:
        outcome = await self._try(work)
        if outcome is not None:
            self._tally[outcome] += 1
        self._woken.set()
        if outcome is Outcome.SENT:
            # the lane's next message, to the moment
            pace = self.timing.pace.total_seconds() + _BREATH
            asyncio.get_running_loop().call_later(pace, self._woken.set)

    async def _try(self, work: Coroutine[Any, Any, Any]) -> Any:
        """The result of `work`, or None when it failed: the queue is as a crash would leave it,
        and that is mended anyway."""
        try:
            return await work
        except Exception as error:
            log.error("delivery_failed", error=type(error).__name__)
            await asyncio.sleep(self.timing.poll)
            return None

    async def _wait(self, seconds: float) -> None:
        try:
            await asyncio.wait_for(self._woken.wait(), seconds)
        except TimeoutError:
            return

    async def _soonest(self, at: datetime) -> float | None:
        teams = self._slack.teams()

        def ask(queue: Queue, cards: CardQueue) -> list[float]:
            waits = (queue.soonest(teams, at), cards.soonest(teams, at))
            return [wait.total_seconds() for wait in waits if wait is not None]

        found = await self._storage.read(
            ACROSS, lambda books: ask(Queue(books.session), CardQueue(books.session))
        )
        return min(found, default=None)

    async def _measure(self) -> None:
        now = self._clock.now()
        count, age = await self._storage.read(
            ACROSS, lambda books: Queue(books.session).waiting_since(now)
        )
        metrics.WAITING.set(count)
        metrics.AGE.set(age.total_seconds())
