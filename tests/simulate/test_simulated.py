"""A simulated company is one that the app itself could have made."""

from __future__ import annotations

import asyncio
from collections import Counter, defaultdict
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from sqlmodel import col, select

from bot.blocks.customer_screens import customer_screen
from bot.domain.issue import IssueState, Step, after
from bot.domain.loop import LoopState
from bot.domain.promise import PromiseState
from bot.domain.vocabulary import Severity
from bot.domain.wave import WaveState
from bot.sandbox.blockkit import message_faults, view_faults
from bot.schedule.tick import tick
from bot.simulate import NotEmpty, cast, simulate
from bot.usecases.customers import customer_facts
from bot.usecases.desk import Desk
from bot.usecases.facts import issue_facts, observation_facts
from bot.usecases.guessing import Guesses
from bot.usecases.home import home_view
from bot.usecases.render_card import render_card
from storage.books import Books
from storage.engine import database_url, make_engine
from storage.tables import (
    Card,
    Customer,
    Issue,
    IssueEvent,
    Missed,
    MorningItem,
    Observation,
    OutboxRow,
    Promise,
    Response,
    Wave,
)
from storage.tables.delivery import OutboxState
from storage.unit_of_work import Storage
from tests.simulate.conftest import PLAN, TEAM, UNTIL, Simulated
from tests.support import databases

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

    assert simulated.ask(faults) == []


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

    before = simulated.ask(rows)
    assert before[0] == []
    asyncio.run(tick(simulated.storage, [TEAM], UNTIL + timedelta(seconds=30)))
    assert simulated.ask(rows) == before


def test_no_message_shows_something_old(simulated: Simulated) -> None:
    stale = simulated.storage.read_now(
        TEAM,
        lambda books: books.session.exec(
            select(Card).where(col(Card.refresh_at).is_not(None))
        ).all(),
    )
    assert list(stale) == []


def test_no_two_messages_were_posted_as_one_however_many_there_are(simulated: Simulated) -> None:
    posted = simulated.ask(
        lambda books: books.session.exec(
            select(Card.id, Card.ts).where(col(Card.ts).is_not(None))
        ).all()
    )
    assert len(posted) > 100
    assert all(str(ts).endswith(f".{(number or 0) % 1_000_000:06}") for number, ts in posted)


def test_promises_are_there_in_every_state_one_of_them_due_today(simulated: Simulated) -> None:
    promises = simulated.storage.read_now(
        TEAM, lambda books: books.session.exec(select(Promise)).all()
    )
    standing = [row for row in promises if row.state is PromiseState.STANDING]
    assert any(row.due_on == UNTIL.date() for row in standing)
    assert all(row.due_at > UNTIL for row in standing)
    assert set(PromiseState) - {PromiseState.VOID} <= {row.state for row in promises}


def test_customers_were_asked_every_month_and_each_low_score_was_followed_up(
    simulated: Simulated,
) -> None:
    def asked(books: Books) -> tuple[list[WaveState], list[int], list[int | None]]:
        waves = books.session.exec(select(Wave).order_by("number")).all()
        scores = [
            int(books.responses.answers(row)[0]) for row in books.session.exec(select(Response))
        ]
        low = select(Observation.issue_id).where(col(Observation.origin).startswith("response:"))
        return [wave.state for wave in waves], scores, list(books.session.exec(low))

    waves, scores, followed_up = simulated.ask(asked)
    assert waves == [WaveState.CLOSED] * 3
    assert len(scores) > 30
    assert len(followed_up) == sum(score < 7 for score in scores) > 0
    assert None not in followed_up
    survey = simulated.ask(lambda books: books.surveys.get(1))
    assert survey is not None
    assert survey.next_at is not None
    assert survey.next_at > UNTIL + timedelta(days=1)


def test_some_issues_came_back_by_themselves(simulated: Simulated) -> None:
    back = simulated.ask(
        lambda books: books.session.exec(select(Issue).where(col(Issue.recurrences) > 0)).all()
    )
    assert [row.state for row in back] == [IssueState.ACKNOWLEDGED]


def test_search_finds_what_was_heard(simulated: Simulated) -> None:
    rows, total = simulated.storage.read_now(
        TEAM, lambda books: books.observations.search("invoice", None, offset=0, limit=5)
    )
    assert total > 5
    assert all("invoice" in row.words.casefold() for row in rows)


_CHANGES = {
    Step.ACKNOWLEDGE, Step.PROMISE, Step.KEEP_PROMISE, Step.MOVE_PROMISE, Step.SNOOZE, Step.LAPSE,
    Step.RESOLVE, Step.DISMISS, Step.REOPEN, Step.CLOSE,
}  # fmt: skip


def test_a_version_counts_the_changes(simulated: Simulated) -> None:
    def counted(books: Books) -> list[tuple[int, int]]:
        changes = Counter(
            row.issue_id for row in books.session.exec(select(IssueEvent)) if row.what in _CHANGES
        )
        return [
            (row.version, 1 + changes[row.id or 0] + row.recurrences)
            for row in books.session.exec(select(Issue))
        ]

    assert all(version == changes for version, changes in simulated.ask(counted))


