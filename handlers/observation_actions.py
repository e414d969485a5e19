"""The modal, its shortcuts and typeaheads, and the buttons under "Got it."."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import TypeVar

from bot.blocks import kit
from bot.blocks.log_modal import (
    NEW_CUSTOMER,
    LogForm,
    customer_options,
    editable,
    follow_up_input,
    log_modal,
)
from bot.blocks.logged import logged
from bot.domain.errors import Refusal, Why
from bot.domain.ids import number
from bot.domain.masking import mask
from bot.domain.nearest import name_key
from bot.domain.policy import Right
from bot.domain.slacktext import from_message
from bot.domain.unclear import DECLINED, Unclear, picked_up
from bot.domain.vocabulary import (
    Choice,
    Feeling,
    GotItDone,
    Severity,
    Source,
    WhoseWords,
)
from bot.usecases.desk import Desk
from bot.usecases.edit_observation import (
    Edited,
    edit_observation,
    set_follow_up,
    undo_observation,
)
from bot.usecases.log_observation import (
    NewObservation,
    calls_for_follow_up,
    log_observation,
)
from bot.usecases.logged_facts import logged_facts
from bot.usecases.settle_likely import add_to_issue, set_apart
from bot.usecases.understand import take, use, use_customer
from handlers.asking import Asking
from handlers.inbound import Inbound
from handlers.reply import NOTHING, Reply
from handlers.visit import Visit
from storage.books import Books
from storage.tables import Draft, Observation

C = TypeVar("C", bound=Choice)

PRIVATE = "private"
"""What a modal is about when it was opened in private, over no message."""

# -- opening --------------------------------------------------------------------------------------


def open_empty(visit: Visit) -> Reply:
    """`/cx`, or the global shortcut "Log an observation"."""
    private = visit.said_in_private
    return Reply(open=log_modal(LogForm(record=PRIVATE if private else "", private=private)))


async def know_the_company(asking: Asking, inbound: Inbound) -> Inbound:
    return replace(inbound, company=await asking.company(inbound))


def open_from_message(visit: Visit) -> Reply:
    """The message shortcut: the message's words, its place and, if external, its company.

    The draft keeps what the modal can't hold; it goes when the modal is submitted or closed.
    """
    inbound = visit.inbound
    message = inbound.payload.get("message") or {}
    said = from_message(str(message.get("text") or ""), visit.books.people.name_or_none)
    masked = mask(said)
    words = masked.text
    draft = visit.books.observations.add_draft(
        Draft(
            team_id=visit.books.team_id,
            user_id=visit.actor.user_id,
            at=visit.desk.now,
            words=words if editable(words) != words else "",
            customer=inbound.company,
            channel=inbound.channel,
            message_ts=message.get("ts"),
            # one's own DM with Earshot too: what stands there was meant for one person
            private=inbound.channel_private,
        )
    )
    return Reply(open=_draft_modal(draft, words, masked=masked.found))


def open_draft(visit: Visit) -> Reply:
    """A button "Log an observation" that carries words."""
    draft = _own_draft(visit, visit.inbound.value)
    if draft is None:
        raise Refusal(Why.NOT_FOUND, what="those words")
    return Reply(open=_draft_modal(draft, draft.words, reopens=True))


def open_edit(visit: Visit) -> Reply:
    row = visit.observation(Right.EDIT_OBSERVATION)
    if row.undone_at:
        raise Refusal(Why.ALREADY, state="undone")
    customer = visit.books.customers.get(row.customer_id)
    touchpoint = visit.books.catalogue.touchpoint(row.touchpoint_id)
    form = LogForm(
        record=f"observation:{row.id}",
        words=row.words,
        whose=row.whose,
        customer=(str(customer.id), customer.name) if customer else None,
        touchpoint=(touchpoint.id or 0, touchpoint.name) if touchpoint else None,
        feeling=row.feeling,
        severity=row.severity,
        source=row.source,
        follow_up=row.follow_up,
        private=row.private,
        expected=row.expected or "",
        got_it_done=row.got_it_done,
        reporter_hidden=row.reporter_hidden,
        edit=True,
        turn=int(calls_for_follow_up(None if row.feeling_guessed else row.feeling, row.severity)),
    )
    return Reply(open=log_modal(form))


def tick_follow_up(visit: Visit) -> Reply:
    """A feeling or severity was chosen: the box ticks itself, visibly, where it is called for, and
    unticks itself only where it had: what somebody ticked stays.

    Slack keeps what a field holds by its block id, so a fresh id is what shows the new tick.
    """
    view, fields = dict(visit.inbound.view or {}), visit.inbound.fields
    called = calls_for_follow_up(
        _choice(Feeling, fields.get("feeling")), _choice(Severity, fields.get("severity"))
    )
    block_id = visit.inbound.block_of("follow_up")
    turn = number(block_id.removeprefix("follow_up_")) or 0
    shown: list[kit.Block] = view.get("blocks", [])
    box = next((block for block in shown if block.get("block_id") == block_id), {})
    ticked_itself = turn > 0 and "initial_options" in box.get("element", {})
    ticked = bool(fields.get("follow_up"))
    if ticked == called or (ticked and not ticked_itself):
        return NOTHING
    blocks = [follow_up_input(called, turn + 1) if block is box else block for block in shown]
    return Reply(update=_sent_back(view, blocks))


# -- submitting -----------------------------------------------------------------------------------


def submit_log(visit: Visit) -> Reply:
    """Store; the modal itself becomes the answer, as a shortcut has no other place for it."""
    fields, draft = visit.inbound.fields, None
    if visit.inbound.record.startswith("draft:"):
        draft = _own_draft(visit, visit.inbound.record.removeprefix("draft:"))
    new = NewObservation(
        words=_whole(str(fields.get("words") or ""), draft.words if draft else ""),
        whose=_choice(WhoseWords, fields.get("whose")) or WhoseWords.CUSTOMER,
        customer=customer_chosen(visit, fields.get("customer")),
        touchpoint_id=number(fields.get("touchpoint")),
        feeling=_choice(Feeling, fields.get("feeling")),
        severity=_choice(Severity, fields.get("severity")),
        source=_choice(Source, fields.get("source")),
        follow_up=bool(fields.get("follow_up")),
    )
    if draft:
        new = replace(
            new, channel=draft.channel, message_ts=draft.message_ts, private=draft.private
        )
        visit.books.observations.drop_draft(draft)
    elif visit.inbound.record == PRIVATE:
        new = replace(new, private=True)
    stored = log_observation(visit.books, visit.desk, visit.actor.user_id, new)
    facts = logged_facts(visit.books, visit.desk, stored.observation, visit.actor, logged=stored)
    return Reply(update=kit.answer("Logged", logged(facts)), home=True)


def submit_edit(visit: Visit) -> Reply:
    row = visit.observation(
        Right.EDIT_OBSERVATION, visit.inbound.record.removeprefix("observation:")
    )
    fields = visit.inbound.fields
    new = Edited(
        words=_whole(str(fields.get("words") or ""), row.words),
        whose=_choice(WhoseWords, fields.get("whose")) or row.whose,
        customer=customer_chosen(visit, fields.get("customer")),
        touchpoint_id=number(fields.get("touchpoint")),
        feeling=_choice(Feeling, fields.get("feeling")),
        severity=_choice(Severity, fields.get("severity")) or row.severity,
        source=_choice(Source, fields.get("source")),
        follow_up=bool(fields.get("follow_up")),
        expected=str(fields.get("expected") or "") or None,
        got_it_done=_choice(GotItDone, fields.get("got_it_done")),
        reporter_hidden=bool(fields.get("reporter_hidden")),
    )
    masked = edit_observation(visit.books, visit.desk, row, new, visit.actor.user_id)
    return Reply(update=kit.answer("Saved", _answer(visit, row, masked=masked)), home=True)


def drop_draft(visit: Visit) -> Reply:
    """The modal was closed: the words it carried from a message are not ours to keep."""
    if visit.inbound.record.startswith("draft:"):
        draft = _own_draft(visit, visit.inbound.record.removeprefix("draft:"))
        if draft and draft.channel:
            visit.books.observations.drop_draft(draft)
    return NOTHING


# -- the buttons under "Got it." ------------------------------------------------------------------


def follow_up(visit: Visit) -> Reply:
    return _press(visit, Right.EDIT_OBSERVATION, partial(set_follow_up, wanted=True))


def undo(visit: Visit) -> Reply:
    return _press(visit, Right.UNDO_OBSERVATION, undo_observation)


def add_to_likely(visit: Visit) -> Reply:
    return _press(visit, Right.EDIT_OBSERVATION, add_to_issue)


def keep_apart(visit: Visit) -> Reply:
    return _press(visit, Right.EDIT_OBSERVATION, set_apart)


def use_touchpoint(visit: Visit) -> Reply:
    """Confirm or correct a guess."""
    return _use(visit, "touchpoint")


def use_value(visit: Visit) -> Reply:
    """Take what may have been meant by a value that nobody knows; then the next question."""
    return _use(visit, visit.inbound.name.split("_")[1])


def use_option(visit: Visit) -> Reply:
    """What stands in the words was meant as an option."""
    row, _, declined, asked = _pressed(visit)
    if not asked:
        raise Refusal(Why.NOT_FOUND, what="that option")
    unclear, *waiting = asked
    again = take(
        visit.books, visit.desk, row, unclear, visit.actor.user_id, declined=bool(declined)
    )
    return _shown(visit, row, [*declined, *again, *waiting])


def leave_out(visit: Visit) -> Reply:
    row, _, declined, waiting = _pressed(visit)
    return _shown(visit, row, [*declined, *waiting])


# -- typeaheads -----------------------------------------------------------------------------------


def customer_typeahead(visit: Visit) -> Reply:
    typed = visit.inbound.value
    named_by = visit.actor.user_id if visit.actor.is_guest else None
    known = visit.books.customers.starting_with(typed, 99, named_by=named_by)
    is_known = any(row.name_key == name_key(typed) for row in known)
    pairs = [(row.id or 0, row.name) for row in known]
    return Reply(options=customer_options(typed, pairs, is_known=is_known))


def touchpoint_typeahead(visit: Visit) -> Reply:
    key = name_key(visit.inbound.value)
    rows = [row for row in visit.books.catalogue.touchpoints() if key in row.name_key]
    rows.sort(key=lambda row: (not row.name_key.startswith(key), row.name_key))
    return Reply(options=[kit.option(row.name, row.id) for row in rows[:100]])


# -- inside ---------------------------------------------------------------------------------------


def _press(
    visit: Visit, right: Right, step: Callable[[Books, Desk, Observation, str], None]
) -> Reply:
    row, _, declined, waiting = _pressed(visit, right)
    step(visit.books, visit.desk, row, visit.actor.user_id)
    return _shown(visit, row, [*declined, *waiting])


def _use(visit: Visit, key: str) -> Reply:
    row, chosen, declined, waiting = _pressed(visit)
    books, desk, by = visit.books, visit.desk, visit.actor.user_id
    if key == "customer":
        use_customer(books, desk, row, number(chosen), visit.actor)
    else:
        use(books, desk, row, key, chosen, by, declined=bool(declined))
    return _shown(visit, row, [*declined, *waiting])


def _answer(
    visit: Visit, row: Observation, unclear: Sequence[Unclear] = (), masked: Sequence[str] = ()
) -> kit.Screen:
    visit.books.session.flush()
    books, desk, actor = visit.books, visit.desk, visit.actor
    return logged(logged_facts(books, desk, row, actor, unclear=unclear, masked=masked))


def _shown(visit: Visit, row: Observation, unclear: Sequence[Unclear] = ()) -> Reply:
    screen = _answer(visit, row, unclear)
    inbound = visit.inbound
    if inbound.in_home:
        return Reply(home=True)
    if inbound.view is not None:
        return Reply(update=kit.answer("Logged", screen))
    return Reply(show=screen)


def _pressed(
    visit: Visit, right: Right = Right.EDIT_OBSERVATION
) -> tuple[Observation, str, list[Unclear], list[Unclear]]:
    """The observation, what was chosen for it, DECLINED or nothing, and what is still to be asked
    about."""
    value, _, rest = visit.inbound.value.partition("\n")
    observation_id, _, chosen = value.partition(":")
    carried = picked_up(rest)
    return (
        visit.observation(right, observation_id),
        chosen,
        [DECLINED] if DECLINED in carried else [],
        [each for each in carried if each != DECLINED],
    )


def _draft_modal(
    draft: Draft, words: str, *, reopens: bool = False, masked: Sequence[str] = ()
) -> kit.View:
    return log_modal(
        LogForm(
            record=f"draft:{draft.id}",
            words=words,
            customer=(f"{NEW_CUSTOMER}{draft.customer}", draft.customer)
            if draft.customer
            else None,
            private=draft.private,
            reopens=reopens,
            masked=masked,
        )
    )


def _own_draft(visit: Visit, draft_id: str) -> Draft | None:
    draft = visit.books.observations.draft(number(draft_id))
    return draft if draft and draft.user_id == visit.actor.user_id else None


def _whole(edited: str, before: str) -> str:
    """The edited beginning and whatever was too long to edit."""
    return edited + before[len(editable(before)) :]


def customer_chosen(visit: Visit, chosen: object) -> str | None:
    """The name behind a typeahead's value: a known customer's id, or a new name."""
    value = str(chosen or "")
    if value.startswith(NEW_CUSTOMER):
        return value.removeprefix(NEW_CUSTOMER)
    known = visit.books.customers.get(number(value))
    if known and visit.actor.is_guest:  # who sees only the customers they named themselves
        own = visit.books.customers.starting_with(known.name, 1, named_by=visit.actor.user_id)
        known = own[0] if own else None
    if value and known is None:  # the modal stays open: who it was is not to be lost in silence
        raise Refusal(Why.NOT_FOUND, field="customer", what="that customer")
    return known.name if known else None


def _choice(choices: type[C], value: object) -> C | None:
    try:
        return choices(str(value)) if value else None
    except ValueError:
        return None


def _sent_back(view: dict[str, object], blocks: list[kit.Block]) -> kit.View:
    """The open modal with other blocks: only what Slack takes back of a view."""
    kept = (
        "type",
        "callback_id",
        "title",
        "submit",
        "close",
        "private_metadata",
        "notify_on_close",
    )
    return {name: view[name] for name in kept if view.get(name)} | {"blocks": blocks}
