"""Random histories as raw rows: what could have happened to a company in three months."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

from bot.domain.issue import IssueState, Step
from bot.domain.ladder import Rung
from bot.domain.loop import LoopState
from bot.domain.promise import PromiseState
from bot.domain.vocabulary import Area, DismissReason, Feeling, Severity, WhoseWords
from storage.books import Books
from storage.tables import (
    Customer,
    CustomerLoop,
    Issue,
    IssueEvent,
    Observation,
    Promise,
    Round,
    Touchpoint,
    Workspace,
)

NOW = datetime(2026, 9, 14, 9, tzinfo=UTC)
DAY = timedelta(days=1)
PEOPLE = ("U0ANN", "U0BEN", "U0CAT")


def furnish(books: Books, seed: int) -> None:
    """Fill an empty workspace."""
    dice = random.Random(seed)
    installed = NOW - dice.choice((10, 40, 400)) * DAY
    books.session.add(Workspace(team_id=books.team_id, installed_at=installed))
    books.session.flush()
    places = _catalogue(books, dice)
    customers = [_customer(books, n) for n in range(dice.randint(6, 20))]
    issues = [_issue(books, dice, n, places) for n in range(1, dice.randint(1, 9))]
    for _ in range(dice.choice((0, 20, 60, 120))):
        _observation(books, dice, places, customers, issues)
    books.session.flush()
    for issue in issues:
        _around(books, dice, issue)
    books.session.flush()


def moment(dice: random.Random, days: int = 45) -> datetime:
    """Often at the very edge of a week, where counts go wrong."""
    if dice.random() < 0.2:
        edge = NOW - dice.randint(0, 5) * 7 * DAY
        return edge + dice.choice((-1, 0, 1)) * timedelta(microseconds=1)
    return NOW - dice.uniform(-0.5, days) * DAY


def _catalogue(books: Books, dice: random.Random) -> list[Touchpoint]:
    stages = []
    for number in range(dice.randint(1, 2)):
        journey = books.catalogue.add_journey(f"Journey {number}")
        stages += [
            books.catalogue.add_stage(journey.id or 0, f"Stage {n}", n)
            for n in range(dice.randint(2, 4))
        ]
    found = []
    for number in range(dice.randint(3, 8)):
        stage = dice.choice([None, *stages, *stages])
        row = books.catalogue.add_touchpoint(
            f"Place {number}",
            dice.choice(list(Area)),
            NOW - dice.choice((5, 100)) * DAY,
            stage_id=stage.id if stage else None,
        )
        row.owner = dice.choice([None, *PEOPLE])
        found.append(row)
    books.session.flush()
    return found


def _customer(books: Books, number: int) -> Customer:
    row = Customer(
        team_id=books.team_id, name=f"Firm {number}", name_key=f"firm {number}", created_at=NOW
    )
    books.session.add(row)
    books.session.flush()
    return row


def _issue(books: Books, dice: random.Random, number: int, places: list[Touchpoint]) -> Issue:
    place = dice.choice([None, *places])
    state = dice.choice(list(IssueState))
    ended = moment(dice)
    row = Issue(
        team_id=books.team_id,
        number=number,
        state=state,
        severity=dice.choice(list(Severity)),
        touchpoint_id=place.id if place else None,
        owner=dice.choice([None, *PEOPLE]),
        opened_at=moment(dice, 80) - DAY,
        settles_at=NOW,
        acknowledge_due=dice.choice([None, moment(dice)]),
        resolve_due=dice.choice([None, moment(dice)]),
        caused_at=dice.choice([None, *(each.id for each in places)]),
    )
    if state in (IssueState.RESOLVED, IssueState.CLOSED):
        row.resolved_at, row.what_changed = ended, f"Changed {number}"
    if state is IssueState.DISMISSED:
        row.dismissed_at, row.dismiss_reason = ended, dice.choice(list(DismissReason))
        row.review_on = dice.choice([None, moment(dice).date()])
    books.session.add(row)
    books.session.flush()
    return row


def _observation(
    books: Books,
    dice: random.Random,
    places: list[Touchpoint],
    customers: list[Customer],
    issues: list[Issue],
) -> None:
    place, customer = dice.choice([None, *places]), dice.choice([None, *customers])
    issue = dice.choice([None, None, *issues])
    books.session.add(
        Observation(
            team_id=books.team_id,
            at=moment(dice),
            reporter=dice.choice(PEOPLE),
            words=f"Words {dice.random()}",
            whose=dice.choice([*WhoseWords, WhoseWords.CUSTOMER, WhoseWords.CUSTOMER]),
            customer_id=customer.id if customer else None,
            touchpoint_id=place.id if place else None,
            feeling=dice.choice([None, *Feeling]),
            severity=dice.choice(list(Severity)),
            private=dice.random() < 0.15,
            issue_id=issue.id if issue else None,
            # some were taken out of their issue again
            follow_up=issue is not None and dice.random() < 0.9,
            undone_at=NOW if dice.random() < 0.1 else None,
        )
    )


def _around(books: Books, dice: random.Random, issue: Issue) -> None:
    team, issue_id = books.team_id, issue.id or 0
    for row in books.observations.behind(issue_id):
        if row.customer_id is None:
            loop = CustomerLoop(team_id=team, issue_id=issue_id, observation_id=row.id)
            loop.state = dice.choice(list(LoopState))
            books.session.add(loop)
    for _ in range(dice.randint(0, 3)):
        due = moment(dice)
        books.session.add(
            Promise(
                team_id=team,
                issue_id=issue_id,
                made_by=dice.choice(PEOPLE),
                made_at=due - 3 * DAY,
                next_step="Find out",
                due_on=due.date(),
                due_at=due,
                state=dice.choice(list(PromiseState)),
                settled_at=due,
            )
        )
    if dice.random() < 0.4:
        ended = dice.choice([None, NOW])
        rung = dice.choice([None, Rung.OWNER.value, Rung.SPONSOR.value])
        books.session.add(
            Round(
                team_id=team,
                issue_id=issue_id,
                number=1,
                started_at=NOW,
                since=NOW,
                rung=rung,
                ended_at=ended,
            )
        )
    if dice.random() < 0.3:
        books.session.add(
            IssueEvent(team_id=team, issue_id=issue_id, at=NOW, what=Step.REASSIGN.value)
        )
