"""What people enter: from a visible value to what Slack sends for it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

from bot.sandbox.elements import STATE, Placed, initial_state, placed, said
from bot.sandbox.errors import NotOffered
from bot.sandbox.views import OpenView
from bot.sandbox.workspace import Workspace
from bot.sandbox.world import Channel, Json

if TYPE_CHECKING:
    from bot.sandbox.person import Person

_NUMBER = re.compile(r"-?\d+(\.\d+)?")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
REQUIRED = "Please complete this required field."


def entered(space: Workspace, element: Json, value: Any, offered: list[Json]) -> Json:
    """The state value for `value`, which is what a person would type, pick or tick.

    `offered` are the options on the screen. Raises NotOffered when the element cannot take the
    value.
    """
    kind = element["type"]
    key, _, empty = STATE[kind]
    return {
        "type": kind,
        key: empty if value is None else _value(space, element, value, offered),
    }


def _value(space: Workspace, element: Json, value: Any, offered: list[Json]) -> Any:
    kind = element["type"]
    match kind:
        case "plain_text_input" | "number_input" | "email_text_input" | "url_text_input":
            return _typed(element, str(value))
        case "static_select" | "external_select" | "radio_buttons":
            return _option(offered, value)
        case "multi_static_select" | "multi_external_select" | "checkboxes":
            return _many(element, [_option(offered, text) for text in _list(value)])
        case "users_select":
            return _user(space, value)
        case "multi_users_select":
            return _many(element, [_user(space, user) for user in _list(value)])
        case "conversations_select" | "channels_select":
            return _channel(space, element, value)
        case "multi_conversations_select" | "multi_channels_select":
            return _many(element, [_channel(space, element, one) for one in _list(value)])
        case "datepicker":
            return date.fromisoformat(str(value)).isoformat()
        case "timepicker":
            return time.fromisoformat(str(value)).strftime("%H:%M")
        case "datetimepicker":
            return int(value.timestamp()) if isinstance(value, datetime) else int(value)
        case "rich_text_input":
            return _rich_text(str(value))
        case "file_input":
            return _many(element, _list(value), "max_files")
    raise NotOffered(f"nothing can be entered into a {kind}")


def _list(value: Any) -> list[Any]:
    one = isinstance(value, str | dict) or not isinstance(value, Iterable)
    return [value] if one else list(value)


def _many(element: Json, values: list[Any], limit: str = "max_selected_items") -> list[Any]:
    most = element.get(limit, 10 if limit == "max_files" else 100)
    if len(values) > most:
        raise NotOffered(f"at most {most} can be chosen")
    return values


def _typed(element: Json, value: str) -> str | None:
    most = element.get("max_length", 3000)
    if len(value) > most:
        raise NotOffered(f"at most {most} characters can be typed here, not {len(value)}")
    return value or None


def _option(offered: list[Json], wanted: Any) -> Json:
    for option in offered:
        if (option if isinstance(wanted, dict) else said(option["text"])) == wanted:
            return option
    texts = [said(option["text"]) for option in offered]
    raise NotOffered(f"{wanted!r} is not among {texts}")


def _user(space: Workspace, value: Person | str) -> str:
    user_id = value if isinstance(value, str) else value.id
    if user_id not in space.world.users:
        raise NotOffered(f"nobody is called {user_id}")
    return user_id


def _channel(space: Workspace, element: Json, value: Channel | str) -> str:
    channel = space.world.channels.get(value if isinstance(value, str) else value.id)
    if channel is None:
        raise NotOffered(f"there is no channel {value}")
    if element["type"].endswith("channels_select"):
        if channel.kind != "public":
            raise NotOffered("only public channels can be chosen")
        return channel.id
    wanted = element.get("filter", {})
    if channel.kind not in wanted.get("include", [channel.kind]):
        raise NotOffered(f"a {channel.kind} conversation cannot be chosen")
    if channel.ext_shared and wanted.get("exclude_external_shared_channels"):
        raise NotOffered("channels shared with other organisations cannot be chosen")
    return channel.id


def _rich_text(text: str) -> Json:
    section = {"type": "rich_text_section", "elements": [{"type": "text", "text": text}]}
    return {"type": "rich_text", "elements": [section]}


def _complaint(spot: Placed, held: Json) -> str | None:
    """What Slack's client says under an input before anything is sent; None if all is well."""
    element, key = spot.element, STATE[spot.element["type"]][0]
    value = held[key]
    if not value:
        return None if spot.block.get("optional") else REQUIRED
    match element["type"]:
        case "plain_text_input" if len(value) < element.get("min_length", 0):
            return f"Please enter at least {element['min_length']} characters."
        case "number_input":
            return _number_complaint(element, value)
        case "email_text_input" if not _EMAIL.fullmatch(value):
            return "Please enter a valid email address."
        case "url_text_input" if "://" not in value:
            return "Please enter a valid URL."
    return None


def _number_complaint(element: Json, value: str) -> str | None:
    if not _NUMBER.fullmatch(value):
        return "Please enter a number."
    if "." in value and not element["is_decimal_allowed"]:
        return "Please enter a whole number."
    if "min_value" in element and float(value) < float(element["min_value"]):
        return f"Please enter a number of at least {element['min_value']}."
    if "max_value" in element and float(value) > float(element["max_value"]):
        return f"Please enter a number of at most {element['max_value']}."
    return None


def complaints(view: OpenView) -> dict[str, str]:
    """Label -> complaint, for every input of a modal that the client would not let through."""
    found: dict[str, str] = {}
    for spot in placed(view.body["blocks"]):
        held = view.held.get(spot.key) or initial_state(spot.element)
        if spot.in_input and held is not None and (text := _complaint(spot, held)):
            found[said(spot.block["label"])] = text
    return found


def option_said(spot: Placed, wanted: str) -> Json:
    """The option of an overflow menu with the given text; raises NotOffered."""
    return _option(spot.element["options"], wanted)


def action_of(spot: Placed, action_ts: str) -> Json:
    """The entry in `actions` for an element that was pressed or set, without what it now holds."""
    element = spot.element
    action: Json = {
        "type": element["type"],
        "action_id": element["action_id"],
        "block_id": spot.block["block_id"],
        "action_ts": action_ts,
    }
    passed_on = ("text", "value", "style", "url", "placeholder", "confirm")
    return action | {name: element[name] for name in passed_on if name in element}
