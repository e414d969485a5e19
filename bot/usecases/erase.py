"""Erasure on request, and words that have outlived their time. Rows stay, so counts stay."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.domain.errors import Refusal, Why
from bot.domain.nearest import name_key
from storage.books import Books
from storage.repositories.erasure import Erasure
from storage.tables import Customer, CxLead, Person
from storage.tables.delivery import CardKind

GONE = "[erased]"
_FORGOTTEN = "words_forgotten_before"


@dataclass(frozen=True, slots=True)
class Erased:
    """alias: what stands in the place of the name. observations: how many lost their words."""

    alias: str
    observations: int


def erase_customer(books: Books, customer: Customer, now: datetime) -> Erased:
    """Take a customer's name, words, contacts and answers in words out of everything that is kept.

    Their observations, issues and scores stay and count, of a customer called by a number. What
    colleagues wrote about their issues loses the name and the quoted words. Messages of Earshot in
    Slack that still change are edited; others stay in Slack, where they can be deleted.
    """
    erasure, customer_id = Erasure(books), customer.id or 0
    alias = f"Erased customer {customer_id}"
    needles = [customer.name, *erasure.words_of_customer(customer_id)]
    issues = erasure.issues_of_customer(customer_id)
    emptied = erasure.empty_customer(customer_id, f"erased{customer_id}")
    customer.name, customer.name_key = alias, name_key(alias)
    customer.segment = customer.account_owner = None
    books.session.add(customer)
    books.session.flush()
    erasure.redact(needles, GONE, issues)
    _show_again(books, issues, now)
    books.workspace.audit(None, "erased", f"customer {customer_id}", None, None, now)
    return Erased(alias, emptied)


def erase_person(books: Books, user_id: str, now: datetime) -> Erased:
    """Write an invented id over a person's, everywhere, and take their name out.

    What they logged and did stays and counts, as somebody's whom nobody can name. What they own is
    handed on by the next tick, as after somebody has left. Raises Refusal(NOT_FOUND).
    """
    person = books.session.get(Person, (books.team_id, user_id))
    if person is None:
        raise Refusal(Why.NOT_FOUND, what=f"a person {user_id}")
    erasure, alias = Erasure(books), f"UGONE{secrets.token_hex(5).upper()}"
    name = person.name
    erasure.forget_person(user_id)
    if lead := books.session.get(CxLead, (books.team_id, user_id)):
        books.session.delete(lead)
    books.session.delete(person)
    books.session.flush()
    books.session.add(
        Person(
            team_id=books.team_id,
            user_id=alias,
            name="Somebody",
            is_deleted=True,
            seen_at=now,
        )
    )
    books.session.flush()
    erasure.rename(user_id, alias)
    if len(name) > 1:
        erasure.redact([name], "somebody", [])
    books.workspace.audit(None, "erased", alias, None, None, now)
    return Erased(alias, 0)


def forget_words(books: Books, before: datetime, now: datetime) -> bool:
    """Empty some of the words of before a moment; whether there may be more of them."""
    done = books.workspace.setting(_FORGOTTEN)
    since = datetime.fromisoformat(done) if done else None
    if since is not None and since >= before:
        return False
    if Erasure(books).outlived(since, before):
        return True
    books.workspace.note(_FORGOTTEN, before.isoformat())
    return False


def _show_again(books: Books, issues: Sequence[int], now: datetime) -> None:
    for issue_id in issues:
        for kind in (CardKind.ISSUE, CardKind.RECEIPT, CardKind.OUTCOME):
            books.cards.touch(kind, issue_id, now)
