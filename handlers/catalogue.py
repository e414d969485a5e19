"""The catalogue: `/cx touchpoints`, `/cx touchpoint add` and `edit`, and who owns what."""

from __future__ import annotations

import re

from bot.blocks import kit
from bot.blocks.touchpoint_screens import (
    TouchpointForm,
    catalogue_screen,
    stage_label,
    touchpoint_modal,
    touchpoint_saved,
)
from bot.domain.errors import Refusal, Why
from bot.domain.ids import number
from bot.domain.keywords import parse_keywords
from bot.domain.nearest import name_key
from bot.domain.policy import Right, may
from bot.domain.vocabulary import Area
from bot.usecases.facts import touchpoint_facts
from bot.usecases.ownership import roles_at_touchpoint
from bot.usecases.starter import use_starter
from bot.usecases.touchpoints import (
    TouchpointEntry,
    add_touchpoint,
    catalogue_page,
    decline_ownership,
    edit_keywords,
    edit_touchpoint,
)
from bot.usecases.typed import clean
from handlers.pressed import card_shown, pressed_card
from handlers.reply import Reply
from handlers.visit import Visit
from storage.tables import Card, Touchpoint
from storage.tables.delivery import CardKind

_CHANNEL = re.compile(r"[CG][A-Z0-9]{1,30}")

# -- looking --------------------------------------------------------------------------------------


def touchpoints(visit: Visit, _text: str = "") -> Reply:
    return _catalogue(visit, 0)


def touchpoints_page(visit: Visit) -> Reply:
    return _catalogue(visit, number(visit.inbound.value.partition(" ")[0]) or 0)


def starter(visit: Visit) -> Reply:
    """ "Use the starter catalogue": pressed twice, the second press shows what is there."""
    use_starter(visit.books, visit.desk, visit.actor.user_id)
    return Reply(home=True) if visit.inbound.in_home else _catalogue(visit, 0)


# -- opening the modal ----------------------------------------------------------------------------


def touchpoint_add(visit: Visit, _text: str = "") -> Reply:
    visit.need(Right.MANAGE_CATALOGUE, set(), "a CX lead")
    return Reply(open=touchpoint_modal(TouchpointForm()))


def touchpoint_edit(visit: Visit, text: str) -> Reply:
    """By name; without one, the catalogue with its buttons."""
    if not text.strip():
        return _catalogue(visit, 0)
    return _open(visit, visit.books.catalogue.find_touchpoint(text.strip()))


def press_add(visit: Visit) -> Reply:
    return touchpoint_add(visit)


def press_edit(visit: Visit) -> Reply:
    return _open(visit, _touchpoint(visit, visit.inbound.value))


def stage_typeahead(visit: Visit) -> Reply:
    """All stages in their order; of those, the ones that contain what was typed."""
    typed = name_key(visit.inbound.value)
    catalogue = visit.books.catalogue
    journeys = {row.id: row.name for row in catalogue.journeys()}
    labels = {
        row.id: stage_label(journeys[row.journey_id], row.name, one_journey=len(journeys) == 1)
        for row in catalogue.stages()
    }
    options = [
        kit.option(label, stage_id)
        for stage_id, label in labels.items()
        if typed in name_key(label)
    ]
    return Reply(options=options[:100])


# -- submitting it --------------------------------------------------------------------------------


def submit_touchpoint(visit: Visit) -> Reply:
    """What the person may change counts, whatever else came with it."""
    visit_fields = visit.inbound.fields
    if not visit.inbound.record:
        visit.need(Right.MANAGE_CATALOGUE, set(), "a CX lead")
        row = add_touchpoint(visit.books, visit.desk, _entry(visit), visit.actor.user_id)
        return _saved(visit, row, added=True)
    row = _touchpoint(visit, visit.inbound.record.removeprefix("touchpoint:"))
    if may(visit.actor, Right.MANAGE_CATALOGUE) and "name" in visit_fields:
        stay = edit_touchpoint(visit.books, visit.desk, row, _entry(visit), visit.actor.user_id)
        return _saved(visit, row, stay=stay)
    entry = _entry(visit)
    edit_keywords(
        visit.books,
        visit.desk,
        row,
        home_channel=entry.home_channel,
        keywords=entry.keywords,
        by=visit.actor.user_id,
    )
    return _saved(visit, row)