def test_an_issue_is_closed_when_every_customer_was_told_and_late_news_is_recorded_as_such(
    simulated: Simulated,
) -> None:
    def told(books: Books) -> list[tuple[Issue, set[LoopState]]]:
        return [
            (issue, {loop.state for loop in books.issues.loops(issue.id or 0)})
            for issue in books.session.exec(select(Issue))
        ]

    for issue, loops in simulated.ask(told):
        waiting = loops & {LoopState.WAITING, LoopState.NOT_TOLD}
        assert loops, "somebody said it"
        assert (issue.state is IssueState.CLOSED) == (
            not waiting and issue.state not in (IssueState.DISMISSED,)
        )
        if issue.state is IssueState.RESOLVED and issue.watch_until and issue.watch_until < UNTIL:
            assert LoopState.WAITING not in loops


def test_an_issue_has_the_highest_severity_of_what_stands_behind_it(simulated: Simulated) -> None:
    def severities(books: Books) -> list[tuple[Severity, Severity]]:
        return [
            (
                issue.severity,
                max(
                    (row.severity for row in books.observations.behind(issue.id or 0)),
                    key=lambda each: each.rank,
                ),
            )
            for issue in books.session.exec(select(Issue))
        ]

    assert all(mine == highest for mine, highest in simulated.ask(severities))


def test_issue_numbers_have_no_gap_and_the_next_is_free(simulated: Simulated) -> None:
    numbers = simulated.ask(lambda books: sorted(books.session.exec(select(Issue.number)).all()))
    assert numbers == list(range(1, len(numbers) + 1))
    workspace = simulated.ask(lambda books: books.workspace.get())
    assert workspace is not None
    assert workspace.last_issue_number == numbers[-1]


def test_a_broken_promise_was_named_on_the_morning_of_its_day(simulated: Simulated) -> None:
    def unnamed(books: Books) -> list[int]:
        named = {row.promise_id for row in books.session.exec(select(MorningItem))}
        broken = select(Promise).where(col(Promise.state) == PromiseState.BROKEN)
        return [row.id or 0 for row in books.session.exec(broken) if row.id not in named]

    assert simulated.ask(unnamed) == []


def test_what_was_missed_went_on_record_the_same_day(simulated: Simulated) -> None:
    missed = simulated.ask(lambda books: books.session.exec(select(Missed)).all())
    assert len(missed) > 3
    assert all(timedelta() <= row.at - row.due_at < timedelta(hours=10) for row in missed)


def test_screens_render_for_everybody(simulated: Simulated) -> None:
    desk = Desk(UNTIL, timedelta(0), Guesses())

    def screens(books: Books) -> None:
        for person in cast(PLAN.seed, simulated.summary.people):
            view = home_view(books, desk, person.user_id)
            assert not view_faults(view, frozenset({"home"}))
        reader = books.people.actor("U0SIM0007")
        for row in books.session.exec(select(Customer)).all()[::4]:
            heard, total = books.observations.of_customer(row.id or 0, offset=0, limit=5)
            facts = [observation_facts(books, each, reader, UNTIL) for each in heard]
            about = customer_facts(books, desk, row, reader)
            assert not message_faults(customer_screen(about, facts, total, start=0).blocks)
        for issue in books.session.exec(select(Issue)).all()[::4]:
            assert issue_facts(books, issue, reader, UNTIL).observations
        for card in books.session.exec(select(Card)).all()[::9]:
            assert not message_faults(render_card(books, card, UNTIL).get("blocks", []))

    simulated.ask(screens)


def test_the_same_plan_gives_the_same_company_and_another_seed_another(
    simulated: Simulated, tmp_path: Path
) -> None:
    def heard(books: Books) -> list[tuple[str, ...]]:
        return [
            tuple(map(str, (row.at, row.words, row.customer_id, row.issue_id, row.reporter)))
            for row in books.session.exec(select(Observation).order_by("id"))
        ]

    storage = Storage(make_engine(database_url(databases.migrated_sqlite(tmp_path))))
    again = storage.engine.dialect.name == simulated.storage.engine.dialect.name
    simulate(storage, PLAN if again else replace(PLAN, seed=8, observations=80))
    assert (storage.read_now(TEAM, heard) == simulated.ask(heard)) == again
    storage.close()


def test_the_post_of_what_still_runs_can_wait_for_an_app_that_posts_it(tmp_path: Path) -> None:
    storage = Storage(make_engine(database_url(databases.migrated_sqlite(tmp_path))))
    simulate(storage, replace(PLAN, observations=100, days=60, posts_recent=True))
    rows = storage.read_now(TEAM, lambda books: books.session.exec(select(OutboxRow)).all())
    waiting = [row for row in rows if row.state is OutboxState.QUEUED]
    storage.close()
    assert 10 < len(waiting) < 60
    assert {row.due_at for row in waiting} == {UNTIL}
    assert any(row.key.startswith("morning:") for row in waiting)
    most = Counter(row.lane for row in waiting).most_common(1)[0][1]
    assert most < 15


def test_a_workspace_that_holds_something_is_left_alone(simulated: Simulated) -> None:
    with pytest.raises(NotEmpty, match="holds 600 observations and"):
        simulate(simulated.storage, PLAN)


@pytest.mark.parametrize("asked", [1, 25])
def test_as_many_observations_are_made_as_were_asked_for_also_where_few_stories_fit(
    asked: int, tmp_path: Path
) -> None:
    storage = Storage(make_engine(database_url(databases.migrated_sqlite(tmp_path))))
    told: list[int] = []
    made = simulate(storage, replace(PLAN, observations=asked, days=60), told.append)
    storage.close()
    assert made.observations == asked
    assert told == sorted(told)
    assert told[-1] == asked
