"""What the answer to a logging says, gathered from the books."""

from __future__ import annotations

from collections.abc import Sequence

from bot.blocks.logged import LoggedFacts
from bot.domain.policy import Actor
from bot.usecases.desk import Desk
from bot.usecases.facts import observation_facts
from bot.usecases.log_observation import Logged
from storage.books import Books
from storage.tables.observation import ObservationFields

_LIKE_IT = 3
"""Customers that are named as perhaps meant."""
_SHORTEST = 2
"""Characters of a name that too many others hold."""


def logged_facts(
    books: Books,
    desk: Desk,
    row: ObservationFields,
    reader: Actor,
    *,
    logged: Logged | None = None,
    unknown: Sequence[tuple[str, str, Sequence[tuple[str, str]]]] = (),
    near: Sequence[tuple[str, str]] = (),
    repeated: Sequence[tuple[str, str]] = (),
    spaced: Sequence[tuple[str, str]] = (),
) -> LoggedFacts:
    """Facts for `bot.blocks.logged`; `logged` carries what is known only right after storing."""
    issue = books.issues.get(row.issue_id)
    owner = books.people.get(issue.owner) if issue and issue.owner else None
    others = [
        (touchpoint.id or 0, touchpoint.name)
        for touchpoint_id in (logged.other_touchpoints if logged else ())
        if (touchpoint := books.catalogue.touchpoint(touchpoint_id))
    ]
    named = logged.customer.name if logged and logged.customer else None
    # a guest is not to learn by trying whom we know
    is_new = not reader.is_guest and _customer_is_new(books, row, logged)
    return LoggedFacts(
        observation=observation_facts(books, row, reader, desk.now, customer=named),
        answers=owner.name or None if owner else None,
        others=others,
        masked=logged.masked if logged else (),
        customer_is_new=is_new,
        customers_like_it=_like_it(books, row) if is_new else (),
        unknown=unknown,
        near=near,
        repeated=repeated,
        spaced=spaced,
        name_left_out=logged.customer.left_out if logged and logged.customer else "",
    )


def _like_it(books: Books, row: ObservationFields) -> Sequence[str]:
    name = books.customers.name(row.customer_id) or ""
    found = books.customers.starting_with(name, _LIKE_IT + 1) if len(name) > _SHORTEST else ()
    return [each.name for each in found if each.id != row.customer_id][:_LIKE_IT]


def _customer_is_new(books: Books, row: ObservationFields, logged: Logged | None) -> bool:
    if logged:
        return bool(logged.customer and logged.customer.is_added)
    customer = books.customers.get(row.customer_id)
    return bool(customer and customer.is_new and customer.created_at >= row.at)
