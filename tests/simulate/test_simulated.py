"""A simulated company is one that the app itself could have made."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from datetime import timedelta
from itertools import pairwise

import pytest
from sqlmodel import col, select

from bot.domain.issue import IssueState, Step, after
from bot.domain.promise import PromiseState
from bot.schedule.tick import tick
from bot.simulate import NotEmpty, simulate
from storage.books import Books
from storage.tables import Card, Issue, IssueEvent, OutboxRow, Promise
from storage.tables.delivery import OutboxState
from tests.simulate.conftest import PLAN, TEAM, UNTIL, Simulated

_STAYS = {Step.MISS, Step.ESCALATE, Step.PUT_OFF, Step.DUE_TIMES, Step.VOID_PROMISE}
"""What happens to an issue without a step of its own."""


def test_every_issue_stands_where_its_history_leads(simulated: Simulated) -> None:
    def faults(books: Books) -> list[str]:
        events = defaultdict(list)
        for row in books.session.exec(select(IssueEvent).order_by("id")):
            events[row.issue_id].append(row)
        return [
            f"{issue.number}: {fault}"
            for issue in books.session.exec(select(Issue))
            for fault in _replayed(issue, events[issue.id or 0])
        ]

    assert simulated.storage.read_now(TEAM, faults) == []


def _replayed(issue: Issue, events: list[IssueEvent]) -> list[str]:
    faults = []
    if not events or events[0].what != Step.OPEN or events[0].at != issue.opened_at:
        return ["does not begin with its opening"]
    state = IssueState.OPEN
    for before, row in pairwise(events):
        step = Step(row.what)
        to = state if step in _STAYS else after(state, step)
        if (row.from_state, row.to_state) != (state, to):
            faults.append(f"{step} from {row.from_state} to {row.to_state}, not {state} to {to}")
        if row.at < before.at:
            faults.append(f"{step} before {before.what}")
        state = to
    if state is not issue.state:
        faults.append(f"{issue.state}, though its history ends with {state}")
    if events[-1].at > UNTIL:
        faults.append("has a future")
    return faults


def test_a_tick_right_after_says_nothing_and_changes_nothing(simulated: Simulated) -> None:
    def rows(books: Books) -> tuple[list[str], list[tuple[int, int]]]:
        waiting = col(OutboxRow.state).in_((OutboxState.QUEUED, OutboxState.UNKNOWN))
        keys = books.session.exec(select(OutboxRow.key).where(waiting)).all()
        issues = books.session.exec(select(Issue.number, Issue.version).order_by("number")).all()
        return list(keys), list(issues)

    before = simulated.storage.read_now(TEAM, rows)
    assert before[0] == []
    asyncio.run(tick(simulated.storage, [TEAM], UNTIL + timedelta(seconds=30)))
    assert simulated.storage.read_now(TEAM, rows) == before


def test_no_message_shows_something_old(simulated: Simulated) -> None:
    stale = simulated.storage.read_now(
        TEAM,
        lambda books: books.session.exec(
            select(Card).where(col(Card.refresh_at).is_not(None))
        ).all(),
    )
    assert list(stale) == []


def test_promises_are_there_in_every_state_one_of_them_due_today(simulated: Simulated) -> None:
    promises = simulated.storage.read_now(
        TEAM, lambda books: books.session.exec(select(Promise)).all()
    )
    standing = [row for row in promises if row.state is PromiseState.STANDING]
    assert any(row.due_on == UNTIL.date() for row in standing)
    assert all(row.due_at > UNTIL for row in standing)
    assert {PromiseState.KEPT, PromiseState.BROKEN} <= {row.state for row in promises}


def test_search_finds_what_was_heard(simulated: Simulated) -> None:
    rows, total = simulated.storage.read_now(
        TEAM, lambda books: books.observations.search("invoice", None, offset=0, limit=5)
    )
    assert total > 5
    assert all("invoice" in row.words.casefold() for row in rows)


def test_a_workspace_that_holds_something_is_left_alone(simulated: Simulated) -> None:
    with pytest.raises(NotEmpty, match=r"holds 6\d\d observations and"):
        simulate(simulated.storage, PLAN)
