"""What the answer to a logging says, gathered from the books."""

from __future__ import annotations

from collections.abc import Sequence

from bot.blocks.logged import LoggedFacts, Question
from bot.domain.policy import Actor
from bot.domain.unclear import DECLINED, LONGEST, Unclear, carriable
from bot.usecases.desk import Desk
from bot.usecases.facts import observation_facts
from bot.usecases.log_observation import Logged
from bot.usecases.understand import near
from storage.books import Books
from storage.tables.observation import ObservationFields


def logged_facts(
    books: Books,
    desk: Desk,
    row: ObservationFields,
    reader: Actor,
    *,
    logged: Logged | None = None,
    masked: Sequence[str] = (),
    unclear: Sequence[Unclear] = (),
    repeated: Sequence[tuple[str, str]] = (),
    open_quotes: Sequence[str] = (),
) -> LoggedFacts:
    """Facts for `bot.blocks.logged`; `logged` carries what is known only right after storing, as
    `masked` does after an edit.
    unclear: what is to be asked about, one after the other; with DECLINED among it no follow-up is
    wanted."""
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
    if logged and logged.customer and logged.customer.is_added:
        unclear = [Unclear("customer", logged.customer.name), *unclear]
    declined = [DECLINED] if DECLINED in unclear else []
    offered = [(each, near(books, row, each, reader)) for each in unclear if each != DECLINED]
    askable = [
        each for each, names in offered if (each.stands or names) and len(each.typed) <= LONGEST
    ]
    fitting = carriable([*declined, *askable])
    asked = [(each, names) for each, names in offered if each in fitting]
    return LoggedFacts(
        observation=observation_facts(books, row, reader, desk.now, customer=named),
        answers=owner.name or None if owner else None,
        others=others,
        masked=logged.masked if logged else masked,
        customer_is_new=is_new,
        question=Question(*asked[0], [each for each, _ in asked[1:]]) if asked else None,
        left_out=[
            (each.key, each.typed)
            for each, _ in offered
            if not (each.key == "customer" or each.stands or each in fitting)
        ],
        repeated=repeated,
        open_quotes=open_quotes,
        name_left_out=logged.customer.left_out if logged and logged.customer else "",
        declined=bool(declined),
    )


def _customer_is_new(books: Books, row: ObservationFields, logged: Logged | None) -> bool:
    if logged:
        return bool(logged.customer and logged.customer.is_added)
    customer = books.customers.get(row.customer_id)
    return bool(customer and customer.is_new and customer.created_at >= row.at)
