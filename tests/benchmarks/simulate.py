"""`python -m tests.benchmarks.simulate`: how long `earshot simulate` takes, all in, beside the bare
driver that stores the same rows into the same schema on the same machine."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from storage.engine import database_url, make_engine
from storage.migrate import migrate

OBSERVATIONS = int(os.environ.get("BENCH_SIMULATED", "50000"))
UNTIL = "2026-09-14T09:00:00+02:00"


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        made, again = Path(folder) / "made.db", Path(folder) / "again.db"
        seconds = _simulated(made)
        engine = make_engine(database_url(f"sqlite:///{again}"))
        migrate(engine)
        engine.dispose()
        bare, rows = _copied(made, again)
    sys.stdout.write(
        f"\nsimulate on sqlite, {OBSERVATIONS:,} observations, {rows:,} rows\n"
        f"  bare driver {bare:6.1f} s\n"
        f"  simulate    {seconds:6.1f} s, {OBSERVATIONS / seconds:,.0f} observations a second, "
        "the start of the process with it\n"
        f"  ratio       {bare / seconds:6.2f}\n"
    )


def _simulated(file: Path) -> float:
    """Seconds from typing the command to its end."""
    asked = ("--observations", str(OBSERVATIONS), "--until", UNTIL)
    begun = time.perf_counter()
    subprocess.run(
        [sys.executable, "-m", "bot", "simulate", *asked],
        env={**os.environ, "DATABASE_URL": f"sqlite:///{file}"},
        stdout=subprocess.DEVNULL,
        check=True,
    )
    return time.perf_counter() - begun


def _copied(source: Path, target: Path) -> tuple[float, int]:
    """Seconds that the driver's own `executemany` takes to store the source's rows; how many."""
    with sqlite3.connect(source) as read:
        tables = [
            name
            for (name,) in read.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")
            if not name.startswith(("observation_fts", "sqlite_", "alembic"))
        ]
        rows = {name: read.execute(f"SELECT * FROM {name}").fetchall() for name in tables}
    read.close()
    write = sqlite3.connect(target)
    begun = time.perf_counter()
    with write:
        for name, found in rows.items():
            if found:
                marks = ", ".join("?" * len(found[0]))
                write.executemany(f"INSERT INTO {name} VALUES ({marks})", found)
    seconds = time.perf_counter() - begun
    write.close()
    return seconds, sum(map(len, rows.values()))


if __name__ == "__main__":
    main()