# -- who became an owner --------------------------------------------------------------------------


def role_fine(visit: Visit) -> Reply:
    """ "Fine": the card becomes a line; of several in one message, all."""
    card, message = _role_card(visit)
    together = message.kind is CardKind.BUNDLE
    for each in visit.books.cards.in_bundle(message) if together else [card]:
        if not each.folded:
            each.folded = True
            visit.books.cards.refresh(each, visit.desk.now)
    return card_shown(visit, message)


def role_not_me(visit: Visit) -> Reply:
    card, message = _role_card(visit)
    if row := visit.books.catalogue.touchpoint(card.record_id):
        decline_ownership(visit.books, visit.desk, row, visit.actor.user_id)
    return card_shown(visit, message)


# -- inside ---------------------------------------------------------------------------------------


def _catalogue(visit: Visit, start: int) -> Reply:
    visit.books.session.flush()
    return Reply(
        show=catalogue_screen(catalogue_page(visit.books, visit.actor, start, visit.desk.now))
    )


def _touchpoint(visit: Visit, touchpoint_id: str) -> Touchpoint:
    row = visit.books.catalogue.touchpoint(number(touchpoint_id))
    if row is None:
        raise Refusal(Why.NOT_FOUND, what="that touchpoint")
    _need_edit(visit, row)
    return row


def _need_edit(visit: Visit, row: Touchpoint) -> None:
    here = roles_at_touchpoint(visit.books, row, visit.actor.user_id)
    visit.need(Right.EDIT_TOUCHPOINT, here, "its owner, its deputy or a CX lead")


def _open(visit: Visit, row: Touchpoint) -> Reply:
    _need_edit(visit, row)
    facts = touchpoint_facts(visit.books, row)
    one_journey = len(visit.books.catalogue.journeys()) == 1
    stage = (
        (row.stage_id, stage_label(facts.journey or "", facts.stage, one_journey=one_journey))
        if row.stage_id and facts.stage
        else None
    )
    whole = may(visit.actor, Right.MANAGE_CATALOGUE)
    return Reply(open=touchpoint_modal(TouchpointForm(facts, stage, whole=whole)))


def _entry(visit: Visit) -> TouchpointEntry:
    fields = visit.inbound.fields
    channel = str(fields.get("home_channel") or "")
    area = str(fields.get("area") or "")
    return TouchpointEntry(
        name=str(fields.get("name") or ""),
        area=Area(area) if area in set(Area) else None,
        owner=fields.get("owner") or None,
        deputy=fields.get("deputy") or None,
        stage_id=number(fields.get("stage")),
        # it is shown as a link to the channel: nothing else may come of it
        home_channel=channel if _CHANNEL.fullmatch(channel) else None,
        keywords=parse_keywords(clean(fields.get("keywords"))),
    )


def _saved(visit: Visit, row: Touchpoint, *, added: bool = False, stay: int = 0) -> Reply:
    facts = touchpoint_facts(visit.books, row)
    screen = touchpoint_saved(facts, added=added, stay=stay)
    return Reply(update=kit.answer("Touchpoint", screen), home=True)


def _role_card(visit: Visit) -> tuple[Card, Card]:
    """This person's card about what the button names, and the one whose message was pressed: the
    same, unless several came together."""
    about, person = number(visit.inbound.value) or 0, visit.actor.user_id
    own = [card for card in visit.books.cards.of(CardKind.ROLE, about) if card.person == person]
    pressed = pressed_card(visit)
    if pressed is not None:
        own = [card for card in own if pressed.id in (card.id, card.bundle_id)]
    if not own:
        raise Refusal(Why.NOT_FOUND, what="that touchpoint")
    return own[-1], pressed or own[-1]
