"""The weekly digest: posted once for each local date, covering exactly what no other one does."""

from __future__ import annotations

from typing import Any

import pytest
from sqlmodel import select

from bot.domain.errors import Refusal, Why
from bot.domain.vocabulary import Feeling
from bot.schedule.tick import TickFailed
from bot.usecases.digest_subscriptions import end_digest
from storage.books import Books
from storage.repositories.parked import Parked
from storage.tables import DigestSubscription, OutboxFile
from storage.tables.delivery import OutboxState
from storage.tables.digest import Covers
from storage.unit_of_work import Storage
from tests.support.clockwork import Clockwork, at
from tests.support.digests import (
    CX,
    LENA,
    digests,
    runs,
    set_up,
    settle,
    text,
)


@pytest.fixture
def office(storage: Storage) -> Clockwork:
    return Clockwork(storage)


def test_it_is_posted_once_under_the_key_of_its_local_date(office: Clockwork) -> None:
    set_up(office)
    office.log(feeling=Feeling.ANGRY)
    office.now = at(21, 8, 59)
    office.tick()
    assert digests(office) == []
    for minute in (0, 1, 2):
        office.now = at(21, 9, minute)
        office.tick()
    [row] = digests(office)
    assert (row.key, row.lane, row.due_at) == ("digest:1:2026-09-21", CX, at(21, 9))
    [thread] = office.said("digest:1:2026-09-21:thread")
    files = office.ask(lambda books: list(books.session.exec(select(OutboxFile))))
    assert (thread.files, [file.name for file in files]) == (1, ["week.png"])
    assert files[0].content.startswith(b"\x89PNG")
    assert "It ate the file." in text(office)


def test_periods_join_over_the_weeks(office: Clockwork) -> None:
    set_up(office)
    for day in (21, 28, 35):
        office.now = at(day, 9)
        office.tick()
        settle(office, OutboxState.SENT)
    assert [(run.starts_at, run.ends_at) for run in runs(office)] == [
        (at(14, 9), at(21, 9)),
        (at(21, 9), at(28, 9)),
        (at(28, 9), at(35, 9)),
    ]


def test_after_downtime_one_digest_covers_the_gap_and_says_so(office: Clockwork) -> None:
    set_up(office)
    office.now = at(21, 9)
    office.tick()
    settle(office, OutboxState.SENT)
    office.log(feeling=Feeling.ANGRY)
    office.now = at(42, 23)  # a Monday night, two digests missed and a third one late
    office.tick()
    row = digests(office)[-1]
    assert row.key == "digest:1:2026-10-12"
    assert row.due_at == at(43, 8), "at night it waits for 8:00"
    assert (runs(office)[-1].starts_at, runs(office)[-1].ends_at) == (at(21, 9), at(42, 9))
    assert "covers 3 weeks" in text(office)


@pytest.mark.parametrize("state", [OutboxState.PARKED, OutboxState.QUEUED])
def test_the_next_digest_covers_one_that_nobody_knows_to_have_arrived(
    office: Clockwork, state: OutboxState
) -> None:
    set_up(office)
    office.now = at(21, 9)
    office.tick()
    if state is OutboxState.PARKED:
        settle(office, OutboxState.PARKED, "uncertain")
    office.now = at(28, 9)
    office.tick()
    first, second = digests(office)
    assert first.state is OutboxState.CANCELLED, "it can't come any more"
    assert second.state is OutboxState.QUEUED
    assert (runs(office)[-1].starts_at, runs(office)[-1].ends_at) == (at(14, 9), at(28, 9))


def test_a_parked_one_that_somebody_saw_is_not_covered_again(office: Clockwork) -> None:
    set_up(office)
    office.now = at(21, 9)
    office.tick()
    settle(office, OutboxState.PARKED, "uncertain")
    [row] = digests(office)

    def seen(books: Books) -> None:
        found = books.outbox.get(row.id)
        assert found is not None
        Parked(books).settle(found, OutboxState.SENT, office.now)

    office.do(seen)
    office.now = at(28, 9)
    office.tick()
    assert runs(office)[-1].starts_at == at(21, 9)


def test_a_new_hour_brings_nothing_at_once(office: Clockwork) -> None:
    set_up(office)
    office.now = at(21, 9)
    office.tick()
    settle(office, OutboxState.SENT)
    office.now = at(24, 12)
    set_up(office, weekday=2)  # Wednesday was yesterday
    office.tick()
    assert len(digests(office)) == 1
    office.now = at(30, 9)
    office.tick()
    assert (runs(office)[-1].starts_at, runs(office)[-1].ends_at) == (at(21, 9), at(30, 9))


