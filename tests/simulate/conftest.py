"""One small company, simulated once on each database, that tests look at and don't change."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

import pytest

from bot.simulate import Plan, Summary, simulate
from storage.books import Books
from storage.engine import database_url, make_engine
from storage.unit_of_work import Storage
from tests.support import databases, postgres

T = TypeVar("T")
TEAM = "T0NORTHLIGHT"
UNTIL = datetime(2026, 9, 17, 9, 30, tzinfo=UTC)
"""A Thursday morning."""
PLAN = Plan(TEAM, UNTIL, observations=600, days=90)


@dataclass(frozen=True)
class Simulated:
    storage: Storage
    summary: Summary

    def ask(self, work: Callable[[Books], T]) -> T:
        return self.storage.read_now(TEAM, work)


@pytest.fixture(
    scope="session",
    params=[
        pytest.param("sqlite", marks=pytest.mark.sqlite),
        pytest.param("postgresql", marks=pytest.mark.postgresql),
    ],
)
def simulated(request: pytest.FixtureRequest) -> Iterator[Simulated]:
    with tempfile.TemporaryDirectory(dir=databases.quick_folder()) as folder:
        on_sqlite = request.param == "sqlite"
        url = (
            databases.migrated_sqlite(Path(folder))
            if on_sqlite
            else databases.migrated_postgresql()
        )
        storage = Storage(make_engine(database_url(url)))
        yield Simulated(storage, simulate(storage, PLAN))
        storage.close()
        if not on_sqlite:
            postgres.server().drop(url)
