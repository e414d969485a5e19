"""views.*"""

from __future__ import annotations

from bot.sandbox.call import Call
from bot.sandbox.errors import SlackError
from bot.sandbox.methods.registry import method
from bot.sandbox.views import OpenView
from bot.sandbox.world import Json

MODAL = frozenset({"modal"})
HOME = frozenset({"home"})


@method("views.open")
def open_view(call: Call) -> Json:
    """Opens a modal for the person whose trigger is used."""
    view = _view(call, MODAL)
    trigger = call.space.interactions.take_trigger(_trigger_id(call))
    opened = call.space.views.open(trigger.user_id, view)
    trigger.opened.append(opened.seen())
    return {"view": opened.seen()}


@method("views.push")
def push_view(call: Call) -> Json:
    """Lays a modal on the one from which the trigger came."""
    view = _view(call, MODAL)
    trigger = call.space.interactions.take_trigger(_trigger_id(call))
    if trigger.from_view is None or call.space.views.find(trigger.from_view) is None:
        raise SlackError("not_found")
    pushed = call.space.views.push(trigger.user_id, view)
    trigger.opened.append(pushed.seen())
    return {"view": pushed.seen()}


@method("views.update")
def update_view(call: Call) -> Json:
    """Replaces the content of an open view, found by view_id or external_id."""
    view = _view(call, MODAL | HOME)
    view_id, external_id = call.text("view_id"), call.text("external_id")
    found: OpenView | None
    if view_id is not None:
        found = call.space.views.find(view_id)
    elif external_id is not None:
        found = call.space.views.find_external(external_id)
    else:
        raise SlackError("invalid_arguments", ["[ERROR] missing required field: view_id"])
    if found is None:
        raise SlackError("not_found")
    if found.body["type"] != view["type"]:
        raise SlackError(
            "invalid_arguments", ["[ERROR] a view cannot change its type [json-pointer:/view/type]"]
        )
    return {"view": call.space.views.update(found, view, call.text("hash")).seen()}


@method("views.publish")
def publish_view(call: Call) -> Json:
    """Sets a person's Home tab."""
    if not call.space.manifest.home_tab:
        raise SlackError("not_enabled")
    view = _view(call, HOME)
    user = call.space.world.users.get(call.text("user_id") or "")
    if user is None or user.bot:
        raise SlackError("invalid_arguments", ["[ERROR] invalid user id [json-pointer:/user_id]"])
    return {"view": call.space.views.publish(user.id, view, call.text("hash")).seen()}


def _view(call: Call, kinds: frozenset[str]) -> Json:
    view = call.structure("view")
    call.space.require_view(view, kinds=kinds)
    return dict(view)


def _trigger_id(call: Call) -> str:
    trigger_id = call.text("trigger_id")
    if not trigger_id:
        raise SlackError("invalid_arguments", ["[ERROR] missing required field: trigger_id"])
    return trigger_id
