"""One thing that can't be done keeps back no other."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from bot.domain.vocabulary import Severity
from bot.schedule.tick import TickFailed, tick
from storage.books import Books
from storage.engine import BUSY_SECONDS, make_engine
from storage.engine import database_url as parsed
from storage.unit_of_work import Storage
from tests.support.clockwork import Clockwork
from tests.support.databases import migrated_sqlite
from tests.support.office import MONDAY, TEAM

pytestmark = pytest.mark.sqlite


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Clockwork]:
    storage = Storage(make_engine(parsed(migrated_sqlite(tmp_path))))
    yield Clockwork(storage)
    storage.close()


def spoil(books: Books, user_id: str) -> None:
    """Hours that nobody could have entered: nothing can be reckoned with them."""
    person = books.people.get(user_id)
    assert person is not None
    person.zone = "Nowhere/Land"
    books.session.add(person)


def test_what_fails_is_told_by_place_and_the_rest_is_done(office: Clockwork) -> None:
    office.log("Sam's", severity=Severity.HIGH)
    office.log("Maya's", severity=Severity.HIGH)
    issue = office.issue

    def to_maya(books: Books) -> None:
        fresh = books.issues.get(issue.id)
        assert fresh is not None
        books.issues.change(fresh, owner="U0MAYA")

    office.do(to_maya)
    office.do(lambda books: spoil(books, "U0SAM"))
    office.now = MONDAY + timedelta(hours=6)
    with capture_logs() as logs, pytest.raises(TickFailed):
        asyncio.run(tick(office.storage, [TEAM], office.now))
    assert {(entry["chore"], entry["error"]) for entry in logs} >= {
        ("missed times", "UnknownZoneError"),
        ("mornings", "UnknownZoneError"),
    }
    assert "Sam's" not in str(logs)
    assert [what for what, _ in office.events(issue)] == ["opened", "time missed"]


def test_a_busy_database_is_waited_for_by_what_is_done_once_only(office: Clockwork) -> None:
    """What fell due while Earshot was down is put off by its first tick, or by none."""
    office.log(severity=Severity.HIGH)
    office.tick()
    engine = office.storage.engine

    async def while_busy() -> None:
        waiting = asyncio.create_task(tick(office.storage, [TEAM], office.now))
        await asyncio.sleep(BUSY_SECONDS + 0.5)
        assert not waiting.done()
        lock.rollback()
        await waiting

    office.now += timedelta(hours=6)
    office.backdate(timedelta(hours=6))
    with engine.connect() as lock:
        lock.begin()
        asyncio.run(while_busy())
    assert office.events()[-1][0] == "put off"


def test_a_failure_is_tried_again_and_the_heart_beats_on(office: Clockwork) -> None:
    office.log(severity=Severity.HIGH)
    office.do(lambda books: spoil(books, "U0SAM"))
    office.now = MONDAY + timedelta(hours=6)
    with pytest.raises(TickFailed):
        asyncio.run(tick(office.storage, [TEAM], office.now))
    assert office.events() == [("opened", "")]

    def mend(books: Books) -> None:
        person = books.people.get("U0SAM")
        assert person is not None
        person.zone = "UTC"
        books.session.add(person)

    office.do(mend)
    office.tick()
    assert office.events()[-1] == ("time missed", "to acknowledge")
    later = datetime(2026, 9, 14, 16, 14, tzinfo=UTC)
    assert (
        office.ask(lambda books: books.due_times.down_since(later, timedelta(minutes=15))) is None
    )


def test_what_slack_said_before_a_downtime_is_not_believed_after_it(office: Clockwork) -> None:
    def stale(office: Clockwork) -> bool:
        actor = office.ask(lambda books: books.people.actor("U0SAM", office.now))
        return actor.is_stale

    office.tick()
    office.later(minutes=10)
    assert not stale(office)
    office.down_until(office.now + timedelta(hours=2))
    assert stale(office)