def test_an_ended_one_comes_no_more_and_begins_anew(office: Clockwork) -> None:
    set_up(office)
    office.now = at(21, 9)
    office.tick()

    def end(books: Books) -> None:
        row = books.digests.of_channel(CX)
        assert row is not None
        end_digest(books, office.desk, row, LENA)

    office.do(end)
    office.now = at(28, 9)
    office.tick()
    assert len(digests(office)) == 1
    office.now = at(50, 9)
    set_up(office)
    office.now = at(56, 9)
    office.tick()
    assert runs(office)[-1].starts_at == at(49, 9), "the first covers seven days"


def test_one_that_waits_for_the_morning_does_not_come_once_it_was_ended(office: Clockwork) -> None:
    waits_at_night(office)

    def end(books: Books) -> None:
        row = books.digests.of_channel(CX)
        assert row is not None
        end_digest(books, office.desk, row, LENA)

    office.do(end)
    [row] = digests(office)
    assert row.state is OutboxState.CANCELLED


@pytest.mark.parametrize(
    ("changes", "state"),
    [
        ({"masked": True}, OutboxState.CANCELLED),
        ({"named": False}, OutboxState.CANCELLED),
        ({"half_hour": 20}, OutboxState.QUEUED),
    ],
)
def test_names_that_are_turned_off_stand_in_none_that_waits(
    office: Clockwork, changes: dict[str, Any], state: OutboxState
) -> None:
    waits_at_night(office)
    set_up(office, **{"masked": False, "named": True, **changes})
    [row] = digests(office)
    assert row.state is state
    office.now = at(28, 10)
    office.tick()
    assert runs(office)[-1].starts_at == at(14, 9), "its time is covered by the next"


def waits_at_night(office: Clockwork) -> None:
    """Names and all, it is made late in the evening and waits for 8:00."""
    set_up(office, masked=False, named=True)
    office.now = at(21, 23)
    office.tick()
    [row] = digests(office)
    assert (row.state, row.due_at) == (OutboxState.QUEUED, at(22, 8))


def test_a_channel_that_refuses_it_is_parked_and_the_subscriber_told_once(
    office: Clockwork,
) -> None:
    set_up(office)
    office.now = at(21, 9)
    office.tick()
    settle(office, OutboxState.PARKED, "is_archived")
    for hour in (10, 11):
        office.now = at(21, hour)
        office.tick()
    [told] = office.said("digest-paused:")
    assert told.lane == LENA
    assert "archived" in told.message["text"]
    office.now = at(28, 9)
    office.tick()
    assert len(digests(office)) == 1
    set_up(office)
    office.now = at(35, 9)
    office.tick()
    assert len(digests(office)) == 2
    assert runs(office)[-1].starts_at == at(14, 9), "nothing is lost"


def test_a_subscription_is_one_a_channel(office: Clockwork) -> None:
    set_up(office)
    set_up(office, weekday=4)
    rows = office.ask(lambda books: list(books.session.exec(select(DigestSubscription))))
    assert [(row.channel, row.weekday) for row in rows] == [(CX, 4)]


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"zone": "Europe/Berln"}, Why.UNKNOWN_VALUE),
        ({"channel": ""}, Why.MISSING),
        ({"covers": Covers.JOURNEY, "covered": ("99",)}, Why.NOT_FOUND),
        ({"covers": Covers.AREAS, "covered": ("moon",)}, Why.NOT_FOUND),
    ],
)
def test_what_can_not_be_is_refused(office: Clockwork, changes: dict[str, Any], why: Why) -> None:
    with pytest.raises(Refusal) as refused:
        set_up(office, **changes)
    assert refused.value.why is why


def test_one_that_can_not_be_composed_keeps_back_no_other(office: Clockwork) -> None:
    set_up(office)
    set_up(office, channel="C0TWO")

    def break_it(books: Books) -> None:
        row = books.digests.of_channel(CX)
        assert row is not None
        row.zone = "Nowhere/Atall"
        books.digests.save(row)

    office.do(break_it)
    office.now = at(21, 9)
    with pytest.raises(TickFailed):
        office.tick()
    assert [row.lane for row in digests(office)] == ["C0TWO"]
