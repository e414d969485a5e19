"""Set an observation right, or take it back; the issue behind it follows."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.errors import Refusal, Why
from bot.domain.issue import IssueState, Step
from bot.domain.masking import mask
from bot.domain.vocabulary import Feeling, GotItDone, Severity, Source, WhoseWords
from bot.usecases.call_for_answer import call_for_answer
from bot.usecases.desk import UNDO_FOR, Desk
from bot.usecases.log_observation import known_or_added, stored_words
from bot.usecases.match_issue import drop_loops_of_nobody, match_issue
from bot.usecases.open_issue import stand_behind
from bot.usecases.recur import take_back
from bot.usecases.show import refresh_issue
from bot.usecases.steps import withdrawn
from bot.usecases.typed import clean
from storage.books import Books
from storage.repositories.customers import HeardCustomer
from storage.tables import Issue, Observation
from storage.tables.delivery import CardKind


@dataclass(frozen=True, slots=True)
class Edited:
    """The whole of the edit modal: what stands at submit counts, nothing is guessed any more."""

    words: str
    whose: WhoseWords
    customer: str | None
    touchpoint_id: int | None
    feeling: Feeling | None
    severity: Severity
    source: Source | None
    follow_up: bool
    expected: str | None
    got_it_done: GotItDone | None
    reporter_hidden: bool


def edit_observation(
    books: Books, desk: Desk, row: Observation, new: Edited, by: str
) -> tuple[str, ...]:
    """Store the corrected observation; open, move, raise or withdraw its issue accordingly. Returns
    which kinds of digits were masked in it."""
    _refuse_undone(row)
    before = row.model_dump(include=_AUDITED)
    customer = known_or_added(books, desk, new.customer)
    row.words, masked = stored_words(new.words)
    row.whose = new.whose
    row.customer_id = customer.id if customer else None
    touchpoint = books.catalogue.touchpoint(new.touchpoint_id)
    row.touchpoint_id, row.touchpoint_guessed = touchpoint.id if touchpoint else None, False
    row.feeling, row.feeling_guessed = new.feeling, False
    row.severity, row.source, row.follow_up = new.severity, new.source, new.follow_up
    row.expected = clean(new.expected) or None
    masked += mask(new.expected or "").found
    row.got_it_done = new.got_it_done
    row.reporter_hidden = new.reporter_hidden
    row.edited_at = desk.now
    books.observations.refresh_search(row)
    books.session.add(row)
    books.session.flush()
    now = row.model_dump(include=_AUDITED)
    changed = [name for name in sorted(_AUDITED) if before[name] != now[name]]
    # which, and not what: erasing the words must not leave them here
    books.workspace.audit(by, "observation edited", str(row.id), None, changed, desk.now)
    _issue_follows(books, desk, row, by)
    return masked


_AUDITED = {
    "words",
    "whose",
    "customer_id",
    "touchpoint_id",
    "feeling",
    "severity",
    "source",
    "follow_up",
    "expected",
    "got_it_done",
    "reporter_hidden",
}


def set_follow_up(books: Books, desk: Desk, row: Observation, by: str, *, wanted: bool) -> None:
    """Open the issue that a guess by itself did not ("Needs a follow-up"); or leave it."""
    _refuse_undone(row)
    row.follow_up = wanted
    books.session.add(row)
    _issue_follows(books, desk, row, by)


def set_touchpoint(books: Books, desk: Desk, row: Observation, touchpoint_id: int, by: str) -> None:
    """Confirm or correct a guessed touchpoint with one tap."""
    _refuse_undone(row)
    if books.catalogue.touchpoint(touchpoint_id) is None:
        raise Refusal(Why.NOT_FOUND)
    row.touchpoint_id, row.touchpoint_guessed = touchpoint_id, False
    books.session.add(row)
    books.session.flush()
    _issue_follows(books, desk, row, by)


def set_feeling(
    books: Books, desk: Desk, row: Observation, feeling: Feeling, by: str, *, declined: bool = False
) -> None:
    """A typed feeling that was not understood, set right with one tap: it works as if chosen.
    declined: no follow-up is wanted, whatever it calls for."""
    _refuse_undone(row)
    row.feeling, row.feeling_guessed = feeling, False
    row.follow_up = row.follow_up or (feeling.negative and not declined)
    books.session.add(row)
    _issue_follows(books, desk, row, by)


def set_severity(
    books: Books,
    desk: Desk,
    row: Observation,
    severity: Severity,
    by: str,
    *,
    declined: bool = False,
) -> None:
    """As `set_feeling`, for the severity."""
    _refuse_undone(row)
    row.severity = severity
    row.follow_up = row.follow_up or (severity.grave and not declined)
    books.session.add(row)
    books.session.flush()
    _issue_follows(books, desk, row, by)


def set_source(books: Books, row: Observation, source: Source) -> None:
    _refuse_undone(row)
    row.source = source
    books.session.add(row)


def set_customer(
    books: Books, desk: Desk, row: Observation, name: str, by: str
) -> HeardCustomer | None:
    """Whose words they are, set right; an unknown name is added, and one that was added with this
    observation and is nobody's any more goes."""
    _refuse_undone(row)
    before = row.customer_id
    customer = known_or_added(books, desk, name)
    row.customer_id = customer.id if customer else None
    books.session.add(row)
    books.session.flush()
    _issue_follows(books, desk, row, by)
    if before and before != row.customer_id and books.customers.drop_slip(before, row.at):
        books.workspace.audit(by, "customer dropped", str(before), None, None, desk.now)
    return customer


