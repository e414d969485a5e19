"""After an erasure no table holds the name or the words, and every count is what it was."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import col

from bot.domain.errors import Refusal, Why
from bot.domain.retention import kept_since
from bot.domain.vocabulary import Feeling, Severity
from bot.schedule.forgetting import forget
from bot.usecases.acknowledge_issue import acknowledge_issue
from bot.usecases.end_issue import resolve_issue
from bot.usecases.erase import erase_customer, erase_person
from storage.books import Books
from storage.tables import (
    AuditEntry,
    DigestRun,
    Observation,
    SQLModel,
)
from tests.support.office import TEAM, Office

WORDS = "Your importer ate Quorvex's ledger on Tuesday"


def everything(office: Office) -> str:
    """Every value of every table, as text."""
    with office.storage.engine.connect() as connection:
        return "\n".join(
            repr(tuple(row))
            for table in SQLModel.metadata.sorted_tables
            for row in connection.execute(sa.select(table))
        )


def counts(office: Office) -> dict[str, int]:
    with office.storage.engine.connect() as connection:
        return {
            table.name: connection.execute(
                sa.select(sa.func.count()).select_from(table)
            ).scalar_one()
            for table in SQLModel.metadata.sorted_tables
            if table.name not in ("audit", "outbox", "lane")
        }


def busy(office: Office) -> None:
    office.log(
        WORDS, customer="Quorvex", feeling=Feeling.ANGRY, severity=Severity.HIGH, expected="A sum"
    )
    office.with_issue(acknowledge_issue)
    office.with_issue(resolve_issue, "Quorvex reads dates now")
    office.log("Blue buttons everywhere", customer="Blue")

    def said(books: Books) -> None:
        books.outbox.post("k", "U0JO", {"text": f"Quorvex said “{WORDS}”"}, now=office.now)
        books.session.add(
            DigestRun(
                team_id=TEAM,
                starts_at=office.now,
                ends_at=office.now,
                made_at=office.now,
                digest={"hurts": [{"verbatim": WORDS, "name": "Import"}], "good": None},
            )
        )

    office.do(said)


def test_nothing_of_an_erased_customer_is_left_but_their_counts(office: Office) -> None:
    busy(office)
    before = counts(office)
    assert "Quorvex" in everything(office)
    done = office.do(
        lambda books: erase_customer(books, books.customers.find("Quorvex"), office.now)
    )
    assert done.observations == 1
    left = everything(office).casefold()
    for gone in ("quorvex", "ledger", "a sum"):
        assert gone not in left, gone
    assert counts(office) == before
    assert "Blue buttons everywhere" in everything(office)
    [kept, _] = office.ask(
        lambda books: (
            books.session.execute(sa.select(Observation).order_by(col(Observation.id)))
            .scalars()
            .all()
        )
    )
    assert (kept.words, kept.feeling, kept.severity) == ("", Feeling.ANGRY, Severity.HIGH)
    assert kept.customer_id is not None
    assert "reads dates now" in everything(office)


def test_nothing_of_an_erased_person_is_left_but_what_they_did(office: Office) -> None:
    busy(office)
    before = counts(office)
    alias = office.do(lambda books: erase_person(books, "U0SAM", office.now)).alias
    left = everything(office)
    assert "U0SAM" not in left
    assert "'Sam'" not in left
    assert alias in left
    assert counts(office) == before
    assert office.issue.owner == alias
    with pytest.raises(Refusal) as raised:
        office.do(lambda books: erase_person(books, "U0SAM", office.now))
    assert raised.value.why is Why.NOT_FOUND


def test_an_erasure_is_in_the_audit_log_without_the_name(office: Office) -> None:
    busy(office)
    office.do(lambda books: erase_customer(books, books.customers.find("Quorvex"), office.now))
    rows = office.ask(lambda books: books.session.execute(sa.select(AuditEntry)).scalars().all())
    assert rows[-1].what == "erased"
    assert rows[-1].subject.startswith("customer ")


async def test_words_are_emptied_when_their_time_is_over_and_counts_stay(office: Office) -> None:
    busy(office)
    before = counts(office)
    teams, months = [TEAM], 24

    async def words_after(**later: float) -> list[str]:
        await forget(office.storage, teams, office.now + timedelta(**later), months)
        rows: Any = office.ask(
            lambda books: books.session.execute(sa.select(col(Observation.words))).scalars().all()
        )
        return list(rows)

    assert await words_after(days=729) == [WORDS, "Blue buttons everywhere"]
    assert await words_after(days=732) == ["", ""]
    assert counts(office) == before | {"setting": before["setting"] + 1}
    left = everything(office)
    assert "Quorvex" in left  # the customer is still a customer
    assert "ledger" not in digests(office)
    office.now += timedelta(days=800)
    office.log("Said later", customer="Blue")
    assert await words_after(days=1) == ["", "", "Said later"]


async def test_without_a_time_words_are_kept(office: Office) -> None:
    busy(office)
    await forget(office.storage, [TEAM], office.now + timedelta(days=9_000), 0)
    assert WORDS in everything(office)


def digests(office: Office) -> str:
    with office.storage.engine.connect() as connection:
        return repr(
            connection.execute(
                sa.select(sa.column("digest")).select_from(sa.table("digest_run"))
            ).all()
        )


@given(
    st.datetimes(datetime(2000, 1, 1), datetime(2060, 1, 1), timezones=st.just(UTC)),
    st.integers(1, 240),
)
def test_so_many_calendar_months_are_kept(now: datetime, months: int) -> None:
    since = kept_since(now, months)
    assert (now.year - since.year) * 12 + now.month - since.month == months
    assert since.day <= now.day
    assert since.day == now.day or (since + timedelta(days=1)).month != since.month
    assert (since.hour, since.minute) == (0, 0)
