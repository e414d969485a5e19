"""Units of work: each is one function over the books of one workspace, and one transaction.

The functions are synchronous and touch nothing but the database. They run in worker threads, so
that the event loop never waits for a disk. A function may be run again (lock, deadlock): it must
have no other effect.

On SQLite there is one writer, and it commits in groups: what is waiting when a transaction begins
is done in it, each in a savepoint of its own, and all callers are answered after the one fsync.
On PostgreSQL the server groups commits itself; every unit has a connection of its own.
"""

from __future__ import annotations

import asyncio
import queue
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.engine import Engine
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlmodel import Session

from bot.domain.errors import Refusal, Why
from storage.books import Books
from storage.engine import is_sqlite
from storage.repositories.queue import ACROSS

T = TypeVar("T")
Work = Callable[[Books], T]

_GROUP = 64
"""Units in one SQLite commit: enough to share an fsync, few enough to answer the first soon."""
_ATTEMPTS = 4


class Storage:
    """Runs units of work on one engine. `on_outbox` is called after a commit that queued a message,
    from a worker thread."""

    def __init__(self, engine: Engine, *, workers: int = 8) -> None:
        self.engine = engine
        self.on_outbox: Callable[[], None] = lambda: None
        self._readers = ThreadPoolExecutor(max_workers=workers, thread_name_prefix="db")
        self._writer = _GroupWriter(self) if is_sqlite(engine.url) else None

    async def write(self, team_id: str, work: Work[T]) -> T:
        """Run `work` in a transaction and answer after it is durable.

        Raises whatever `work` raises, after a rollback; Refusal(STORAGE_BUSY) when the database
        could not be had in time.
        """
        return await asyncio.wrap_future(self._submit(team_id, work))

    async def read(self, team_id: str, work: Work[T]) -> T:
        """Run `work` on a snapshot; it must not write."""
        return await asyncio.wrap_future(self._readers.submit(self._read, team_id, work))

    def write_now(self, team_id: str, work: Work[T]) -> T:
        """`write` for callers without an event loop."""
        return self._submit(team_id, work).result()

    def read_now(self, team_id: str, work: Work[T]) -> T:
        """`read` for callers without an event loop."""
        return self._read(team_id, work)

    async def ping(self) -> None:
        """Ask the database for nothing; raises when it doesn't answer."""
        await self.read(ACROSS, lambda books: books.session.execute(sa.select(1)))

    def close(self) -> None:
        """Finish what was submitted, then let go of the database."""
        if self._writer:
            self._writer.close()
        self._readers.shutdown(wait=True)
        self.engine.dispose()

    # -- inside ---------------------------------------------------------------------------------

    def _submit(self, team_id: str, work: Work[T]) -> Future[T]:
        if self._writer:
            return self._writer.submit(team_id, work)
        return self._readers.submit(self._write_alone, team_id, work)

    def _read(self, team_id: str, work: Work[T]) -> T:
        with self.engine.connect().execution_options(begin="DEFERRED") as connection:
            try:
                with Session(connection, expire_on_commit=False, autoflush=False) as session:
                    return work(Books(session, team_id))
            except (OperationalError, InterfaceError) as error:
                raise Refusal(Why.STORAGE_BUSY) from error

    def _write_alone(self, team_id: str, work: Work[T]) -> T:
        for attempt in range(1, _ATTEMPTS + 1):
            try:
                with self.engine.begin() as connection:
                    result, queued = run_unit(connection, team_id, work)
                if queued:
                    self.on_outbox()
                return result
            except DBAPIError as error:
                if not _worth_another_try(error):
                    raise
                if attempt == _ATTEMPTS:
                    raise Refusal(Why.STORAGE_BUSY) from error
                time.sleep(0.02 * 2**attempt)
        raise AssertionError("unreachable")


def run_unit(connection: sa.Connection, team_id: str, work: Work[T]) -> tuple[T, bool]:
    """Run `work` inside the connection's transaction; also says whether it queued a message."""
    # in a savepoint the default mode would open one of its own, and undo it on closing
    with Session(
        connection, expire_on_commit=False, join_transaction_mode="rollback_only"
    ) as session:
        books = Books(session, team_id)
        result = work(books)
        session.flush()
    return result, books.queued


class _GroupWriter:
    """SQLite's one writer thread."""

    def __init__(self, storage: Storage) -> None:
        self._storage = storage
        self._waiting: queue.SimpleQueue[tuple[Future[Any], str, Work[Any]] | None] = (
            queue.SimpleQueue()
        )
        self._thread = threading.Thread(target=self._run, name="db-writer", daemon=True)
        self._thread.start()

    def submit(self, team_id: str, work: Work[T]) -> Future[T]:
        future: Future[T] = Future()
        self._waiting.put((future, team_id, work))
        return future

    def close(self) -> None:
        self._waiting.put(None)
        self._thread.join()

    def _run(self) -> None:
        while (first := self._waiting.get()) is not None:
            group, closing = [first], False
            while len(group) < _GROUP:
                try:
                    job = self._waiting.get_nowait()
                except queue.Empty:
                    break
                if job is None:
                    closing = True
                    break
                group.append(job)
            self._commit([job for job in group if job[0].set_running_or_notify_cancel()])
            if closing:
                return

    def _commit(self, group: list[tuple[Future[Any], str, Work[Any]]]) -> None:
        answers: list[tuple[Future[Any], Any, Exception | None]] = []
        queued = False
        try:
            with self._storage.engine.begin() as connection:
                for future, team_id, work in group:
                    try:
                        with connection.begin_nested():
                            result, told = run_unit(connection, team_id, work)
                        queued = queued or told
                        answers.append((future, result, None))
                    except Exception as error:  # the caller's to handle; the others go on
                        answers.append((future, None, error))
        except Exception as error:
            busy = Refusal(Why.STORAGE_BUSY) if isinstance(error, OperationalError) else error
            busy.__cause__ = error if busy is not error else error.__cause__
            for future, _, _ in group:
                future.set_exception(busy)
            return
        if queued:
            self._storage.on_outbox()
        for future, result, failure in answers:
            if failure is None:
                future.set_result(result)
            else:
                future.set_exception(failure)


def _worth_another_try(error: DBAPIError) -> bool:
    """Deadlocks, serialization failures, lost connections and locks pass by themselves."""
    state = getattr(error.orig, "sqlstate", None)
    return error.connection_invalidated or state in ("40001", "40P01", "55P03", "57P01", None)
