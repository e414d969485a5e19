"""A unit of work on its way: what is to be done, how it ended, and who is told."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections import defaultdict
from collections.abc import Callable, Iterable
from concurrent.futures import Future
from typing import Any, Generic, TypeVar

import sqlalchemy as sa
from sqlmodel import Session

from storage.books import Books

T = TypeVar("T")
Work = Callable[[Books], T]


class Unit(Generic[T]):
    """`future` belongs to `loop`; without a loop it is a thread's, and told at once."""

    def __init__(
        self,
        team_id: str,
        work: Work[T],
        future: asyncio.Future[T] | Future[T],
        loop: asyncio.AbstractEventLoop | None = None,
        until: float | None = None,
    ) -> None:
        self.future = future
        self.loop = loop
        self.since = time.monotonic()
        """When it was submitted."""
        self.until = until
        """By when whoever waits must be answered, where that is sooner than for others."""
        self.queued = False
        """Whether it gave the outbox something to send."""
        self.error: Exception | None = None
        self._team_id = team_id
        self._work = work
        self._result: T | None = None

    def run(self, connection: sa.Connection) -> None:
        """Do it inside the connection's transaction; raises what it raises."""
        self.queued, self.error = False, None
        try:
            # in a savepoint the default mode would open one of its own, and undo it on closing
            with Session(
                connection, expire_on_commit=False, join_transaction_mode="rollback_only"
            ) as session:
                books = Books(session, self._team_id)
                self._result = self._work(books)
                session.flush()
            self.queued = books.queued
        except Exception as error:
            self.error = error
            raise

    def run_guarded(self, connection: sa.Connection) -> None:
        """Do it, or fail without harm to the transaction around it."""
        with contextlib.suppress(Exception), connection.begin_nested():
            self.run(connection)

    def patience(self, whole: float) -> float:
        """Seconds for which it may still wait for a lock, of which there are `whole` at first."""
        last = self.since + whole
        return (last if self.until is None else min(last, self.until)) - time.monotonic()

    def settle(self) -> None:
        """Tell who waits, unless they have gone. Only in the future's own loop or thread."""
        if self.future.done():
            return
        if self.error is not None:
            self.future.set_exception(self.error)
        else:
            self.future.set_result(self._result)  # type: ignore[arg-type]


def answer(units: Iterable[Unit[Any]]) -> None:
    """Tell everybody how their unit ended: each event loop is woken once."""
    by_loop: defaultdict[asyncio.AbstractEventLoop | None, list[Unit[Any]]] = defaultdict(list)
    for unit in units:
        by_loop[unit.loop].append(unit)
    for loop, mine in by_loop.items():
        if loop is None:
            _settle(mine)
        else:
            with contextlib.suppress(RuntimeError):  # the loop is closed: nobody waits any more
                loop.call_soon_threadsafe(_settle, mine)


def _settle(units: list[Unit[Any]]) -> None:
    for unit in units:
        unit.settle()
