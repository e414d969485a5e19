"""What is known of a customer, and setting it right."""

from __future__ import annotations

from typing import Any

from bot.blocks.customer_screens import SEGMENT, CustomerFacts, ScoreFacts
from bot.domain.errors import Refusal, Why
from bot.domain.policy import Actor, Right, Role, may
from bot.domain.surveys import KINDS
from bot.domain.vocabulary import Relation
from bot.usecases.desk import Desk
from bot.usecases.typed import clean
from storage.books import Books
from storage.tables import Customer

_NAMED_ISSUES = 5
_NEWEST = 5
"""Scores that are shown; the rest are counted."""


def customer_facts(books: Books, desk: Desk, row: Customer, reader: Actor) -> CustomerFacts:
    issues, count = books.issues.page(
        desk.now, unresolved=True, customer_id=row.id, limit=_NAMED_ISSUES
    )
    scores = _scores(books, row)
    return CustomerFacts(
        id=row.id or 0,
        name=row.name,
        relation=row.relation,
        segment=row.segment,
        account_owner=row.account_owner,
        is_new=row.is_new,
        open_issues=[issue.number for issue in issues],
        open_count=count,
        may_edit=may(reader, Right.EDIT_CUSTOMER, roles_at_customer(row, reader.user_id)),
        scores=scores[:_NEWEST],
        scored=len(scores),
    )


def _scores(books: Books, row: Customer) -> list[ScoreFacts]:
    """What they chose on a scale or from a list; words are for the survey's author."""
    scores = []
    for given in books.results.of_customer(row.id or 0):
        kind = KINDS[given.question["kind"]]
        options = tuple(given.question.get("options") or ())
        if not kind.points(options):
            continue
        what = kind.title(staff=False) if kind.is_score else given.question["text"]
        shown = kind.shown(given.answer, options)
        scores.append(ScoreFacts(given.at, what, shown, given.wave, given.recorded_by))
    return scores


def roles_at_customer(row: Customer, user_id: str) -> set[Role]:
    return {Role.ACCOUNT_OWNER} if row.account_owner == user_id else set()


def edit_customer(
    books: Books,
    desk: Desk,
    row: Customer,
    *,
    relation: Relation,
    segment: str,
    account_owner: str | None,
    by: str,
) -> None:
    """Store what someone knows of a customer, who is not new from here on.

    Raises Refusal(NOT_A_PERSON) for an account owner who is not a member of this company.
    """
    if account_owner and account_owner != row.account_owner:
        _refuse_stranger(books, account_owner)
    before = _snapshot(row)
    row.relation = relation
    row.segment = " ".join(clean(segment).split())[:SEGMENT] or None
    row.account_owner = account_owner
    row.is_new = False
    books.session.add(row)
    after = _snapshot(row)
    if after != before:
        books.workspace.audit(by, "customer", f"{row.id} {row.name}", before, after, desk.now)


def _refuse_stranger(books: Books, user_id: str) -> None:
    """Someone away may own an account; a guest, a bot or someone of another company may not."""
    if books.people.get(user_id) is None or not may(books.people.actor(user_id), Right.READ):
        raise Refusal(Why.NOT_A_PERSON, field="account_owner", person=user_id)


def _snapshot(row: Customer) -> dict[str, Any]:
    fields = ("relation", "segment", "account_owner", "is_new")
    return {field: getattr(row, field) for field in fields}
