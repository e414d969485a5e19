"""Makes what people asked for and what takes a while: reports, exports, previews, pictures.

The wish is a row, stored with the command's answer. One copy of the app claims it for as long as a
lease lasts, makes it from a snapshot in a thread of its own, so that neither an acknowledgement nor
the writer waits for it, and puts it into the outbox in the transaction that ends the errand. A copy
that dies leaves the row to the next; what is late is not said twice, because the outbox has it
under the errand's key.
"""

from __future__ import annotations

import asyncio
import contextlib
import traceback
from collections.abc import Callable, Iterable
from datetime import timedelta
from pathlib import Path

import structlog

from bot.blocks.errands import sorry
from bot.ports import Clock
from bot.usecases.errands import Post
from bot.usecases.export import make_export
from bot.usecases.journey_picture import make_picture
from bot.usecases.make_report import make_report
from bot.usecases.preview_digest import make_preview
from bot.usecases.tell_results import make_results
from storage.books import Books
from storage.tables.errand import Errand, ErrandKind, ErrandState
from storage.unit_of_work import Storage

LEASE = timedelta(minutes=15)
REST = timedelta(minutes=1)
TRIES = 3
_DIED = "nobody came back from it"
_EVERY = 60.0
"""Seconds between two looks without a wake: for what another copy left behind."""

MAKERS: dict[ErrandKind, Callable[[Books, Errand], Post]] = {
    ErrandKind.REPORT: make_report,
    ErrandKind.EXPORT: make_export,
    ErrandKind.DIGEST: make_preview,
    ErrandKind.JOURNEY: make_picture,
    ErrandKind.RESULTS: make_results,
}

log = structlog.get_logger("earshot.errands")


async def run_errands(storage: Storage, teams: Iterable[str], clock: Clock) -> int:
    """Make everything that waits; how many could not be made."""
    failed = 0
    for team_id in teams:
        while await storage.read(team_id, lambda books: books.errands.due(clock.wall())):
            errand = await storage.write(
                team_id, lambda books: books.errands.claim(clock.wall(), LEASE)
            )
            if errand is None:
                break
            failed += await _run(storage, errand, clock)
    return failed


async def _run(storage: Storage, errand: Errand, clock: Clock) -> int:
    if errand.attempts > TRIES:  # who made it died each time, and took the others' wishes along
        await storage.write(errand.team_id, lambda books: _failed(books, errand, _DIED, clock))
        return 1
    make = MAKERS[errand.kind]
    try:
        post = await storage.read(errand.team_id, lambda books: make(books, errand))
    except Exception as error:
        # say where, and not what: the error's own text may hold somebody's words
        place = traceback.extract_tb(error.__traceback__)[-1]
        said = f"{type(error).__name__} at {Path(place.filename).name}:{place.lineno}"
        log.error("errand_failed", kind=errand.kind.value, error=said)
        await storage.write(errand.team_id, lambda books: _failed(books, errand, said, clock))
        return 1
    await storage.write(errand.team_id, lambda books: _done(books, errand, post, clock))
    return 0


def _done(books: Books, errand: Errand, post: Post, clock: Clock) -> None:
    row = books.errands.held(errand)
    if row is None:
        return
    row.state, row.ended_at = ErrandState.DONE, clock.now()
    books.session.add(row)
    post(books, f"errand:{row.id}", clock.now())


def _failed(books: Books, errand: Errand, error: str, clock: Clock) -> None:
    """Try again after a rest; after the last try say so to who asked."""
    row = books.errands.held(errand)
    if row is None:
        return
    row.error = error[:200]
    if row.attempts < TRIES:
        row.not_before = clock.wall() + REST
    else:
        row.state, row.ended_at = ErrandState.FAILED, clock.now()
        message = sorry(row.kind.value).message()
        books.outbox.post(f"errand:{row.id}", row.person, message, now=clock.now())
    books.session.add(row)


class ErrandRunner:
    """Runs errands while the app lives: as soon as one is asked for, and once a minute."""

    def __init__(self, storage: Storage, teams: Callable[[], Iterable[str]], clock: Clock) -> None:
        self._storage = storage
        self._teams = teams
        self._clock = clock
        self._woken = asyncio.Event()
        self._loop: asyncio.AbstractEventLoop | None = None

    async def run(self) -> None:
        """Until it is cancelled; nothing that happens to one errand ends it."""
        self._loop = asyncio.get_running_loop()
        while True:
            self._woken.clear()
            try:
                await run_errands(self._storage, list(self._teams()), self._clock)
            except Exception as error:
                log.error("errands_failed", error=type(error).__name__)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._woken.wait(), _EVERY)

    def wake(self) -> None:
        """Look now. May be called from any thread."""
        if self._loop is not None:
            with contextlib.suppress(RuntimeError):  # the loop has ended
                self._loop.call_soon_threadsafe(self._woken.set)