def set_words(books: Books, row: Observation, words: str) -> None:
    """The words without what was meant otherwise; nothing, if that were all of them."""
    _refuse_undone(row)
    if not words.strip():
        return
    row.words = words
    books.observations.refresh_search(row)
    books.session.add(row)


def undo_observation(books: Books, desk: Desk, row: Observation, by: str) -> None:
    """Take an observation back. Raises Refusal(TOO_LATE) after 15 minutes, ALREADY when undone."""
    _refuse_undone(row)
    if desk.now - row.at > UNDO_FOR:
        raise Refusal(Why.TOO_LATE)
    row.undone_at = desk.now
    books.likely.release(row.id)
    books.session.add(row)
    books.session.flush()
    if issue := books.issues.get(row.issue_id):
        _leave(books, desk, issue, row, by)


def _refuse_undone(row: Observation) -> None:
    if row.undone_at is not None:
        raise Refusal(Why.ALREADY, state="undone")


def _issue_follows(books: Books, desk: Desk, row: Observation, by: str) -> None:
    issue = books.issues.get(row.issue_id)
    if not row.follow_up:
        books.likely.release(row.id)
        # the link stays: whoever hid their name is hidden in the history of what they left, too
        if issue is not None:
            books.session.flush()
            _leave(books, desk, issue, row, by)
        return
    if issue is None or withdrawn(issue):
        held = books.likely.release(row.id)
        if held:
            call_for_answer(books, desk, row, held.by, until=held.until)
        else:
            call_for_answer(books, desk, row, by)
        return
    if issue.state.unresolved:
        drop_loops_of_nobody(books, issue)
        stand_behind(books, issue, row)
        match_issue(books, desk, issue, row, by)
    refresh_issue(books, issue, desk.now)


def _leave(books: Books, desk: Desk, issue: Issue, row: Observation, by: str) -> None:
    """The observation no longer stands behind the issue; without any, the issue is withdrawn."""
    if known := books.likely.recurrence(row.id):
        take_back(books, desk, known, by)
        return
    drop_loops_of_nobody(books, issue)
    if not issue.state.unresolved:
        refresh_issue(books, issue, desk.now)
        return
    if books.observations.behind(issue.id or 0):
        match_issue(books, desk, issue, row, by)
        refresh_issue(books, issue, desk.now)
        return
    came_from = issue.state
    books.issues.change(issue, state=IssueState.DISMISSED, dismissed_at=desk.now)
    books.issues.record(issue, Step.WITHDRAW, by, desk.now, came_from=came_from)
    for card in books.cards.of(CardKind.ISSUE, issue.id or 0):
        books.outbox.withdraw(card, desk.now)
    refresh_issue(books, issue, desk.now)
