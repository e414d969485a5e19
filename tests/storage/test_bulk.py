"""Rows that are stored many at once are what the session would have stored one by one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import SQLModel, select

from bot.domain.vocabulary import Feeling, Severity, Source
from storage.books import Books
from storage.bulk import Bulk
from storage.engine import database_url as parsed
from storage.engine import make_engine
from storage.tables import Customer, Issue, Observation, OutboxRow, Promise, Touchpoint
from storage.unit_of_work import Storage

TEAM = "T1"
NOW = datetime(2026, 3, 4, 5, 6, 7, 890123, tzinfo=UTC)
ELSEWHERE = NOW.astimezone(timezone(timedelta(hours=5, minutes=30)))
WORDS = 'Tab\there, \\N, \\, "quotes" and a\nsecond line: 100 % ü'


@pytest.fixture
def storage(migrated_url: str) -> Iterator[Storage]:
    storage = Storage(make_engine(parsed(migrated_url)))
    storage.write_now(
        TEAM,
        lambda books: books.workspace.install(name="One", url="", bot_user_id="B", now=NOW),
    )
    yield storage
    storage.close()


_ROWS: tuple[tuple[type[SQLModel], dict[str, Any]], ...] = (
    (Customer, {"name": WORDS, "name_key": "tab", "created_at": ELSEWHERE, "is_new": True}),
    (Touchpoint, {"name": "Import", "name_key": "i", "area": "technology", "created_at": NOW}),
    (
        Issue,
        {
            "number": 7, "severity": Severity.HIGH, "opened_at": NOW, "settles_at": ELSEWHERE,
            "review_on": date(2026, 5, 6), "touchpoint_id": "Touchpoint",
        },
    ),
    (
        Observation,
        {
            "at": NOW, "reporter": "U1", "words": WORDS, "customer_id": "Customer",
            "issue_id": "Issue",
        },
    ),
    (
        Observation,
        {
            "at": NOW.replace(microsecond=0), "reporter": "U2", "words": "", "follow_up": True,
            "feeling": Feeling.ANGRY, "source": Source.CALL, "edited_at": ELSEWHERE,
        },
    ),
    (
        Promise,
        {
            "issue_id": "Issue", "made_by": "U1", "made_at": NOW, "next_step": WORDS,
            "due_on": date(2026, 3, 5), "due_at": NOW,
        },
    ),
    (OutboxRow, {"key": "k", "lane": "U1", "uid": "1", "due_at": NOW, "created_at": NOW}),
)  # fmt: skip


def test_a_row_is_what_the_session_would_have_stored(storage: Storage) -> None:
    def both(books: Books) -> tuple[list[Any], list[Any]]:
        with Bulk(books) as bulk, books.session.begin_nested() as aside:
            ids: dict[str, int] = {}
            for table, values in _ROWS:
                ids[table.__name__] = bulk.add(table, **_pointing(values, ids))
            bulk.flush()
            many = _all(books)
            aside.rollback()
        for table, values in _ROWS:
            row = table(team_id=TEAM, **_pointing(values, ids))
            books.session.add(row)
            books.session.flush()
            ids[table.__name__] = getattr(row, "id")  # noqa: B009
        return many, _all(books)

    many, one_by_one = storage.write_now(TEAM, both)
    assert len(one_by_one) == len(_ROWS)
    assert many == one_by_one


def _pointing(values: dict[str, Any], ids: dict[str, int]) -> dict[str, Any]:
    """The values, with ids where they name a table."""
    return {name: ids[value] if name.endswith("_id") else value for name, value in values.items()}


def _all(books: Books) -> list[Any]:
    """Every column of every row, but for the ids that a sequence has moved on."""
    tables = dict.fromkeys(table for table, _ in _ROWS)
    return [
        row.model_dump(exclude={"id", "issue_id", "touchpoint_id", "customer_id"})
        for table in tables
        for row in books.session.exec(select(table).order_by("id")).all()
    ]


def test_thousands_are_stored_beside_and_the_next_id_follows_theirs(storage: Storage) -> None:
    def fill(books: Books) -> tuple[int, int | None, int]:
        with Bulk(books) as bulk:
            ids = [
                bulk.add(Observation, at=NOW, reporter="U1", words=f"{number}")
                for number in range(5_612)
            ]
            bulk.flush()
        assert ids == list(range(1, 5_613))
        row = Observation(team_id=TEAM, at=NOW, reporter="U1", words="after")
        books.session.add(row)
        books.session.flush()
        wrong = sa.text("SELECT count(*) FROM observation WHERE words <> CAST(id - 1 AS TEXT)")
        return len(ids), row.id, books.session.scalar(wrong) or 0

    assert storage.write_now(TEAM, fill) == (5_612, 5_613, 1)


def test_what_the_database_refuses_beside_is_raised_and_leaves_nothing(storage: Storage) -> None:
    def fill(books: Books) -> None:
        with Bulk(books) as bulk:
            for _ in range(5_000):
                bulk.add(Observation, at=NOW, reporter="U1", words="x", customer_id=999)
            bulk.flush()

    with pytest.raises(sa.exc.IntegrityError):
        storage.write_now(TEAM, fill)
    count = sa.select(sa.func.count()).select_from(Observation)
    assert storage.read_now(TEAM, lambda books: books.session.scalar(count)) == 0
