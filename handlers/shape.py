"""The shape of what Slack sends, as far as we or Bolt look into it.

A signature says who sent a request, not that it is whole. What has another shape than this is
turned away at the door, so that behind it nobody has to ask what a value is before reading it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

Check = Callable[[Any], bool]

_ID = re.compile(r"[A-Z0-9]{1,32}")
_TS = re.compile(r"[0-9]{1,12}\.[0-9]{1,9}")
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_LONGEST_KEY = 120
"""Characters of an event's or a trigger's id; Slack's have a third of that."""


def is_command(form: dict[str, list[str]]) -> bool:
    """Whether a parsed form is a slash command; values are lists, as `parse_qs` gives them."""
    return _COMMAND({name: values[0] for name, values in form.items() if values[0]})


def is_interaction(payload: Any) -> bool:
    """Whether JSON is a click, a modal, a shortcut or a typeahead."""
    return _one_of(_INTERACTIONS, payload)


def is_event(payload: Any) -> bool:
    """Whether JSON is an event in its envelope, or what Slack has to say about events."""
    return _one_of(_ENVELOPES, payload)


def _one_of(kinds: dict[str, Check], payload: Any) -> bool:
    kind = payload.get("type") if isinstance(payload, dict) else None
    return isinstance(kind, str) and kind in kinds and kinds[kind](payload)


# -- what a value may be ---------------------------------------------------------------------------


def _text(value: Any) -> bool:
    return isinstance(value, str)


def _name(value: Any) -> bool:
    return isinstance(value, str) and not _UNSTORABLE.search(value)


def _id(value: Any) -> bool:
    return isinstance(value, str) and _ID.fullmatch(value) is not None


def _ts(value: Any) -> bool:
    return isinstance(value, str) and _TS.fullmatch(value) is not None


def _key(value: Any) -> bool:
    return _name(value) and 0 < len(value) <= _LONGEST_KEY


def _either(*checks: Check) -> Check:
    return lambda value: any(check(value) for check in checks)


def _each(check: Check) -> Check:
    return lambda value: isinstance(value, list) and all(map(check, value))


def _some(check: Check) -> Check:
    return lambda value: bool(value) and _each(check)(value)


def _by_name(check: Check) -> Check:
    return lambda value: isinstance(value, dict) and all(map(check, value.values()))


def _fields(_must: Mapping[str, Check] | None = None, /, **may: Check) -> Check:
    """An object with all of `_must`; what else it has of `may` is None or as told."""
    must = _must or {}

    def check(value: Any) -> bool:
        return (
            isinstance(value, dict)
            and all(name in value and check(value[name]) for name, check in must.items())
            and all(value.get(name) is None or check(value[name]) for name, check in may.items())
        )

    return check


# -- the requests ----------------------------------------------------------------------------------

_COMMAND = _fields(
    {"command": _name, "user_id": _id},
    team_id=_id,
    enterprise_id=_id,
    channel_id=_id,
    channel_name=_name,
    user_name=_name,
    trigger_id=_key,
)
_OPTION = _fields({"value": _text})
_HELD: dict[str, Check] = {
    "value": _text,
    "selected_option": _OPTION,
    "selected_options": _each(_OPTION),
    "selected_user": _id,
    "selected_users": _each(_id),
    "selected_channel": _id,
    "selected_channels": _each(_id),
    "selected_conversation": _id,
    "selected_conversations": _each(_id),
    "selected_date": _name,
    "selected_time": _name,
}
_PRESSED: dict[str, Check] = {**_HELD, "block_id": _name}
_VIEW = _fields(
    {"id": _name, "type": _name},
    callback_id=_name,
    private_metadata=_text,
    hash=_name,
    team_id=_id,
    app_installed_team_id=_id,
    state=_fields(values=_by_name(_by_name(_fields(**_HELD)))),
    blocks=_each(_fields(type=_name, block_id=_name)),
)
_TEAM = _fields({"id": _id}, enterprise_id=_id)
_PERSON = _fields({"id": _id}, team_id=_id, name=_name, username=_name)
_MESSAGE: Check = _fields(
    text=_text,
    ts=_ts,
    thread_ts=_ts,
    user=_either(_id, _PERSON),
    team=_id,
    user_team=_id,
    source_team=_id,
    user_profile=_fields(team_name=_name, real_name=_name),
)
_SEEN_IN: dict[str, Check] = {
    "team": _TEAM,
    "enterprise": _TEAM,
    "view": _VIEW,
    "message": _MESSAGE,
    "channel": _fields({"id": _id}, name=_name),
    "container": _fields(type=_name, message_ts=_ts, channel_id=_id),
    "trigger_id": _key,
    "response_url": _name,
    "response_urls": _each(_fields(response_url=_name)),
}


def _interaction(**must: Check) -> Check:
    check = _fields({"user": _PERSON, **must}, **_SEEN_IN)
    # Bolt counts them wherever the name stands
    return lambda payload: check(payload) and payload.get("response_urls", ()) is not None


_INTERACTIONS = {
    "block_actions": _interaction(actions=_some(_fields({"action_id": _name}, **_PRESSED))),
    "block_suggestion": _interaction(action_id=_name, value=_text),
    "view_submission": _interaction(view=_VIEW),
    "view_closed": _interaction(view=_VIEW),
    "shortcut": _interaction(callback_id=_name),
    "message_action": _interaction(callback_id=_name, message=_MESSAGE),
}
_PROFILE = _fields(display_name=_name, real_name=_name)
_EVENT = _fields(
    {
        "event_id": _key,
        "event": _fields(
            {"type": _name},
            subtype=_name,
            text=_text,
            ts=_ts,
            thread_ts=_ts,
            tab=_name,
            reaction=_name,
            channel=_either(_id, _fields(id=_id)),
            channel_type=_name,
            user=_either(_id, _fields({"id": _id}, team_id=_id, tz=_name, profile=_PROFILE)),
            team=_id,
            team_id=_id,
            user_team=_id,
            source_team=_id,
            bot_id=_name,
            item=_fields(type=_name, channel=_id, ts=_ts),
            message=_MESSAGE,
            previous_message=_MESSAGE,
            assistant_thread=_fields(),
            tokens=_fields(bot=_each(_id), oauth=_each(_id)),
        ),
    },
    team_id=_id,
    enterprise_id=_id,
    context_team_id=_id,
    context_enterprise_id=_id,
    authorizations=_each(_fields(team_id=_id, enterprise_id=_id)),
)
_ENVELOPES = {
    "event_callback": _EVENT,
    "url_verification": _fields({"challenge": _name}),
    "app_rate_limited": _fields(),
}
