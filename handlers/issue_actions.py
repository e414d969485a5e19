"""The buttons and modals of an issue."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from bot.blocks import issue_modals
from bot.blocks.facts import IssueFacts
from bot.blocks.issue_history import issue_history
from bot.blocks.issue_screens import issue_whole
from bot.blocks.kit import View, answer
from bot.domain.errors import Refusal, Why
from bot.domain.ids import number
from bot.domain.issue import Step
from bot.domain.loop import LoopState
from bot.domain.policy import Right
from bot.domain.vocabulary import DismissReason
from bot.usecases.acknowledge_issue import acknowledge_issue
from bot.usecases.ask_help import ask_help
from bot.usecases.clocks import proposed_later_date, proposed_promise_date, today
from bot.usecases.desk import Desk
from bot.usecases.end_issue import (
    Dismissal,
    dismiss_issue,
    reopen_issue,
    resolve_issue,
    settle_loop,
)
from bot.usecases.facts import issue_facts
from bot.usecases.hand_over import reassign_issue
from bot.usecases.hold_choice import hold_choice, proposed_review
from bot.usecases.promises import keep_promise, make_promise, movable_promise, move_promise
from bot.usecases.snooze_issue import snooze_issue
from bot.usecases.steps import take
from handlers.pressed import after_press
from handlers.reply import NOTHING, Reply
from handlers.visit import Visit, date_in
from storage.books import Books
from storage.tables import Issue

# -- one click ------------------------------------------------------------------------------------


def acknowledge(visit: Visit) -> Reply:
    return _press(visit, Right.ANSWER_ISSUE, acknowledge_issue)


def done(visit: Visit) -> Reply:
    return _press(visit, Right.ANSWER_ISSUE, keep_promise)


def need_help(visit: Visit) -> Reply:
    return _press(visit, Right.ANSWER_ISSUE, ask_help)


def told(visit: Visit) -> Reply:
    return _settle(visit, LoopState.TOLD)


def waived(visit: Visit) -> Reply:
    return _settle(visit, LoopState.WAIVED)


def show_issue(visit: Visit) -> Reply:
    """ "History": the whole issue, in a modal, so that the list stays where it is."""
    facts = _facts(visit, visit.issue(Right.READ), history=True)
    return Reply(open=answer(f"Issue #{facts.number}"[:24], issue_whole(facts)))


def history_page(visit: Visit) -> Reply:
    """Other rows of an issue's history; the newest stand below the issue itself."""
    start, _, issue_id = visit.inbound.value.partition(" ")
    newer = number(start) or 0
    facts = _facts(visit, visit.issue(Right.READ, issue_id), history=True)
    screen = issue_history(facts, newer) if newer else issue_whole(facts)
    if visit.inbound.view is not None:
        return Reply(update=answer(f"Issue #{facts.number}"[:24], screen))
    return Reply(show=screen)


# -- opening a modal ------------------------------------------------------------------------------


def open_promise(visit: Visit) -> Reply:
    issue = visit.issue(Right.ANSWER_ISSUE)
    take(visit.books, issue, Step.PROMISE)
    if visit.books.issues.standing_promise(issue.id or 0):
        raise Refusal(Why.ALREADY, state="promised")
    proposed = proposed_promise_date(visit.books, issue, visit.actor.user_id, visit.desk.now)
    return Reply(open=issue_modals.promise(_facts(visit, issue), proposed))


def open_move(visit: Visit) -> Reply:
    issue = visit.issue(Right.ANSWER_ISSUE)
    take(visit.books, issue, Step.MOVE_PROMISE)
    standing = movable_promise(visit.books, issue, visit.desk.now)
    facts = _facts(visit, issue)
    assert facts.promise is not None, "a promise that can be moved stands"
    who, now = visit.actor.user_id, visit.desk.now
    proposed = proposed_later_date(visit.books, issue, standing, who, now)
    return Reply(open=issue_modals.move(facts, facts.promise, proposed))


def open_snooze(visit: Visit) -> Reply:
    issue = visit.issue(Right.ANSWER_ISSUE)
    take(visit.books, issue, Step.SNOOZE)
    proposed = _today(visit, issue) + timedelta(days=3)
    return Reply(open=issue_modals.snooze(_facts(visit, issue), proposed))


def open_reassign(visit: Visit) -> Reply:
    return _open(visit, Right.REASSIGN, Step.REASSIGN, issue_modals.reassign)


def open_resolve(visit: Visit) -> Reply:
    return _open(visit, Right.ANSWER_ISSUE, Step.RESOLVE, issue_modals.resolve)


def open_dismiss(visit: Visit) -> Reply:
    return _open(visit, Right.ANSWER_ISSUE, Step.DISMISS, issue_modals.dismiss)


def open_hold(visit: Visit) -> Reply:
    issue = visit.issue(Right.ANSWER_ISSUE)
    proposed = proposed_review(visit.books, issue, visit.actor.user_id, visit.desk.now)
    return Reply(open=issue_modals.hold(_facts(visit, issue), proposed))


