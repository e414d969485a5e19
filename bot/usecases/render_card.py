"""What a card shows now: read when it is sent, so that it always brings the newest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from bot.blocks import issue_card, receipt, role_card
from bot.blocks.facts import IssueFacts
from bot.blocks.kit import Screen, say
from bot.domain.issue import Step
from bot.ports import Message
from bot.usecases.facts import issue_facts, touchpoint_facts
from bot.usecases.show_digest import show_digest
from bot.usecases.show_morning import show_morning
from bot.usecases.show_wave import show_author, show_wave
from storage.books import Books
from storage.tables import Card, Issue
from storage.tables.delivery import CardKind


def render_card(books: Books, card: Card, now: datetime) -> Message:
    """The `Renderer` of `bot.ports`."""
    return _SCREENS[card.kind](books, card, now).message()


def _issue(books: Books, card: Card, now: datetime) -> Screen:
    issue = _issue_of(books, card)
    facts = issue_facts(books, issue, books.people.actor(card.person), now)
    if card.folded:
        return issue_card.folded_card(facts, card.person)
    reported = any(row.reporter == card.person for row in facts.observations)
    return issue_card.issue_card(facts, owner_reported=reported)


def _bundle(books: Books, card: Card, now: datetime) -> Screen:
    cards = books.cards.in_bundle(card)
    if cards and cards[0].kind is CardKind.ROLE:
        return _roles(books, cards)
    reader = books.people.actor(card.person)
    return issue_card.bundle(
        [(issue_facts(books, _issue_of(books, each), reader, now), each.folded) for each in cards],
        card.heading,
        reader=card.person,
    )


def _roles(books: Books, cards: Sequence[Card]) -> Screen:
    owned = [
        (touchpoint_facts(books, touchpoint), touchpoint.owner == card.person)
        for card in cards
        if (touchpoint := books.catalogue.touchpoint(card.record_id))
    ]
    return role_card.role_bundle(owned, folded=all(card.folded for card in cards))


def _receipt(books: Books, card: Card, now: datetime) -> Screen:
    facts = _as_logged(books, card, now)
    replies = [
        each
        for each in books.cards.of(CardKind.OUTCOME, card.record_id)
        if each.person == card.person
    ]
    return receipt.receipt(facts, outcome_follows=bool(replies))


def _outcome(books: Books, card: Card, now: datetime) -> Screen:
    if card.folded:
        return _folded_outcome(books, card)
    return receipt.outcome(_as_logged(books, card, now))


def _as_logged(books: Books, card: Card, now: datetime) -> IssueFacts:
    """The issue as its reporter knows it: what they logged of it comes first."""
    facts = issue_facts(books, _issue_of(books, card), books.people.actor(card.person), now)
    own_first = sorted(facts.observations, key=lambda row: row.reporter != card.person)
    return replace(facts, observations=own_first)


def _folded_outcome(books: Books, card: Card) -> Screen:
    """The issue has forgotten what was said when the card was opened; its history has not."""
    for row in reversed(books.issues.history(card.record_id)):
        if row.what in (Step.RESOLVE, Step.DISMISS) and row.at <= card.opened_at:
            return receipt.folded_outcome(row.note, resolved=row.what == Step.RESOLVE)
    return receipt.folded_outcome()


def _role(books: Books, card: Card, now: datetime) -> Screen:
    touchpoint = books.catalogue.touchpoint(card.record_id)
    if touchpoint is None:
        return say("This touchpoint is gone.")
    return role_card.role_card(
        touchpoint_facts(books, touchpoint),
        still=touchpoint.owner == card.person,
        folded=card.folded,
    )


def _issue_of(books: Books, card: Card) -> Issue:
    issue = books.issues.get(card.record_id)
    assert issue is not None, "a card's issue is never deleted"
    return issue


_SCREENS = {
    CardKind.ISSUE: _issue,
    CardKind.BUNDLE: _bundle,
    CardKind.RECEIPT: _receipt,
    CardKind.OUTCOME: _outcome,
    CardKind.ROLE: _role,
    CardKind.MORNING: show_morning,
    CardKind.WAVE: show_wave,
    CardKind.WAVE_AUTHOR: show_author,
    CardKind.DIGEST: show_digest,
}
