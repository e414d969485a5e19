"""What was given up is decided once, and takes its replies along."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
from sqlmodel import select

from bot.domain.errors import Refusal, Why
from bot.usecases.desk import Desk
from bot.usecases.parked import delivery_problems, forget, it_is_there, post_again
from storage.books import Books
from storage.repositories.queue import Queue
from storage.tables import AuditEntry, OutboxRow
from storage.tables.delivery import CardKind, OutboxState
from tests.support.office import TEAM, Office

Decide = Callable[[Books, Desk, int | None, str], None]


def parked(office: Office, error: str = "uncertain") -> int:
    """The id of the given-up card of a new issue."""
    office.log()
    [card] = office.cards(CardKind.ISSUE, "U0SAM")

    def work(books: Books) -> int:
        row = books.outbox.of_card(card)
        assert row is not None
        return _give_up(books, office, row, error)

    return office.do(work)


def with_reply(office: Office, row_id: int) -> int:
    """The id of a given-up reply to that card."""

    def work(books: Books) -> int:
        parent = _row(books, row_id)
        card = books.cards.get(parent.card_id)
        books.outbox.post("reply", "U0SAM", {"text": "reply"}, now=office.now, thread=card)
        [reply] = [row for row in _rows(books) if row.key == "reply"]
        return _give_up(books, office, reply, "parent_parked")

    return office.do(work)


def decide(office: Office, decision: Decide, row_id: int | None, by: str = "U0LENA") -> None:
    office.do(lambda books: decision(books, office.desk, row_id, by))


def state(office: Office, row_id: int) -> OutboxState:
    return office.ask(lambda books: _row(books, row_id).state)


def problems(office: Office) -> list[Any]:
    return list(office.ask(delivery_problems))


def test_a_problem_says_what_to_whom_and_why(office: Office) -> None:
    row_id = parked(office, "user_disabled")
    [problem] = problems(office)
    assert (problem.id, problem.what, problem.to) == (row_id, "issue", "U0SAM")
    assert (problem.error, problem.issue_number) == ("user_disabled", office.issue.number)


def test_a_message_that_is_there_is_settled(office: Office) -> None:
    row_id = parked(office)
    decide(office, it_is_there, row_id)
    assert state(office, row_id) is OutboxState.SENT
    assert problems(office) == []


def test_a_forgotten_message_is_never_sent(office: Office) -> None:
    row_id = parked(office, "user_disabled")
    decide(office, forget, row_id)
    assert state(office, row_id) is OutboxState.CANCELLED
    assert problems(office) == []


def test_a_message_to_be_posted_again_starts_anew_under_its_own_id(office: Office) -> None:
    row_id = parked(office, "user_disabled")
    before = office.ask(lambda books: _row(books, row_id))
    office.later(hours=1)
    decide(office, post_again, row_id)
    row = office.ask(lambda books: _row(books, row_id))
    assert (row.state, row.attempts, row.looks) == (OutboxState.QUEUED, 0, 0)
    assert (row.error, row.settled_at, row.not_before) == (None, None, None)
    assert (row.uid, row.due_at) == (before.uid, office.now)
    ready = office.ask(lambda books: Queue(books.session).first_ready(TEAM, row.lane, office.now))
    assert ready is not None
    assert ready.id == row_id


@pytest.mark.parametrize("second", [it_is_there, post_again, forget])
@pytest.mark.parametrize("first", [it_is_there, post_again, forget])
def test_the_first_of_two_decisions_counts(office: Office, first: Decide, second: Decide) -> None:
    row_id = parked(office)
    decide(office, first, row_id)
    settled = state(office, row_id)
    with pytest.raises(Refusal) as refused:
        decide(office, second, row_id)
    assert (refused.value.why, refused.value.facts["state"]) == (Why.ALREADY, "settled")
    assert state(office, row_id) is settled


def test_two_leads_at_the_same_moment_do_it_once(office: Office) -> None:
    row_id, outcomes = parked(office), []
    start = threading.Barrier(2)

    def press(decision: Decide) -> None:
        start.wait()
        try:
            decide(office, decision, row_id)
            outcomes.append("done")
        except Refusal as refusal:
            outcomes.append(refusal.why.value)

    threads = [threading.Thread(target=press, args=(each,)) for each in (it_is_there, post_again)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["already", "done"]
    assert len(audit(office)) == 1


@pytest.mark.parametrize(
    ("decision", "becomes"),
    [
        (it_is_there, OutboxState.QUEUED),
        (post_again, OutboxState.QUEUED),
        (forget, OutboxState.CANCELLED),
    ],
)
def test_replies_go_the_way_of_what_they_reply_to(
    office: Office, decision: Decide, becomes: OutboxState
) -> None:
    row_id = parked(office)
    reply_id = with_reply(office, row_id)
    assert [problem.id for problem in problems(office)] == [row_id]
    decide(office, decision, row_id)
    assert state(office, reply_id) is becomes


def test_a_reply_alone_is_a_problem_of_its_own(office: Office) -> None:
    reply_id = with_reply(office, parked(office))
    row_id = next(problem.id for problem in problems(office))
    office.do(lambda books: setattr(_row(books, row_id), "state", OutboxState.SENT))
    assert [problem.id for problem in problems(office)] == [reply_id]


def test_the_replies_to_a_message_that_is_there_are_sent(office: Office) -> None:
    row_id = parked(office)
    reply_id = with_reply(office, row_id)
    decide(office, it_is_there, row_id)
    ready = office.ask(lambda books: Queue(books.session).first_ready(TEAM, "U0SAM", office.now))
    assert ready is not None
    assert ready.id == reply_id


@pytest.mark.parametrize("named", [None, 10**9])
def test_what_is_not_there_cant_be_decided(office: Office, named: int | None) -> None:
    with pytest.raises(Refusal) as refused:
        decide(office, post_again, named)
    assert refused.value.why is Why.NOT_FOUND


def test_another_workspaces_message_is_not_there(office: Office) -> None:
    row_id = parked(office)

    def elsewhere(books: Books) -> None:
        books.workspace.install(name="Other", url="", bot_user_id="UBOT", now=office.now)
        books.session.flush()
        post_again(books, office.desk, row_id, "U0EVE")

    with pytest.raises(Refusal) as refused:
        office.storage.write_now("T0OTHER", elsewhere)
    assert refused.value.why is Why.NOT_FOUND
    assert state(office, row_id) is OutboxState.PARKED


def test_each_decision_is_on_record(office: Office) -> None:
    decide(office, forget, parked(office, "user_disabled"))
    [entry] = audit(office)
    assert (entry.actor, entry.before, entry.after) == (
        "U0LENA",
        "parked: user_disabled",
        "cancelled",
    )


def audit(office: Office) -> list[AuditEntry]:
    return office.ask(
        lambda books: [
            row for row in books.session.exec(select(AuditEntry)) if row.what == "message"
        ]
    )


def _give_up(books: Books, office: Office, row: OutboxRow, error: str) -> int:
    row.state, row.error, row.settled_at = OutboxState.PARKED, error, office.now
    row.attempts, row.looks = 3, 2
    books.session.add(row)
    books.session.flush()
    return row.id or 0


def _row(books: Books, row_id: int) -> OutboxRow:
    row = books.outbox.get(row_id)
    assert row is not None
    return row


def _rows(books: Books) -> list[OutboxRow]:
    return list(books.session.exec(select(OutboxRow)))
