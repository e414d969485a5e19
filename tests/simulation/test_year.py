"""A company's time in fast motion: nobody is nudged wrongly, and nothing is forgotten.

`EARSHOT_PROVE=1` plays the whole year of 300 people; otherwise a month of 40.
"""

from __future__ import annotations

import os
import sys
import tempfile
from datetime import timedelta
from pathlib import Path

import pytest

from storage.engine import database_url as parsed
from storage.engine import make_engine
from storage.unit_of_work import Storage
from tests.simulation.company import TEAM
from tests.simulation.judge import judge
from tests.simulation.year import Scale, play
from tests.support.databases import migrated_sqlite, quick_folder

PROVE = bool(os.environ.get("EARSHOT_PROVE"))
MONTH = Scale(30, 8, 220, 28, timedelta(minutes=120), 5)
YEAR = Scale(300, 60, 12_000, 365, timedelta(minutes=60), 60)


@pytest.mark.timeout(7200)
@pytest.mark.sqlite
def test_every_ladder_is_right_and_no_nudge_is_wrong() -> None:
    with tempfile.TemporaryDirectory(dir=quick_folder()) as folder:
        storage = Storage(make_engine(parsed(migrated_sqlite(Path(folder)))))
        year = play(storage, YEAR if PROVE else MONTH, seed=20260105)
        verdict = storage.read_now(TEAM, lambda books: judge(books, year))
        storage.close()
    for what, figure in verdict.figures.items():
        sys.stdout.write(f"{what:34} {figure:>10}\n")
    assert not verdict.faults, "\n".join([str(len(verdict.faults)), *verdict.faults[:20]])
    assert verdict.figures["lapses on record"], "a simulation without trouble proves nothing"
    assert verdict.figures["rungs: sponsor"]
