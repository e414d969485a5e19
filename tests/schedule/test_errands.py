"""A file that was asked for comes once, whoever makes it and whatever dies."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa

from bot.clock import StandingClock
from bot.schedule import errands
from bot.schedule.errands import LEASE, REST, TRIES, run_errands
from bot.usecases.errands import Post
from storage.books import Books
from storage.engine import database_url as parsed
from storage.engine import make_engine
from storage.tables import Errand, OutboxRow
from storage.tables.errand import ErrandKind, ErrandState
from storage.unit_of_work import Storage
from tests.support.inside import inside, modal_text
from tests.support.office import MONDAY, TEAM, Office


@pytest.fixture
def office(migrated_url: str) -> Office:
    return Office(Storage(make_engine(parsed(migrated_url))))


class Standing(StandingClock):
    """Leases stand with it."""

    def wall(self) -> datetime:
        return self.now()


def ask(office: Office) -> None:
    wanted = {"period": "7d", "area": None, "segment": None}
    office.do(lambda books: books.errands.add(ErrandKind.REPORT, "U0JO", wanted, office.now))


def stored(office: Office) -> Errand:
    row: Errand = office.ask(lambda books: books.session.execute(sa.select(Errand)).scalar_one())
    return row


async def run(office: Office, **later: int) -> int:
    office.now += timedelta(**later)
    return await run_errands(office.storage, [TEAM], Standing(office.now))


async def test_a_report_is_made_once_and_goes_to_who_asked(office: Office) -> None:
    ask(office)
    assert await run(office) == 0
    assert await run(office, hours=1) == 0
    assert stored(office).state is ErrandState.DONE
    rows = office.ask(lambda books: books.session.execute(sa.select(OutboxRow)).scalars().all())
    key = f"errand:{stored(office).id}"
    assert [(row.lane, row.key, row.files) for row in rows] == [
        ("U0JO", key, 1),
        ("U0JO", f"{key}:records", None),
    ]


async def test_who_claims_first_has_it_and_after_the_lease_another(office: Office) -> None:
    ask(office)
    first = office.do(lambda books: books.errands.claim(office.now, LEASE))
    assert first is not None
    assert office.do(lambda books: books.errands.claim(office.now, LEASE)) is None
    office.now += LEASE
    second = office.do(lambda books: books.errands.claim(office.now, LEASE))
    assert second is not None
    assert second.id == first.id
    # the one that was thought dead comes back: it finds that the errand is not its own any more
    assert office.ask(lambda books: books.errands.held(first)) is None
    assert office.ask(lambda books: books.errands.held(second)) is not None


async def test_what_kills_whoever_makes_it_is_given_up_and_owned_up_to(office: Office) -> None:
    ask(office)
    for _ in range(TRIES):
        assert office.do(lambda books: books.errands.claim(office.now, LEASE)) is not None
        office.now += LEASE
    assert await run(office) == 1
    assert stored(office).state is ErrandState.FAILED
    (said,) = office.ask(lambda books: books.session.execute(sa.select(OutboxRow)).scalars().all())
    assert said.lane == "U0JO"
    assert await run(office, hours=1) == 0


def test_each_has_their_first_wish_before_anybodys_second(office: Office) -> None:
    def wish(who: str, period: str) -> None:
        office.do(
            lambda books: books.errands.add(ErrandKind.REPORT, who, {"period": period}, office.now)
        )

    for who in ("JO1", "JO2", "JO3", "SAM1", "ANN1", "SAM2"):
        wish(who[:-1], who[-1])
    taken = []
    while row := office.do(lambda books: books.errands.claim(office.now, LEASE)):
        taken.append((row.person, row.wanted["period"]))
    firsts = [("JO", "1"), ("SAM", "1"), ("ANN", "1")]
    assert taken == [*firsts, ("JO", "2"), ("SAM", "2"), ("JO", "3")]


async def test_the_same_twice_is_one_and_a_fourth_has_to_wait(database_url: str) -> None:
    async with inside(database_url) as firm:
        said = [
            (await firm.cx(firm.priya, line)).text
            for line in ("report", "report 30D", "report 7d", "digest", "report 90d")
        ]
        assert [text.partition(".")[0] for text in said] == [
            "The report of the last 30 days is being made",
            "That is being made already",
            "The report of the last 7 days is being made",
            "What the digest would say now comes to your DM",
            "3 things are being made for you already, and come to your DM with me one after "
            "the other",
        ]
        quarter = (await firm.cx(firm.sam, "report 2026-q3")).text
        assert quarter.startswith("The report of 2026-Q3 so far is being made")
        await firm.send()
        assert "is being made" in (await firm.cx(firm.priya, "report 90d")).text


async def test_what_cannot_be_made_is_tried_again_and_at_last_owned_up_to(
    office: Office, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fails(_books: Books, _errand: Errand) -> Post:
        raise ValueError("secret words of a customer")

    monkeypatch.setattr(errands, "MAKERS", {ErrandKind.REPORT: fails})
    ask(office)
    for attempt in range(1, TRIES + 1):
        assert await run(office) == 1
        assert await run(office) == 0  # it rests
        assert stored(office).attempts == attempt
        office.now += REST
    assert stored(office).state is ErrandState.FAILED
    assert (stored(office).error or "").startswith("ValueError at test_errands.py:")
    [row] = office.ask(lambda books: books.session.execute(sa.select(OutboxRow)).scalars().all())
    assert "could not be made" in row.message["text"]
    assert row.files is None
    assert "secret" not in "".join(capsys.readouterr())


async def test_a_report_comes_into_the_dm_of_who_asked(database_url: str) -> None:
    async with inside(database_url) as firm:
        await firm.cx(firm.priya, "log It ate the file customer:Acme feeling:angry")
        answer = await firm.cx(firm.priya, "report 7d")
        assert "The report of the last 7 days is being made" in answer.text
        refused = await firm.cx(firm.priya, "report 12d")
        assert "I don't know the period “12d”" in refused.text
        await firm.send()
        [message] = [each for each in firm.priya.dm if each.get("files")]
        file = firm.sandbox.file(message["files"][0]["id"])
        assert file is not None
        assert file.name == f"earshot-report-{MONDAY.date()}.html"
        assert b"What customers told us" in (file.content or b"")
        await firm.press(firm.priya, firm.priya.dm[-1], "Records")
        assert "It ate the file" in modal_text(firm.priya)
