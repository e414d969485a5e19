"""What is stored under a key is stored once, and whoever comes second is told so."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from storage.engine import database_url as parsed
from storage.engine import make_engine
from storage.migrate import migrate
from storage.unit_of_work import Storage

TEAM = "T1"
NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)


@pytest.fixture
def storage(database_url: str) -> Iterator[Storage]:
    storage = Storage(make_engine(parsed(database_url)))
    migrate(storage.engine)
    storage.write_now(
        TEAM, lambda books: books.workspace.install(name="", url="", bot_user_id="B", now=NOW)
    )
    yield storage
    storage.close()


def test_a_request_is_new_the_first_time_only(storage: Storage) -> None:
    def first_time() -> bool:
        return storage.write_now(TEAM, lambda books: books.workspace.first_time("event:1", NOW))

    assert [first_time(), first_time(), first_time()] == [True, False, False]


def test_a_message_wakes_the_senders_when_it_is_queued_and_not_when_it_is_there_already(
    storage: Storage,
) -> None:
    woken: list[int] = []
    storage.on_outbox = lambda: woken.append(1)

    def say() -> int:
        storage.write_now(
            TEAM, lambda books: books.outbox.post("hello", "U0SAM", {"text": "Hello"}, now=NOW)
        )
        return len(woken)

    assert [say(), say(), say()] == [1, 1, 1]
