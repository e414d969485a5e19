"""From rows to what a reader may see. Privacy is decided here, once, for every screen."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from bot.blocks.facts import (
    EventFacts,
    IssueFacts,
    LikelyFacts,
    LoopFacts,
    ObservationFacts,
    PromiseFacts,
    TouchpointFacts,
)
from bot.domain.issue import IssueState
from bot.domain.ladder import Time
from bot.domain.likely import Likely
from bot.domain.nudge import snoozed
from bot.domain.policy import Actor, Right, may
from bot.domain.promise import PromiseState, was_moved
from bot.domain.slacktext import permalink
from bot.domain.wave import Given, response_of
from bot.usecases.clocks import today
from bot.usecases.desk import UNDO_FOR
from bot.usecases.ownership import roles_in_issue, roles_in_observation
from bot.usecases.steps import withdrawn
from storage.books import Books
from storage.tables import Issue, Promise, Touchpoint
from storage.tables.observation import ObservationFields


def observation_facts(
    books: Books,
    row: ObservationFields,
    reader: Actor,
    now: datetime,
    *,
    customer: str | None = None,
) -> ObservationFacts:
    """An observation as `reader` may see it. `customer`: their name, where it is known already.

    The permalink of what was said in private is its logger's alone; its words are for logger,
    owner, whoever an escalation reached and CX leads. A hidden reporter stays hidden from all but
    themselves.
    """
    mine = row.reporter == reader.user_id
    readable = not row.private or may(
        reader, Right.READ_PRIVATE, roles_in_observation(books, row, reader.user_id)
    )
    issue = books.issues.get(row.issue_id) if row.follow_up else None
    touchpoint = books.catalogue.touchpoint(row.touchpoint_id)
    return ObservationFacts(
        id=row.id or 0,
        at=row.at,
        words=row.words if readable else None,
        severity=row.severity,
        whose=row.whose,
        customer=customer or books.customers.name(row.customer_id),
        customer_id=row.customer_id,
        touchpoint=touchpoint.name if touchpoint else None,
        touchpoint_id=row.touchpoint_id,
        touchpoint_guessed=row.touchpoint_guessed,
        feeling=row.feeling,
        feeling_guessed=row.feeling_guessed,
        source=row.source,
        reporter=row.reporter if mine or not row.reporter_hidden else None,
        survey=_answered_in(books, row),
        permalink=_permalink(books, row) if mine or not row.private else None,
        follow_up=row.follow_up,
        expected=row.expected if readable else None,
        got_it_done=row.got_it_done,
        reporter_hidden=row.reporter_hidden,
        private=row.private,
        issue_id=issue.id if issue else None,
        issue_number=issue.number if issue else None,
        undone=row.undone_at is not None,
        undo_until=row.at + UNDO_FOR if mine and now <= row.at + UNDO_FOR else None,
        likely=_likely(books, row, reader, now) if row.follow_up else None,
    )


def _answered_in(books: Books, row: ObservationFields) -> int | None:
    """The number of the survey that brought it, unless a colleague recorded what they heard."""
    response = books.responses.get(response_of(row.origin))
    wave = books.surveys.wave(response.wave_id) if response else None
    return wave.number if response and wave and response.given is Given.SELF else None


def _likely(
    books: Books, row: ObservationFields, reader: Actor, now: datetime
) -> LikelyFacts | None:
    """What is asked of who may edit the observation, while it waits; and for as long as it could be
    undone, whether what it brought back is something else."""
    if row.undone_at is not None:
        return None
    held = books.likely.held(row.id) if row.issue_id is None else None
    known = books.likely.recurrence(row.id) if now <= row.at + UNDO_FOR and not held else None
    about = held or known
    issue = books.issues.get(about.issue_id) if about else None
    if issue is None:
        return None
    behind = books.observations.behind(issue.id or 0)
    mine = reader.user_id
    words = (each.words for each in behind if not each.private or each.reporter == mine)
    return LikelyFacts(
        number=issue.number,
        again=held is None or held.why is Likely.AGAIN,
        waits=held is not None,
        words=next(words, None),
        resolved_at=issue.resolved_at,
    )


def issue_facts(
    books: Books, issue: Issue, reader: Actor, now: datetime, *, history: bool = False
) -> IssueFacts:
    """An issue as `reader` may see it; with `history`, every row of it."""
    behind = books.observations.behind(issue.id or 0)
    touchpoint = books.catalogue.touchpoint(issue.touchpoint_id)
    promises = books.issues.promises(issue.id or 0)
    # of an earlier round, before a reopening or a hand-over, it is nobody's news any more
    since = [
        row for row in promises if issue.acknowledged_at and row.made_at >= issue.acknowledged_at
    ]
    last = since[-1] if since else None
    return IssueFacts(
        id=issue.id or 0,
        number=issue.number,
        state=issue.state,
        severity=issue.severity,
        opened_at=issue.opened_at,
        touchpoint=touchpoint.name if touchpoint else None,
        touchpoint_guessed=issue.touchpoint_guessed,
        owner=issue.owner,
        observations=[observation_facts(books, row, reader, now) for row in behind],
        acknowledge_due=issue.acknowledge_due,
        resolve_due=issue.resolve_due,
        promise_due=issue.promise_due,
        late=_late(issue, now),
        promise=_standing(promises, now),
        kept=_promise(last) if last and last.state is PromiseState.KEPT else None,
        snoozed_until=_snoozed_until(books, issue, reader, now),
        what_changed=issue.what_changed,
        root_cause=issue.root_cause,
        dismiss_reason=issue.dismiss_reason,
        dismiss_words=issue.dismiss_words,
        review_on=issue.review_on,
        withdrawn=withdrawn(issue),
        watch_until=issue.watch_until,
        reopened_why=issue.reopened_why,
        recurrences=issue.recurrences,
        loops=_loops(books, issue),
        history=_history(books, issue) if history else (),
        rights=_rights(books, issue, reader),
    )


def _late(issue: Issue, now: datetime) -> frozenset[Time]:
    awaited = {Time.RESOLVE: issue.resolve_due} if issue.state.unresolved else {}
    if issue.state is IssueState.OPEN:
        awaited[Time.ACKNOWLEDGE] = issue.acknowledge_due
    return frozenset(what for what, due in awaited.items() if due and due < now)


def _snoozed_until(books: Books, issue: Issue, reader: Actor, now: datetime) -> date | None:
    """Until when its reminders rest; None once they have come again."""
    until = issue.snoozed_until
    here = today(books, issue.owner or reader.user_id, now) if until else None
    return until if here and snoozed(until, here) else None


def touchpoint_facts(books: Books, row: Touchpoint) -> TouchpointFacts:
    stage = books.catalogue.stage(row.stage_id)
    journey = books.catalogue.journey(stage.journey_id) if stage else None
    return TouchpointFacts(
        id=row.id or 0,
        name=row.name,
        area=row.area,
        stage=stage.name if stage else None,
        journey=journey.name if journey else None,
        owner=row.owner,
        deputy=row.deputy,
        home_channel=row.home_channel,
        keywords=tuple(row.keywords),
    )


def _rights(books: Books, issue: Issue, reader: Actor) -> frozenset[Right]:
    here = roles_in_issue(books, issue, reader.user_id)
    return frozenset(right for right in _IN_ISSUE if may(reader, right, here))


_IN_ISSUE = (Right.ANSWER_ISSUE, Right.REASSIGN, Right.TELL, Right.REOPEN)


def _promise(row: Promise | None) -> PromiseFacts | None:
    return PromiseFacts(row.next_step, row.due_on, row.state) if row else None


def _standing(promises: Sequence[Promise], now: datetime) -> PromiseFacts | None:
    """The promise that stands, which is the last one; and where it was moved from."""
    if not promises or promises[-1].state is not PromiseState.STANDING:
        return None
    row = promises[-1]
    before = promises[-2] if was_moved([each.state for each in promises]) else None
    return PromiseFacts(
        row.next_step,
        row.due_on,
        row.state,
        moved_from=before.due_on if before else None,
        why_moved=(before.reason or "") if before else "",
        movable=before is None and now < row.due_at,
    )


def _loops(books: Books, issue: Issue) -> Sequence[LoopFacts]:
    loops = []
    for row in books.issues.loops(issue.id or 0):
        customer = books.customers.get(row.customer_id)
        loops.append(LoopFacts(row.id or 0, customer.name if customer else None, row.state))
    return loops


def _history(books: Books, issue: Issue) -> Sequence[EventFacts]:
    hidden = books.observations.hidden_reporters(issue.id or 0)
    return [
        # who hid their name as a reporter is hidden in the history's first row too
        EventFacts(row.at, row.actor, row.what, row.note, actor_hidden=row.actor in hidden)
        for row in books.issues.history(issue.id or 0)
    ]


def _permalink(books: Books, row: ObservationFields) -> str | None:
    workspace = books.workspace.get() if row.message_ts else None
    return permalink(workspace.url, row.channel, row.message_ts) if workspace else None
