from __future__ import annotations

import shutil
from collections.abc import AsyncIterator, Iterator
from functools import cache
from pathlib import Path

import pytest

from bot.clock import SystemClock
from bot.sandbox import Sandbox
from storage.engine import database_url as parsed
from storage.engine import make_engine
from storage.migrate import migrate
from storage.unit_of_work import Storage
from tests.delivery.bench import Bench, install
from tests.support import postgres


@pytest.fixture(scope="session")
def blank(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite database with nothing but the tables and our workspace, to be copied."""
    path = tmp_path_factory.mktemp("blank") / "earshot.db"
    _prepare(f"sqlite:///{path}")
    return path


@cache
def _blank_postgresql() -> str:
    url = postgres.fresh_database()
    _prepare(url)
    return url


def _prepare(url: str) -> None:
    storage = Storage(make_engine(parsed(url)))
    migrate(storage.engine)
    install(storage)
    storage.close()


@pytest.fixture(
    params=[
        pytest.param("sqlite", marks=pytest.mark.sqlite),
        pytest.param("postgresql", marks=pytest.mark.postgresql),
    ]
)
def prepared_url(request: pytest.FixtureRequest, blank: Path, tmp_path: Path) -> Iterator[str]:
    """`database_url` with the tables and our workspace in it, in a fraction of the time."""
    if request.param == "sqlite":
        shutil.copy(blank, tmp_path)
        yield f"sqlite:///{tmp_path}/earshot.db"
        return
    url = postgres.clone_of(_blank_postgresql())
    yield url
    postgres.server().drop(url)


@pytest.fixture
async def bench(prepared_url: str) -> AsyncIterator[Bench]:
    """On each database in turn. Slack's own limits are off: tests that want them set them."""
    storage = Storage(make_engine(parsed(prepared_url)))
    async with Sandbox(limits=False) as sandbox:
        bench = Bench(storage, sandbox, SystemClock())
        try:
            yield bench
        finally:
            await bench.slack.close()
            storage.close()
