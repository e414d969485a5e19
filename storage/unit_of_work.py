"""Units of work: each is one function over the books of one workspace, done whole or not at all.

The functions are synchronous and touch nothing but the database. They run in worker threads, so
that the event loop never waits for a disk. A function may be run again (a lock, a deadlock, the
failure of another in its group): it must have no other effect, and make its rows inside.

One thread writes and commits in groups; docs/decisions/0002-group-commit.md says why, and how a
failure stays its own.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.engine import Engine
from sqlalchemy.exc import DBAPIError, IntegrityError, InterfaceError, OperationalError
from sqlmodel import Session

from bot.domain.errors import Refusal, Why
from storage.books import Books
from storage.engine import PATIENCE, is_sqlite
from storage.group_writer import GroupWriter
from storage.repositories.queue import ACROSS
from storage.units import Unit, Work, answer

T = TypeVar("T")

_LEAST = 0.05
"""Seconds that even the most belated unit may wait for a lock: most are held for less."""
_TRIES = 6
"""Of who insists."""
_LOOKS = 3
"""Of a unit that another copy was quicker than: what stands there by then is seen at the second."""
_WAIT_SHORTLY = "SET LOCAL lock_timeout = '50ms'"
"""On PostgreSQL a group waits for no lock longer than this: it would keep everybody behind it."""


class Storage:
    """Runs units of work on one engine. `on_outbox` is called after a commit that queued a message,
    from a worker thread."""

    def __init__(self, engine: Engine, *, workers: int = 8) -> None:
        self.engine = engine
        self.on_outbox: Callable[[], None] = lambda: None
        self._on_sqlite = is_sqlite(engine.url)
        self._workers = ThreadPoolExecutor(max_workers=workers, thread_name_prefix="db")
        self._writer = GroupWriter(self._commit)

    async def write(self, team_id: str, work: Work[T], *, until: float | None = None) -> T:
        """Run `work` in a transaction and answer after it is durable.

        until: a moment of `time.monotonic()` after which no lock is waited for. Raises whatever
        `work` raises, after a rollback; Refusal(STORAGE_BUSY) when the database could not be had in
        time.
        """
        loop = asyncio.get_running_loop()
        future: asyncio.Future[T] = loop.create_future()
        self._writer.submit(Unit(team_id, work, future, loop, until))
        return await future

    async def insist(self, team_id: str, work: Work[T]) -> T:
        """`write` for those who can wait: tried again for some seconds while the database is busy.

        Raises Refusal(STORAGE_BUSY) in the end.
        """
        for attempt in range(1, _TRIES):
            try:
                return await self.write(team_id, work)
            except Refusal as refusal:
                if refusal.why is not Why.STORAGE_BUSY:
                    raise
                await asyncio.sleep(0.1 * 2**attempt)
        return await self.write(team_id, work)

    async def read(self, team_id: str, work: Work[T]) -> T:
        """Run `work` on a snapshot; it must not write."""
        return await asyncio.wrap_future(self._workers.submit(self._read, team_id, work))

    def write_now(self, team_id: str, work: Work[T]) -> T:
        """`write` for callers without an event loop."""
        future: Future[T] = Future()
        self._writer.submit(Unit(team_id, work, future))
        return future.result()

    def read_now(self, team_id: str, work: Work[T]) -> T:
        """`read` for callers without an event loop."""
        return self._read(team_id, work)

    async def ping(self) -> None:
        """Ask the database for nothing; raises when it doesn't answer."""
        await self.read(ACROSS, lambda books: books.session.execute(sa.select(1)))

    def close(self) -> None:
        """Finish what was submitted, then let go of the database."""
        self._writer.close()
        self._workers.shutdown(wait=True)
        self.engine.dispose()

    # -- inside ---------------------------------------------------------------------------------

    def _read(self, team_id: str, work: Work[T]) -> T:
        try:
            with (
                self.engine.connect().execution_options(begin="DEFERRED") as connection,
                Session(connection, expire_on_commit=False, autoflush=False) as session,
            ):
                return work(Books(session, team_id))
        except (OperationalError, InterfaceError) as error:
            raise Refusal(Why.STORAGE_BUSY) from error

    def _commit(self, units: list[Unit[Any]]) -> None:
        """Do a group in one transaction, as if nothing could fail; if it does, do it apart."""
        try:
            with self._transaction(units) as connection:
                if not self._on_sqlite:
                    connection.exec_driver_sql(_WAIT_SHORTLY)
                for unit in units:
                    unit.run(connection)
        except Exception as error:
            self._apart(units, error)
        else:
            self._done(units)

    def _apart(self, units: list[Unit[Any]], error: Exception) -> None:
        if len(units) == 1 and not isinstance(error, DBAPIError):
            self._lost(units, error)
        elif not self._on_sqlite:
            for unit in units:
                self._workers.submit(self._alone, unit)
        elif any(unit.error for unit in units):
            self._in_savepoints(units)
        else:
            self._lose_late(units, error)

    def _lose_late(self, units: list[Unit[Any]], error: Exception) -> None:
        """A lock was waited for as long as the most pressing could: the others still can."""
        patient = [unit for unit in units if self._patience([unit]) > _LEAST]
        late = [unit for unit in units if unit not in patient]
        if not (late and _passes(error)):
            return self._lost(units, error)
        self._lost(late, error)
        if patient:
            self._commit(patient)
        return None

    def _in_savepoints(self, units: list[Unit[Any]]) -> None:
        """SQLite has one writer: apart is one after another still, and one commit is enough."""
        try:
            with self._transaction(units) as connection:
                for unit in units:
                    unit.run_guarded(connection)
        except Exception as error:
            self._lost(units, error)
        else:
            self._done(units)

    def _alone(self, unit: Unit[Any]) -> None:
        """On PostgreSQL apart is a connection of one's own, where locks may be waited for."""
        pause, looks = 0.02, _LOOKS
        while True:
            left = self._patience([unit])
            try:
                with self.engine.begin() as connection:
                    connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{left * 1000:.0f}ms'")
                    unit.run(connection)
                return self._done([unit])
            except Exception as error:
                looks -= _was_quicker(error)
                again = _passes(error) or (_was_quicker(error) and looks > 0)
                if left <= _LEAST or not again:
                    return self._lost([unit], error)
            time.sleep(pause)
            pause = min(2 * pause, 0.3)

    @contextmanager
    def _transaction(self, units: list[Unit[Any]]) -> Iterator[sa.Connection]:
        """One in which SQLite's lock is waited for as long as the one who came first may wait."""
        left = self._patience(units)
        with (
            self.engine.connect().execution_options(**{PATIENCE: left}) as connection,
            connection.begin(),
        ):
            yield connection

    def _patience(self, units: list[Unit[Any]]) -> float:
        """Seconds for which these units may still wait for a lock."""
        whole: float = self.engine.get_execution_options()[PATIENCE]
        return max(_LEAST, min(unit.patience(whole) for unit in units))

    def _done(self, units: list[Unit[Any]]) -> None:
        if any(unit.queued for unit in units):
            self.on_outbox()
        answer(units)

    def _lost(self, units: list[Unit[Any]], error: Exception) -> None:
        """Nothing was stored. Everybody has a refusal of their own: it may come to hold what they
        typed, which is nobody else's to read."""
        for unit in units:
            unit.error = _busy(error) if _passes(error) else error
        answer(units)


def _busy(error: Exception) -> Refusal:
    """What is told when the database could not be had."""
    refusal = Refusal(Why.STORAGE_BUSY)
    refusal.__cause__ = error
    return refusal


def _passes(error: Exception) -> bool:
    """Deadlocks, serialization failures, lost connections and locks pass by themselves."""
    if not isinstance(error, DBAPIError):
        return False
    state = getattr(error.orig, "sqlstate", None)
    if state is None:
        return isinstance(error, OperationalError | InterfaceError)
    return error.connection_invalidated or state in ("40001", "40P01", "55P03", "57P01")


def _was_quicker(error: Exception) -> bool:
    """Whether another copy may have stored the same at this moment, or taken away what was named:
    the statement before it saw neither."""
    state = getattr(error.orig, "sqlstate", None) if isinstance(error, IntegrityError) else None
    return state in ("23503", "23505")
