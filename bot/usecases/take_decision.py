""" "I'll take it": somebody answers for what no single owner could fix."""

from __future__ import annotations

from bot.domain.errors import Refusal, Why
from bot.domain.issue import Step
from bot.usecases.desk import Desk
from bot.usecases.digest_frozen import thawed
from bot.usecases.hand_over import reassign_issue
from bot.usecases.steps import take
from storage.books import Books
from storage.tables import DigestRun, Issue
from storage.tables.delivery import CardKind

_WHY = "took it in the weekly digest"


def take_decision(books: Books, desk: Desk, run: DigestRun, issue: Issue, by: str) -> None:
    """Who presses first answers for the issue; one that was dismissed stays so, but it is theirs to
    say whether that still holds.

    Raises Refusal: NOT_FOUND for what the digest does not ask, ALREADY for the second press and for
    what was settled since, NOT_A_PERSON for who can't answer.
    """
    if issue.id not in {each.issue for each in thawed(run).decisions}:
        raise Refusal(Why.NOT_FOUND, what="that decision")
    came_from, _ = take(books, issue, Step.TAKE)
    if issue.dismissed_at and issue.dismissed_at > run.made_at:
        raise Refusal(Why.ALREADY, state="settled")
    if not books.digests.take(run, issue.id or 0, by, desk.now):
        taker = books.digests.taken(run)[issue.id or 0]
        raise Refusal(Why.ALREADY, state="taken", person=taker)
    if came_from.unresolved and issue.owner != by:
        reassign_issue(books, desk, issue, by, _WHY, by)
    else:
        note = "" if came_from.unresolved else _WHY
        books.issues.change(issue, owner=by)
        books.issues.record(issue, Step.TAKE, by, desk.now, came_from=came_from, note=note)
    books.cards.touch(CardKind.DIGEST, run.id or 0, desk.now)
