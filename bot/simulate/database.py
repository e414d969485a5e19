"""A simulation into the database at a url, as the command line asks for it."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event

from bot.simulate.plan import Plan, Summary
from bot.simulate.simulate import Progress, simulate
from storage.engine import database_url, make_engine
from storage.unit_of_work import Storage

_CACHE = 64
"""Megabytes: indexes of hundreds of thousands of rows are written all over."""


class _Stopped(Exception):
    """Somebody pressed Ctrl-C."""


def simulate_at(url: str, plan: Plan, progress: Progress) -> Summary:
    """Fill the migrated database at `url`. Raises NotEmpty. A KeyboardInterrupt leaves nothing
    behind, and does not wait for the rest."""
    storage = Storage(make_engine(database_url(url), cache_megabytes=_CACHE))
    stopped = Event()

    def told(done: int) -> None:
        if stopped.is_set():
            raise _Stopped
        progress(done)

    try:
        with _no_looking_for_circles():
            return simulate(storage, plan, told)
    except KeyboardInterrupt:
        stopped.set()
        raise
    finally:
        storage.close()


@contextmanager
def _no_looking_for_circles() -> Iterator[None]:
    """Nothing that is made up in bulk refers to itself: to look for that takes a tenth of the time,
    and frees nothing."""
    looked = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if looked:
            gc.enable()
