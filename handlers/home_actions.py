"""App Home's own buttons: who leads, and what to do about messages that did not arrive."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from bot.blocks import kit
from bot.blocks.refusals import refusal_screen
from bot.domain.errors import Refusal, Why
from bot.domain.ids import number
from bot.domain.policy import Right
from bot.usecases import parked
from bot.usecases.desk import Desk
from bot.usecases.leads import claim_lead as claim
from bot.usecases.leads import may_claim
from handlers.reply import Reply
from handlers.visit import Visit
from storage.books import Books

_NO_LEAD_YET = (
    "Nobody leads customer experience here yet: “Become CX lead” is in Earshot's Home tab."
)
_MESSAGE_BLOCKS = 50
"""As many as Slack takes in one message."""


def claim_lead(visit: Visit) -> Reply:
    """The first press wins; whoever was slower sees who it was, and Home as it is now."""
    visit.need(Right.CLAIM_LEAD, set(), "a workspace admin")
    return pressed(lambda: claim(visit.books, visit.desk, visit.actor.user_id))


def there(visit: Visit) -> Reply:
    return _decide(visit, parked.it_is_there)


def post(visit: Visit) -> Reply:
    return _decide(visit, parked.post_again)


def forget(visit: Visit) -> Reply:
    return _decide(visit, parked.forget)


def point_to_lead(visit: Visit, reply: Reply) -> Reply:
    """Until a CX lead is active, an admin's answer to `/cx` ends with a line that points there."""
    if not may_claim(visit.books, visit.actor):
        return reply
    line = kit.context(_NO_LEAD_YET)
    if reply.open is not None:
        return replace(reply, open=reply.open | {"blocks": [*reply.open["blocks"], line]})
    if reply.show is not None and len(reply.show.blocks) < _MESSAGE_BLOCKS:
        return replace(reply, show=kit.Screen(reply.show.text, [*reply.show.blocks, line]))
    return reply


def _decide(visit: Visit, decide: Callable[[Books, Desk, int | None, str], None]) -> Reply:
    message = number(visit.inbound.value)
    return pressed(lambda: decide(visit.books, visit.desk, message, visit.actor.user_id))


def pressed(work: Callable[[], None]) -> Reply:
    """Home as it is after `work`; whoever was too late sees why beside it."""
    try:
        work()
    except Refusal as refusal:
        if refusal.why is not Why.ALREADY:
            raise
        # nothing was changed; what the page shows is old
        return Reply(tell=refusal_screen(refusal), home=True)
    return Reply(home=True)
