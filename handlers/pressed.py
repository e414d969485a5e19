"""After a press, the pressed surface shows what holds now."""

from __future__ import annotations

from datetime import timedelta

from bot.blocks.issue_screens import issue_whole
from bot.blocks.kit import Screen, answer
from bot.usecases.facts import issue_facts
from bot.usecases.render_card import render_card
from handlers.reply import CardShown, Reply
from handlers.visit import Visit
from storage.tables import Card, Issue

GRACE = timedelta(seconds=4)
"""How long the press's own response_url has before the card's row edits the message instead."""


def after_press(visit: Visit, issue: Issue) -> Reply:
    """The card, edited through the press; or the whole issue, where it was pressed elsewhere."""
    inbound = visit.inbound
    if inbound.in_home:
        return Reply(home=True)
    if inbound.view is not None:
        return Reply(update=answer(f"Issue #{issue.number}"[:24], _whole(visit, issue)))
    card = pressed_card(visit)
    if card is None:
        return Reply(show=_whole(visit, issue))
    return card_shown(visit, card)


def card_shown(visit: Visit, card: Card) -> Reply:
    """The pressed card as it stands now, brought by the press's own response_url."""
    visit.books.session.flush()
    message = render_card(visit.books, card, visit.desk.now)
    visit.books.cards.hold(card, visit.desk.now + GRACE)
    return Reply(
        show=Screen(message["text"], message["blocks"]),
        card=CardShown(card.id or 0, card.wanted),
    )


def pressed_card(visit: Visit) -> Card | None:
    channel, ts = visit.inbound.channel, visit.inbound.message_ts
    return visit.books.cards.at(channel, ts) if channel and ts else None


def _whole(visit: Visit, issue: Issue) -> Screen:
    return issue_whole(issue_facts(visit.books, issue, visit.actor, visit.desk.now, history=True))
