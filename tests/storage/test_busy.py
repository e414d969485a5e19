"""A database that is locked by somebody else: everybody is told so, in time and for themselves."""

from __future__ import annotations

import asyncio
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import psycopg
import pytest
from sqlalchemy.engine import make_url

from bot.domain.errors import Refusal, Why
from storage.books import Books
from storage.engine import PATIENCE, make_engine
from storage.engine import database_url as parsed
from storage.migrate import migrate
from storage.unit_of_work import Storage

TEAM = "T1"
NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)


@pytest.fixture
def storage(database_url: str) -> Iterator[Storage]:
    storage = Storage(make_engine(parsed(database_url), busy_seconds=1))
    migrate(storage.engine)
    storage.write_now(
        TEAM, lambda books: books.workspace.install(name="", url="", bot_user_id="B", now=NOW)
    )
    yield storage
    storage.close()


@contextmanager
def locked(database_url: str) -> Iterator[None]:
    url = make_url(database_url)
    if url.get_backend_name() == "sqlite":
        holder: Any = sqlite3.connect(str(url.database), isolation_level=None)
        holder.execute("BEGIN IMMEDIATE")
    else:
        host = str(url.query["host"])
        holder = psycopg.connect(dbname=url.database, user=url.username, host=host)
        holder.execute("LOCK TABLE setting IN ACCESS EXCLUSIVE MODE")
    try:
        yield
    finally:
        holder.rollback()
        holder.close()


def store(books: Books) -> None:
    books.workspace.set("company", "Acme", actor=None, now=NOW)


async def test_whoever_comes_while_others_wait_is_told_as_soon_as_they(
    storage: Storage, database_url: str
) -> None:
    async def seconds() -> float:
        begun = time.monotonic()
        with pytest.raises(Refusal) as refused:
            await storage.write(TEAM, store)
        assert refused.value.why is Why.STORAGE_BUSY
        return time.monotonic() - begun

    with locked(database_url):
        waiting = []
        for _ in range(6):
            waiting.append(asyncio.create_task(seconds()))
            await asyncio.sleep(0.3)
        told = await asyncio.gather(*waiting)
    assert max(told) < 4  # one after the other, the last would wait for 4.5
    await storage.write(TEAM, store)


async def test_each_is_refused_for_themselves(storage: Storage, database_url: str) -> None:
    """What one typed is written into their own refusal: nobody else may get to read it."""
    with locked(database_url):
        writes = (storage.write(TEAM, store) for _ in range(5))
        refusals = await asyncio.gather(*writes, return_exceptions=True)
    assert [each.why for each in refusals if isinstance(each, Refusal)] == [Why.STORAGE_BUSY] * 5
    assert len({id(each) for each in refusals}) == 5


async def test_who_can_wait_no_longer_keeps_nobody_else_from_waiting(
    storage: Storage, database_url: str
) -> None:
    storage.engine.update_execution_options(**{PATIENCE: 60.0})
    with locked(database_url):
        soon = time.monotonic() + 0.2
        pressed = asyncio.create_task(storage.write(TEAM, store, until=soon))
        patient = asyncio.create_task(storage.write(TEAM, store))
        with pytest.raises(Refusal):
            await pressed
        assert not patient.done()
    await patient
