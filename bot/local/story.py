"""What became of what was logged since the tour began: which issue it is about, and where it is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from bot.domain.issue import IssueState
from bot.domain.loop import LoopState
from storage.books import Books
from storage.repositories.happened import Happened
from storage.tables import Issue, Observation
from storage.tables.delivery import CardKind


@dataclass(frozen=True, slots=True)
class Followed:
    """An issue that the tour follows. words: what was logged of it first. owner and reporter:
    names; owner None while nobody owns it. card_due: when the owner's card comes (aware UTC), None
    once it is there. promised_for: the owner's local date while a promise stands. untold: whether
    somebody can still be told."""

    number: int
    words: str
    state: IssueState
    owner: str | None
    reporter: str
    touchpoint: str | None
    card_due: datetime | None
    promised_for: date | None
    reopened: bool
    untold: bool

    @property
    def over(self) -> bool:
        """Nothing is left to acknowledge or to promise."""
        return not self.state.unresolved

    @property
    def to_tell(self) -> bool:
        """It is answered, and somebody waits to hear of it."""
        return self.over and self.untold


@dataclass(frozen=True, slots=True)
class Story:
    """unasked: the newest words that opened no issue. likely: the number of the issue that the
    newest of them looks like, while it waits for a word about that. issues: what was logged that
    somebody is to answer and that was neither taken back nor dismissed, the latest touched first.
    """

    unasked: str | None = None
    likely: int | None = None
    issues: tuple[Followed, ...] = ()

    def issue(self, *fits: Callable[[Followed], bool]) -> Followed | None:
        """The first issue that is fit by the first of the tests, or else by the next; or any."""
        for test in (*fits, bool):
            for each in self.issues:
                if test(each):
                    return each
        return None


def follow(books: Books, since: datetime) -> Story:
    """The story of what was logged since (aware UTC)."""
    heard = Happened(books).heard(since)
    alone = [each for each in heard if each.issue_id is None]
    held = books.likely.held(alone[-1].id) if alone else None
    like = books.issues.get(held.issue_id) if held else None
    firsts = {each.issue_id: each for each in reversed(heard) if each.issue_id}
    issues = [
        issue
        for issue_id in firsts
        if (issue := books.issues.get(issue_id)) and issue.state is not IssueState.DISMISSED
    ]
    issues.sort(key=lambda issue: _last_touched(books, issue), reverse=True)
    return Story(
        alone[-1].words if alone else None,
        like.number if like else None,
        tuple(_followed(books, issue, firsts[issue.id or 0]) for issue in issues),
    )


def _last_touched(books: Books, issue: Issue) -> int:
    """When somebody last did something about it, as a number that grows."""
    return max((row.id or 0 for row in books.issues.history(issue.id or 0) if row.actor), default=0)


def _followed(books: Books, issue: Issue, first: Observation) -> Followed:
    issue_id = issue.id or 0
    promise = books.issues.standing_promise(issue_id)
    touchpoint = books.catalogue.touchpoint(issue.touchpoint_id)
    return Followed(
        issue.number,
        first.words,
        issue.state,
        books.people.name(issue.owner) if issue.owner else None,
        books.people.name(first.reporter),
        touchpoint.name if touchpoint else None,
        _card_due(books, issue),
        promise.due_on if promise else None,
        issue.reopened_at is not None and issue.state.unresolved,
        any(loop.state is LoopState.WAITING for loop in books.issues.loops(issue_id)),
    )


def _card_due(books: Books, issue: Issue) -> datetime | None:
    card = books.cards.live(CardKind.ISSUE, issue.id or 0, issue.owner) if issue.owner else None
    row = books.outbox.of_card(card) if card and card.ts is None else None
    return row.due_at if row else None