def open_not_fixed(visit: Visit) -> Reply:
    return _open(visit, Right.REOPEN, Step.REOPEN, issue_modals.not_fixed)


# -- submitting it --------------------------------------------------------------------------------


def promise(visit: Visit) -> Reply:
    issue = _submitted(visit, Right.ANSWER_ISSUE)
    fields = visit.inbound.fields
    make_promise(
        visit.books,
        visit.desk,
        issue,
        _text(visit, "next_step"),
        date_in(fields.get("by_when"), "by_when"),
        visit.actor.user_id,
    )
    return NOTHING


def move(visit: Visit) -> Reply:
    issue = _submitted(visit, Right.ANSWER_ISSUE)
    due_on = date_in(visit.inbound.fields.get("by_when"), "by_when")
    move_promise(visit.books, visit.desk, issue, due_on, _text(visit, "why"), visit.actor.user_id)
    return NOTHING


def reassign(visit: Visit) -> Reply:
    issue = _submitted(visit, Right.REASSIGN)
    new_owner = visit.inbound.fields.get("new_owner")
    if not new_owner:
        raise Refusal(Why.MISSING, field="new_owner")
    reassign_issue(
        visit.books, visit.desk, issue, new_owner, _text(visit, "why"), visit.actor.user_id
    )
    return NOTHING


def snooze(visit: Visit) -> Reply:
    issue = _submitted(visit, Right.ANSWER_ISSUE)
    until = date_in(visit.inbound.fields.get("until"), "until")
    snooze_issue(visit.books, visit.desk, issue, until, _text(visit, "why"), visit.actor.user_id)
    return NOTHING


def resolve(visit: Visit) -> Reply:
    issue = _submitted(visit, Right.ANSWER_ISSUE)
    caused_at = visit.books.catalogue.touchpoint(number(visit.inbound.fields.get("caused_at")))
    resolve_issue(
        visit.books,
        visit.desk,
        issue,
        _text(visit, "what_changed"),
        visit.actor.user_id,
        root_cause=_text(visit, "root_cause"),
        caused_at=caused_at.id if caused_at else None,
    )
    return NOTHING


def dismiss(visit: Visit) -> Reply:
    issue = _submitted(visit, Right.ANSWER_ISSUE)
    fields = visit.inbound.fields
    try:
        why = DismissReason(fields.get("dismiss_reason") or "")
    except ValueError:
        raise Refusal(Why.MISSING, field="dismiss_reason") from None
    review_on = fields.get("review_on")
    dismissal = Dismissal(
        why, _text(visit, "in_words"), date_in(review_on, "review_on") if review_on else None
    )
    dismiss_issue(visit.books, visit.desk, issue, dismissal, visit.actor.user_id)
    return NOTHING


def hold(visit: Visit) -> Reply:
    issue = _submitted(visit, Right.ANSWER_ISSUE)
    review_on = date_in(visit.inbound.fields.get("review_on"), "review_on")
    said, by = _text(visit, "in_words"), visit.actor.user_id
    hold_choice(visit.books, visit.desk, issue, said, review_on, by)
    return Reply(home=True)


def not_fixed(visit: Visit) -> Reply:
    issue = _submitted(visit, Right.REOPEN)
    reopen_issue(visit.books, visit.desk, issue, _text(visit, "why"), visit.actor.user_id)
    return NOTHING


# -- inside ---------------------------------------------------------------------------------------


def _press(visit: Visit, right: Right, step: Callable[[Books, Desk, Issue, str], None]) -> Reply:
    issue = visit.issue(right)
    step(visit.books, visit.desk, issue, visit.actor.user_id)
    return after_press(visit, issue)


def _settle(visit: Visit, state: LoopState) -> Reply:
    issue, loop = visit.loop()
    settle_loop(visit.books, visit.desk, issue, loop, state, visit.actor.user_id)
    return after_press(visit, issue)


def _open(visit: Visit, right: Right, step: Step, view: Callable[[IssueFacts], View]) -> Reply:
    issue = visit.issue(right)
    take(visit.books, issue, step)
    return Reply(open=view(_facts(visit, issue)))


def _submitted(visit: Visit, right: Right) -> Issue:
    kind, _, issue_id = visit.inbound.record.partition(":")
    if kind != "issue":
        raise Refusal(Why.NOT_FOUND, what="that issue")
    return visit.issue(right, issue_id)


def _facts(visit: Visit, issue: Issue, *, history: bool = False) -> IssueFacts:
    return issue_facts(visit.books, issue, visit.actor, visit.desk.now, history=history)


def _today(visit: Visit, issue: Issue) -> date:
    return today(visit.books, issue.owner or visit.actor.user_id, visit.desk.now)


def _text(visit: Visit, name: str) -> str:
    return str(visit.inbound.fields.get(name) or "")
