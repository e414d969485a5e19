"""The weekly digest: posted once for each local date, covering exactly what no other one does."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlmodel import col, select

from bot.domain.errors import Refusal, Why
from bot.domain.vocabulary import Area, DismissReason, Feeling, Severity, WhoseWords
from bot.usecases.desk import Desk
from bot.usecases.digest_subscriptions import DigestEntry, end_digest, set_up_digest
from bot.usecases.end_issue import Dismissal, dismiss_issue, resolve_issue
from bot.usecases.hand_over import hand_over
from bot.usecases.open_issue import stand_behind
from bot.usecases.take_decision import take_decision
from storage.books import Books
from storage.repositories.parked import Parked
from storage.tables import Card, DigestRun, DigestSubscription, Issue, OutboxFile, OutboxRow
from storage.tables.delivery import CardKind, OutboxState
from storage.tables.digest import Covers
from storage.unit_of_work import Storage
from tests.support.clockwork import Clockwork

CX, SAM, PRIYA, LENA, JO = "C0CX", "U0SAM", "U0PRIYA", "U0LENA", "U0JO"
MONDAY_NINE = DigestEntry(CX, 0, 18, "UTC")


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """A moment from September 2026 on; the 14th is a Monday, and so is day 35, the 5th October."""
    return datetime(2026, 9, 1, hour, minute, tzinfo=UTC) + timedelta(days=day - 1)


@pytest.fixture
def office(storage: Storage) -> Clockwork:
    return Clockwork(storage)


def set_up(office: Clockwork, **changes: Any) -> None:
    values = {name: getattr(MONDAY_NINE, name) for name in DigestEntry.__slots__} | changes
    office.do(lambda books: set_up_digest(books, office.desk, DigestEntry(**values), LENA))


def runs(office: Clockwork) -> list[DigestRun]:
    return office.ask(lambda books: list(books.session.exec(select(DigestRun).order_by("id"))))


def digests(office: Clockwork) -> list[OutboxRow]:
    """The rows that post digests, not their threads."""
    return [row for row in office.said("digest:") if not row.key.endswith(":thread")]


def settle(office: Clockwork, state: OutboxState, error: str | None = None) -> None:
    """What became of every digest that waits."""

    def work(books: Books) -> None:
        rows = books.session.exec(
            select(OutboxRow)
            .where(col(OutboxRow.key).startswith("digest:"))
            .where(col(OutboxRow.state) == OutboxState.QUEUED)
        )
        for row in rows.all():
            row.state, row.settled_at = state, office.now
            row.error = "parent_parked" if error and row.key.endswith(":thread") else error
            books.session.add(row)

    office.do(work)


def text(office: Clockwork) -> str:
    """All that the newest digest says."""
    message = office.shown(newest(office))
    return str(message["text"]) + str(message["blocks"])


def newest(office: Clockwork) -> Card:
    return office.ask(
        lambda books: books.session.exec(
            select(Card).where(col(Card.kind) == CardKind.DIGEST).order_by(col(Card.id).desc())
        ).first()
    ) or pytest.fail("no digest yet")


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


# -- what it says ---------------------------------------------------------------------------------


def nobody_owns(books: Books, desk: Desk, issue: Issue, by: str) -> None:
    hand_over(books, desk, issue, None, by=by, note="")


def said_on_monday(office: Clockwork, **settings: Any) -> str:
    set_up(office, **settings)
    office.now = at(21, 9)
    office.tick()
    return text(office)


def test_a_quiet_week_is_one_line_without_a_thread(office: Clockwork) -> None:
    assert "A quiet week" in said_on_monday(office)
    assert [row.key for row in office.said("digest:")] == ["digest:1:2026-09-21"]


def test_own_views_and_private_words_stand_in_no_digest(office: Clockwork) -> None:
    office.log("In my opinion", whose=WhoseWords.OWN, feeling=Feeling.ANGRY)
    office.log("Psst, between us", private=True, feeling=Feeling.ANGRY)
    office.log("Psst, lovely", private=True, feeling=Feeling.DELIGHTED, follow_up=False)
    said = said_on_monday(office)
    assert "opinion" not in said
    assert "Psst" not in said
    assert "2 observations" in said, "what was said in private counts"


def test_counts_are_of_customers_and_never_of_loggings(office: Clockwork) -> None:
    for _ in range(5):
        office.log(customer="Acme", feeling=Feeling.ANGRY)
    office.log(feeling=Feeling.ANGRY)
    said = said_on_monday(office)
    assert "2 of 2 customers" in said
    assert "6 observations, 2 customers, 1 colleague" in said


@pytest.mark.parametrize("masked", [True, False])
def test_names_of_customers_obey_the_channel(office: Clockwork, masked: bool) -> None:
    office.log(
        "ACME can finally log in. Thank you",
        customer="Acme",
        feeling=Feeling.DELIGHTED,
        follow_up=False,
    )
    said = said_on_monday(office, masked=masked)
    assert ("cme" in said.casefold()) is not masked
    assert ("a customer can finally log in" in said) is masked


def test_what_was_resolved_is_told_with_whom(office: Clockwork) -> None:
    office.log(customer="Acme")
    office.with_issue(resolve_issue, "Dates are read in any format")
    said = said_on_monday(office)
    assert "1 resolved, 0 of 1 customer told" in said
    assert "“It ate the file.” → Dates are read in any format. Told 0 of 1." in said


def test_scope_is_what_it_is_about(office: Clockwork) -> None:
    office.log("In scope", feeling=Feeling.ANGRY)
    office.log("Elsewhere", touchpoint_id=None, feeling=Feeling.ANGRY)
    assert "Elsewhere" not in said_on_monday(
        office, covers=Covers.AREAS, covered=(Area.TECHNOLOGY.value,)
    )


def test_what_we_chose_asks_again_when_more_customers_come(office: Clockwork) -> None:
    office.log(customer="Acme")
    chosen = Dismissal(DismissReason.WE_CHOSE_THIS, "Too dear", date(2026, 12, 1))
    office.with_issue(dismiss_issue, chosen)
    assert "We chose this" not in said_on_monday(office)
    settle(office, OutboxState.SENT)
    office.log(customer="Borg", follow_up=False)

    def join(books: Books) -> None:
        issue, seen = books.issues.numbered(1), books.observations.get(2)
        assert issue is not None
        assert seen is not None
        stand_behind(books, issue, seen)

    office.do(join)
    office.now = at(28, 9)
    office.tick()
    said = text(office)
    assert "(2 customers, 2nd week). We chose this, and 1 more customer came since." in said


def test_a_decision_is_taken_by_the_first_who_presses(office: Clockwork) -> None:
    office.log(severity=Severity.HIGH)
    office.with_issue(nobody_owns)
    assert "Nobody owns it" in said_on_monday(office)
    assert "I'll take it" in text(office)

    def take(by: str) -> None:
        def work(books: Books) -> None:
            run, issue = books.digests.run(1), books.issues.numbered(1)
            assert run is not None
            assert issue is not None
            take_decision(books, office.desk, run, issue, by)

        office.do(work)

    take(JO)
    assert office.issue.owner == JO
    assert "I'll take it" not in text(office)
    assert "Taken._" in text(office), "people are named only where the channel has names on"
    with pytest.raises(Refusal) as refused:
        take(SAM)
    assert refused.value.why is Why.ALREADY


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
