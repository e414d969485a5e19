"""An observation calls for an answer: one named person is asked, once it has settled."""

from __future__ import annotations

from datetime import datetime

from bot.domain.issue import IssueState, Step
from bot.domain.vocabulary import WhoseWords
from bot.usecases.clocks import due_times, when_to_disturb
from bot.usecases.desk import GUESSED_SETTLES, Desk
from bot.usecases.ownership import note_stand_in, who_answers
from storage.books import Books
from storage.tables import CustomerLoop, Issue, Observation
from storage.tables.delivery import CardKind


def open_issue(books: Books, desk: Desk, observation: Observation, by: str) -> Issue:
    """Open an issue on `observation`, as `by` asks, and queue the owner's card.

    Without anyone who can answer, the issue waits with its clocks stopped
    (docs/reference/rules.md, "Owner").
    """
    touchpoint = books.catalogue.touchpoint(observation.touchpoint_id)
    owner = who_answers(books, touchpoint, desk.now)
    issue = books.issues.add(
        Issue(
            team_id=books.team_id,
            number=0,
            severity=observation.severity,
            touchpoint_id=observation.touchpoint_id,
            touchpoint_guessed=observation.touchpoint_guessed,
            owner=owner,
            opened_at=desk.now,
            settles_at=_settles_at(desk, guessed=observation.touchpoint_guessed),
            **due_times(books, owner, observation.severity, observation.touchpoint_id, desk.now),
        )
    )
    books.issues.record(issue, Step.OPEN, by, desk.now, came_from=None)
    stand_behind(books, issue, observation)
    note_stand_in(books, issue, touchpoint, desk.now)
    ask_owner(books, issue, desk.now)
    return issue


def stand_behind(books: Books, issue: Issue, observation: Observation) -> None:
    """Put `observation` behind `issue`, and its customer among those to be told.

    An own view is nobody's experience: there is no one to tell.
    """
    observation.issue_id = issue.id
    books.session.add(observation)
    if observation.whose is WhoseWords.OWN:
        return
    customer, unnamed = observation.customer_id, None
    if customer is None:
        unnamed = observation.id
    known = books.issues.loops(issue.id or 0)
    if not any((row.customer_id, row.observation_id) == (customer, unnamed) for row in known):
        books.issues.add_loop(
            CustomerLoop(
                team_id=books.team_id,
                issue_id=issue.id or 0,
                customer_id=customer,
                observation_id=unnamed,
            )
        )


def ask_owner(books: Books, issue: Issue, now: datetime) -> None:
    """Queue a card for the issue's owner, in their working time and not before it has settled."""
    if issue.owner is None or issue.state is not IssueState.OPEN:
        return
    settled = max(now, issue.settles_at)
    books.cards.open(
        CardKind.ISSUE,
        issue.id or 0,
        issue.owner,
        now=now,
        due_at=when_to_disturb(books, issue.owner, issue.severity, settled, now),
    )


def _settles_at(desk: Desk, *, guessed: bool) -> datetime:
    return desk.now + (max(desk.card_delay, GUESSED_SETTLES) if guessed else desk.card_delay)
