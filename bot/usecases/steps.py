"""Taking a step of the state machine, and naming who was quicker when it can't be taken."""

from __future__ import annotations

from bot.domain.errors import Refusal
from bot.domain.issue import IssueState, Step, after
from storage.books import Books
from storage.tables import Issue


def take(books: Books, issue: Issue, step: Step) -> tuple[IssueState, IssueState]:
    """(from, to) of `step`. Raises Refusal(ALREADY), which names who did what stands now."""
    try:
        return issue.state, after(issue.state, step)
    except Refusal as refusal:
        refusal.facts["person"] = _who_did_it(books, issue)
        if withdrawn(issue):
            refusal.facts["state"] = "withdrawn"
        raise


def withdrawn(issue: Issue) -> bool:
    """Whether it ended because nothing stands behind it any more."""
    return issue.state is IssueState.DISMISSED and issue.dismiss_reason is None


def nameable(books: Books, issue: Issue, user_id: str | None) -> str | None:
    """`user_id`, unless they hid their name as a reporter of this issue."""
    hidden = books.observations.hidden_reporters(issue.id or 0)
    return None if user_id in hidden else user_id


def _who_did_it(books: Books, issue: Issue) -> str | None:
    rows = reversed(books.issues.history(issue.id or 0))
    last = next((row for row in rows if row.to_state is issue.state), None)
    return nameable(books, issue, last.actor) if last else None
