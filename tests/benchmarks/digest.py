"""`python -m tests.benchmarks.digest`: what it costs to compose a digest, and a report, of 100,000
observations in five weeks on SQLite: seconds of the processor, and the most memory held at once."""

from __future__ import annotations

import os
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from multiprocessing import get_context
from pathlib import Path
from random import Random

import sqlalchemy as sa

from bot.domain.occurrence import WEEK, Period
from bot.domain.report_period import covered
from bot.simulate import Plan
from bot.simulate.simulate import simulate
from bot.usecases.digest_material import Wanted
from bot.usecases.report import report_of
from bot.usecases.run_digest import make
from storage.books import Books
from storage.engine import database_url, make_engine
from storage.migrate import migrate
from storage.tables import Observation
from storage.unit_of_work import Storage

OBSERVATIONS = int(os.environ.get("BENCH_OBSERVATIONS", "100000"))
TEAM, NOW = "T0NORTHLIGHT", datetime(2026, 11, 20, 10, 0, tzinfo=UTC)
_AT_ONCE = 5_000


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder)}/bench.db"
        _apart(_fill, url)
        say(f"{OBSERVATIONS} observations")
        for what in ("digest", "report 30d", "report 90d"):
            _apart(_timed, url, what)


def _apart(work: Callable[..., None], *given: str) -> None:
    """In a process of its own: the most memory it ever held is that of this work."""
    process = get_context("spawn").Process(target=work, args=given)
    process.start()
    process.join()
    if process.exitcode:
        raise SystemExit(process.exitcode)


def _fill(url: str) -> None:
    engine = make_engine(database_url(url))
    migrate(engine)
    storage = Storage(engine)
    simulate(storage, Plan(TEAM, NOW, 400, seed=1, days=60), lambda _: None)
    storage.write_now(TEAM, _multiply)
    storage.close()


def _timed(url: str, what: str) -> None:
    storage = Storage(make_engine(database_url(url)))
    before, begun = _memory(), time.process_time()
    storage.read_now(TEAM, lambda books: _compose(books, what))
    took = time.process_time() - begun
    say(f"{what}: {took:.1f} s of the processor, {_memory():.0f} MB at most, {before:.0f} before")
    storage.close()


def _compose(books: Books, what: str) -> None:
    if what == "digest":
        made = make(books, Wanted("Europe/Berlin"), Period(NOW - WEEK, NOW), NOW, weeks=1)
        say(f"  {made.composed.digest.observations} of them in its week")
        return
    span = covered(what.removeprefix("report "), NOW, "Europe/Berlin")
    report_of(books, span, "Europe/Berlin", NOW)


def _multiply(books: Books) -> None:
    """The simulated ones again and again, over five weeks, their words a little different."""
    dice = Random(1)
    table = Observation.__table__  # type: ignore[attr-defined]
    rows = [
        {name: value for name, value in row._mapping.items() if name != "id"}
        for row in books.session.execute(sa.select(table).where(table.c.team_id == TEAM))
    ]
    new = []
    for _ in range(len(rows), OBSERVATIONS):
        row = dice.choice(rows)
        when = NOW - timedelta(seconds=dice.randrange(1, int(5 * WEEK.total_seconds())))
        words = f"{row['words']} {dice.choice(rows)['words']}"
        new.append(row | {"at": when, "words": words, "origin": None, "issue_id": None})
    for at in range(0, len(new), _AT_ONCE):
        books.session.execute(sa.insert(table), new[at : at + _AT_ONCE])


def _memory() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
