"""What one person's App Home shows, gathered from the books."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from bot.blocks import home, kit
from bot.blocks.away import AwayFacts
from bot.blocks.facts import IssueFacts, ObservationFacts
from bot.blocks.survey_message import AskFacts
from bot.domain.issue import IssueState
from bot.domain.policy import Actor, Right, may
from bot.usecases.answer_survey import has_answered
from bot.usecases.clocks import today
from bot.usecases.desk import Desk
from bot.usecases.facts import issue_facts, observation_facts
from bot.usecases.leads import may_claim
from bot.usecases.leave import recent_leavers
from bot.usecases.parked import delivery_problems
from bot.usecases.read_journeys import journeys_read
from bot.usecases.survey_facts import ask_facts
from storage.books import Books
from storage.repositories.overview import Overview
from storage.tables import Issue

_SORTED = 50
"""Own issues among which the most urgent are looked for: those due to be resolved soonest."""
_NEVER = datetime.max.replace(tzinfo=UTC)


def home_view(books: Books, desk: Desk, user_id: str) -> kit.View:
    """App Home for `user_id` as it stands now. Reads only."""
    reader = books.people.actor(user_id)
    if not may(reader, Right.READ):
        may_log = may(reader, Right.LOG)
        return home.guest_home(_logged(books, desk, reader) if may_log else None)
    rows, total = books.issues.page(desk.now, owner=user_id, limit=_SORTED)
    urgent = sorted(rows, key=lambda issue: _urgency(books, issue, desk))
    escalated = books.ladders.escalated_to(user_id)
    reviews = books.issues.to_review(user_id, today(books, user_id, desk.now))

    journeys, read_at = journeys_read(books)

    def facts(issues: Sequence[Issue]) -> Sequence[IssueFacts]:
        return [issue_facts(books, each, reader, desk.now) for each in issues[: home.SHOWN]]

    return home.home(
        home.HomeFacts(
            waiting=facts(urgent),
            waiting_total=total,
            escalated=facts(escalated),
            escalated_total=len(escalated),
            reviews=facts(reviews),
            reviews_total=len(reviews),
            logged=_logged(books, desk, reader),
            away=_away(books, desk, user_id),
            journeys=journeys,
            journeys_read_at=read_at,
            surveys=_surveys(books, desk, user_id),
            lead=_lead(books, desk, reader) if may(reader, Right.MANAGE_WORKSPACE) else None,
        )
    )


def _urgency(books: Books, issue: Issue, desk: Desk) -> tuple[bool, datetime, int]:
    """What is snoozed comes last; the rest by the time that is next: the acknowledgement, the
    promise that stands, the promise that is asked for."""
    snoozed = bool(
        issue.snoozed_until
        and issue.owner
        and issue.snoozed_until > today(books, issue.owner, desk.now)
    )
    if issue.state is IssueState.OPEN:
        due = issue.acknowledge_due
    else:
        standing = books.issues.standing_promise(issue.id or 0)
        due = standing.due_at if standing else issue.promise_due
    return snoozed, due or issue.resolve_due or _NEVER, issue.number


def _logged(
    books: Books, desk: Desk, reader: Actor
) -> Sequence[tuple[ObservationFacts, IssueFacts | None]]:
    pairs: list[tuple[ObservationFacts, IssueFacts | None]] = []
    for row in books.observations.of_reporter(reader.user_id, limit=home.SHOWN):
        issue = books.issues.get(row.issue_id) if row.follow_up else None
        facts = issue_facts(books, issue, reader, desk.now) if issue else None
        pairs.append((observation_facts(books, row, reader, desk.now), facts))
    return pairs


def _surveys(books: Books, desk: Desk, user_id: str) -> Sequence[AskFacts]:
    """Surveys that still wait for the reader's answer."""
    waves = books.surveys.to_answer(user_id, desk.now)
    return [
        ask_facts(books, wave) for wave in waves if not has_answered(books, desk, wave, user_id)
    ]


def _away(books: Books, desk: Desk, user_id: str) -> Sequence[AwayFacts]:
    here = today(books, user_id, desk.now)
    return [
        AwayFacts(
            id=row.id or 0,
            first=row.first,
            last=row.last,
            begun=row.first <= here,
            stand_in=row.stand_in,
            entered_by=row.entered_by if row.entered_by != user_id else None,
        )
        for row in books.absences.of(user_id, here)
    ]


def _lead(books: Books, desk: Desk, reader: Actor) -> home.LeadFacts:
    touchpoints = books.catalogue.touchpoints()
    return home.LeadFacts(
        leads=books.people.leads(),
        may_claim=may_claim(books, reader),
        touchpoints=len(touchpoints),
        ownerless=[row.name for row in touchpoints if row.owner is None],
        anything_logged=Overview(books).anything_logged(),
        unowned=len(books.issues.unowned()),
        problems=delivery_problems(books),
        left=recent_leavers(books, desk),
    )
