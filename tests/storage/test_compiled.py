"""A compiled statement means what the same statement means to SQLAlchemy."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import col

from bot.domain.vocabulary import Feeling, Severity
from storage.books import Books
from storage.compiled import Compiled
from storage.engine import database_url as parsed
from storage.engine import make_engine
from storage.migrate import migrate
from storage.tables import InboxEntry, Observation, Setting
from storage.unit_of_work import Storage

TEAM = "T1"
NOW = datetime(2026, 3, 4, 5, 6, 7, 890123, tzinfo=UTC)
ELSEWHERE = NOW.astimezone(timezone(timedelta(hours=5, minutes=30)))

_COLUMNS = ("team_id", "at", "reporter", "words", "search_key", "whose", "severity", "feeling")
_PLAIN = ("reporter_hidden", "touchpoint_guessed", "feeling_guessed", "follow_up", "private")
_OBSERVE = Compiled(
    lambda _: sa.insert(Observation).returning(col(Observation.id)), (*_COLUMNS, *_PLAIN)
)
_SEEN = Compiled(
    lambda _: sa.select(
        col(Observation.at),
        col(Observation.feeling),
        col(Observation.severity),
        col(Observation.follow_up),
        col(Observation.expected),
    ).where(col(Observation.id) == sa.bindparam("id"), col(Observation.words) == "“It” 100 %")
)
_SETTING = Compiled(
    lambda _: sa.select(col(Setting.value)).where(col(Setting.name) == sa.bindparam("name"))
)
_REMEMBER = Compiled(
    lambda _: sa.insert(InboxEntry).returning(col(InboxEntry.key)),
    ("team_id", "key", "received_at"),
)


@pytest.fixture
def storage(database_url: str) -> Iterator[Storage]:
    storage = Storage(make_engine(parsed(database_url)))
    migrate(storage.engine)
    storage.write_now(
        TEAM,
        lambda books: books.workspace.install(name="One", url="", bot_user_id="B", now=NOW),
    )
    yield storage
    storage.close()


def _observe(books: Books, **values: Any) -> Any:
    given = {
        "team_id": TEAM,
        "at": ELSEWHERE,
        "reporter": "U1",
        "words": "“It” 100 %",
        "search_key": "",
        "whose": "customer",
        "severity": Severity.HIGH,
        "feeling": Feeling.ANGRY,
        **dict.fromkeys(_PLAIN, True),
    }
    return _OBSERVE.first(books.session, **given | values)


def test_values_go_in_and_come_back_as_python_knows_them(storage: Storage) -> None:
    def work(books: Books) -> Any:
        (row_id,) = _observe(books)
        return _SEEN.first(books.session, id=row_id)

    at, feeling, severity, follow_up, expected = storage.write_now(TEAM, work)
    assert (at, at.utcoffset()) == (NOW, timedelta(0))
    assert feeling is Feeling.ANGRY
    assert severity is Severity.HIGH
    assert follow_up is True
    assert expected is None


def test_it_sees_what_the_session_still_holds_back(storage: Storage) -> None:
    def work(books: Books) -> Any:
        books.workspace.set("a", {"deep": [1, "ü"]}, actor=None, now=NOW)
        return _SETTING.first(books.session, name="a")

    assert storage.write_now(TEAM, work) == ({"deep": [1, "ü"]},)


def test_no_row_is_none(storage: Storage) -> None:
    work = lambda books: _SETTING.first(books.session, name="nothing")  # noqa: E731
    assert storage.write_now(TEAM, work) is None


def test_a_refusal_of_the_database_is_the_error_that_every_statement_raises(
    storage: Storage,
) -> None:
    with pytest.raises(sa.exc.IntegrityError):
        storage.write_now(TEAM, lambda books: _observe(books, team_id="T?"))


def test_what_it_did_goes_with_the_unit_that_failed(storage: Storage) -> None:
    def entry(books: Books) -> Any:
        return _REMEMBER.first(books.session, team_id=TEAM, key="k", received_at=NOW)

    def fails(books: Books) -> None:
        entry(books)
        raise ValueError

    with pytest.raises(ValueError, match=r"^$"):
        storage.write_now(TEAM, fails)
    assert storage.write_now(TEAM, entry) == ("k",)
