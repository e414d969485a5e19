"""An observation calls for an answer: it opens an issue, unless it is likely about one that is
known; then its reporter is asked, or told, and it waits."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from bot.domain.likely import Likely, waits_until
from bot.domain.vocabulary import Severity, WhoseWords
from bot.text.duplicates import likeliest
from bot.usecases.desk import GUESSED_SETTLES, Desk
from bot.usecases.open_issue import open_issue
from bot.usecases.recur import come_back
from storage.books import Books
from storage.tables import Held, Issue, Observation

_COMPARED = 60
"""Observations at the same touchpoint that one is compared with: the newest. Slack waits for the
answer."""


class Found(NamedTuple):
    issue: Issue
    why: Likely


def call_for_answer(
    books: Books, desk: Desk, row: Observation, by: str, *, until: datetime | None = None
) -> None:
    """Open an issue on `row`, as `by` asks; or hold it for a while. `until`: how long it was to
    wait already, before it was edited; it waits no longer for that."""
    found = _likely_issue(books, desk, row)
    if found is None:
        open_issue(books, desk, row, by)
        return
    settles = max(desk.card_delay, GUESSED_SETTLES) if row.touchpoint_guessed else desk.card_delay
    waits = waits_until(found.why, row.severity, desk.now, settles)
    if until is not None:
        waits = min(waits, until)
    if waits > desk.now:
        books.likely.hold(
            Held(
                observation_id=row.id or 0,
                team_id=books.team_id,
                issue_id=found.issue.id or 0,
                why=found.why,
                by=by,
                until=waits,
            )
        )
    elif found.why is Likely.AGAIN:
        come_back(books, desk, found.issue, row, by)
    else:
        open_issue(books, desk, row, by)


def _likely_issue(books: Books, desk: Desk, row: Observation) -> Found | None:
    """The issue that `row` is likely about. An own view is no customer's: nothing comes back with
    it."""
    place, customer = row.touchpoint_id, row.customer_id
    if place is None:
        return None
    if customer is not None and row.whose is not WhoseWords.OWN:
        watched = books.likely.watched_of(customer, place, desk.now)
        if watched:
            return Found(watched, Likely.AGAIN)
    if row.severity is Severity.CRITICAL:
        return None  # there is no time to ask
    alike = likeliest(row.words, books.likely.candidates(place, row.reporter, desk.now, _COMPARED))
    issue = books.issues.get(alike[0]) if alike else None
    return Found(issue, Likely.ALIKE) if issue else None
