"""`/cx customer NAME` and `/cx search WORDS`."""

from __future__ import annotations

from collections.abc import Sequence

from bot.blocks import kit
from bot.blocks.customer_screens import (
    customer_modal,
    customer_saved,
    customer_screen,
    customer_which,
)
from bot.blocks.facts import ObservationFacts
from bot.blocks.heard_list import PAGE
from bot.blocks.search_screen import search_screen, search_what
from bot.domain.errors import Refusal, Why
from bot.domain.ids import number
from bot.domain.policy import Right
from bot.domain.vocabulary import Relation
from bot.usecases.customers import customer_facts, edit_customer
from bot.usecases.facts import observation_facts
from bot.usecases.typed import clean
from handlers.reply import Reply
from handlers.visit import Visit
from storage.tables import Customer, Observation

LOOKED_FOR = 900
"""Characters of a search that count: they travel in the page buttons, which hold 2,000."""


def customer(visit: Visit, text: str) -> Reply:
    name = clean(text)
    if not name:
        return Reply(show=customer_which())
    return _customer(visit, visit.books.customers.find(name), 0)


def customer_page(visit: Visit) -> Reply:
    start, _, customer_id = visit.inbound.value.partition(" ")
    return _customer(visit, visit.customer(Right.READ, customer_id), number(start) or 0)


def open_customer(visit: Visit) -> Reply:
    row = visit.customer(Right.EDIT_CUSTOMER)
    return Reply(open=customer_modal(customer_facts(visit.books, visit.desk, row, visit.actor)))


def submit_customer(visit: Visit) -> Reply:
    row = visit.customer(Right.EDIT_CUSTOMER, visit.inbound.record.removeprefix("customer:"))
    fields = visit.inbound.fields
    relation = str(fields.get("relation") or "")
    if relation not in set(Relation):
        raise Refusal(Why.MISSING, field="relation")
    edit_customer(
        visit.books,
        visit.desk,
        row,
        relation=Relation(relation),
        segment=str(fields.get("segment") or ""),
        account_owner=fields.get("account_owner") or None,
        by=visit.actor.user_id,
    )
    facts = customer_facts(visit.books, visit.desk, row, visit.actor)
    return Reply(update=kit.answer("Customer", customer_saved(facts)))


def search(visit: Visit, text: str) -> Reply:
    return _search(visit, text, 0)


def search_page(visit: Visit) -> Reply:
    start, _, words = visit.inbound.value.partition(" ")
    return _search(visit, words, number(start) or 0)


def _customer(visit: Visit, row: Customer, start: int) -> Reply:
    rows, total = visit.books.observations.of_customer(row.id or 0, offset=start, limit=PAGE)
    facts = customer_facts(visit.books, visit.desk, row, visit.actor)
    return Reply(show=customer_screen(facts, _facts(visit, rows), total, start=start))


def _search(visit: Visit, typed: str, start: int) -> Reply:
    words = clean(typed)[:LOOKED_FOR]
    if not words:
        return Reply(show=search_what())
    reader = None if visit.actor.leads else visit.actor.user_id
    rows, total = visit.books.observations.search(words, reader, offset=start, limit=PAGE)
    return Reply(show=search_screen(words, _facts(visit, rows), total, start=start))


def _facts(visit: Visit, rows: Sequence[Observation]) -> list[ObservationFacts]:
    return [observation_facts(visit.books, row, visit.actor, visit.desk.now) for row in rows]
