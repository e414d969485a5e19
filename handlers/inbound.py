"""What comes in from Slack, by any door: one shape for commands, clicks, modals and events."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum, auto
from functools import cached_property
from typing import Any

from bot.domain.slacktext import from_message, unescape

Payload = Mapping[str, Any]

ANSWERED_WITHIN = 2.6
"""Seconds: Slack waits for three, and the way there and back is its own."""
ASKED_WITHIN = 1.6
"""Seconds of those for which Slack is asked; the rest is the database's."""

_NAMES_AS_IDS = "/survey"
"""The command that the manifest has escaped: who is picked in it arrives as an id."""


class Kind(StrEnum):
    COMMAND = auto()
    ACTION = auto()
    SUBMISSION = auto()
    CLOSED = auto()
    SHORTCUT = auto()
    OPTIONS = auto()
    EVENT = auto()


@dataclass(frozen=True)
class Inbound:
    """One request. `key` is what it is deduplicated by; None for what may repeat at will."""

    kind: Kind
    name: str
    """Command, action id, callback id or event type: what the route table looks up."""
    team_id: str
    user_id: str
    payload: Payload
    key: str | None = None
    user_team_id: str = ""
    user_name: str = ""
    trigger_id: str | None = None
    response_url: str | None = None
    channel: str | None = None
    channel_private: bool = False
    value: str = ""
    view: Payload | None = None
    channel_shared: bool = False
    """Shared with another company."""
    fetched: Payload | None = None
    """The message an event is about, where it could be read."""
    company: str | None = None
    """Whose words they are, when the author of a message is of another company."""
    arrived: float = field(default_factory=time.monotonic)

    @property
    def answer_by(self) -> float:
        """The moment of `time.monotonic()` by which it is answered, come what may."""
        return self.arrived + ANSWERED_WITHIN

    @property
    def left(self) -> float:
        """Seconds until then, and a little when it has passed."""
        return max(0.1, self.answer_by - time.monotonic())

    @property
    def asking(self) -> float:
        """Seconds for which Slack may still be asked something before it is answered."""
        return max(0.0, self.arrived + ASKED_WITHIN - time.monotonic())

    @property
    def text(self) -> str:
        """What was typed after a command, as it was typed: Slack escapes &, < and >, and after
        `/survey` writes a name as `<#id|name>`."""
        if self.name == _NAMES_AS_IDS:
            return from_message(self.value, lambda _: None)
        return unescape(self.value)

    @property
    def is_external(self) -> bool:
        """Someone of another company, in a shared channel."""
        return bool(self.user_team_id) and self.user_team_id != self.team_id

    @property
    def message_ts(self) -> str | None:
        """The message a button was pressed in."""
        container = self.payload.get("container") or {}
        return container.get("message_ts")

    @property
    def in_message(self) -> bool:
        return bool((self.payload.get("container") or {}).get("type", "").startswith("message"))

    @property
    def in_home(self) -> bool:
        return bool(self.view) and (self.view or {}).get("type") == "home"

    @property
    def record(self) -> str:
        """What the modal is about, as it came back: an id, to be looked up and never trusted."""
        return str((self.view or {}).get("private_metadata") or "")

    @cached_property
    def fields(self) -> dict[str, Any]:
        """The modal's inputs by action id: text, option value, user, channel, date, or a list;
        of files their ids."""
        return {name: value for name, (_, value) in self._inputs.items()}

    def block_of(self, name: str) -> str:
        """The block id of an input: where Slack wants an error shown."""
        return self._inputs[name][0] if name in self._inputs else name

    @cached_property
    def mentioned_people(self) -> set[str]:
        """User ids chosen in the modal's inputs, whom we must know before we store them."""
        elements = [each for block in self._state.values() for each in block.values()]
        chosen = {element.get("selected_user") for element in elements}
        chosen.update(*(element.get("selected_users") or () for element in elements))
        return {user_id for user_id in chosen if user_id}

    @cached_property
    def _inputs(self) -> dict[str, tuple[str, Any]]:
        return {
            action_id: (block_id, _value(element))
            for block_id, elements in self._state.items()
            for action_id, element in elements.items()
        }

    @property
    def _state(self) -> Mapping[str, Mapping[str, Payload]]:
        """The modal's inputs by block id and action id, as Slack sends them."""
        return ((self.view or {}).get("state") or {}).get("values") or {}


_HELD = (
    "value",
    "selected_user",
    "selected_users",
    "selected_channel",
    "selected_conversation",
    "selected_date",
    "selected_time",
)


def _value(element: Payload) -> Any:
    for name in _HELD:
        if element.get(name) is not None:
            return element[name]
    if element.get("selected_option"):
        return element["selected_option"]["value"]
    if "files" in element:
        return [str(file.get("id")) for file in element["files"] or ()]
    if "selected_options" in element:
        return [option["value"] for option in element["selected_options"] or ()]
    return None


def from_command(body: Payload, team_id: str) -> Inbound:
    return Inbound(
        kind=Kind.COMMAND,
        name=str(body.get("command", "")),
        team_id=team_id,
        user_id=str(body.get("user_id") or ""),
        user_name=str(body.get("user_name") or ""),
        payload=body,
        key=_key("command", body.get("trigger_id")),
        trigger_id=body.get("trigger_id"),
        response_url=body.get("response_url"),
        channel=body.get("channel_id"),
        channel_private=is_private(body.get("channel_id"), body.get("channel_name")),
        value=str(body.get("text") or ""),
    )


def from_interaction(kind: Kind, body: Payload, team_id: str) -> Inbound:
    """A click, a modal, a shortcut or a typeahead."""
    user, channel = body.get("user") or {}, body.get("channel") or {}
    actions = body.get("actions") or [{}]
    view = body.get("view")
    names = {
        Kind.ACTION: actions[0].get("action_id"),
        Kind.OPTIONS: body.get("action_id"),
        Kind.SHORTCUT: body.get("callback_id"),
    }
    urls = body.get("response_urls") or [{}]
    return Inbound(
        kind=kind,
        name=str(names.get(kind) or (view or {}).get("callback_id") or ""),
        team_id=team_id,
        user_id=str(user.get("id") or ""),
        user_team_id=str(user.get("team_id") or ""),
        user_name=str(user.get("username") or user.get("name") or ""),
        payload=body,
        key=_key(
            kind, _submitted(user, view) if kind is Kind.SUBMISSION else body.get("trigger_id")
        ),
        trigger_id=body.get("trigger_id"),
        response_url=body.get("response_url") or urls[0].get("response_url"),
        channel=channel.get("id"),
        channel_private=is_private(channel.get("id"), channel.get("name")),
        value=_action_value(actions[0]) if kind is Kind.ACTION else str(body.get("value") or ""),
        view=view,
    )


def from_event(body: Payload, team_id: str) -> Inbound:
    event = body.get("event") or {}
    user = event.get("user")
    changed = user if isinstance(user, dict) else None
    channel = event.get("channel") or (event.get("item") or {}).get("channel")
    return Inbound(
        kind=Kind.EVENT,
        name=str(event.get("type") or ""),
        team_id=team_id,
        user_id=str((changed or {}).get("id") or (user if isinstance(user, str) else "") or ""),
        user_team_id=str(event.get("user_team") or event.get("source_team") or ""),
        payload=body,
        key=_key("event", body.get("event_id")),
        channel=channel if isinstance(channel, str) else None,
        value=str(event.get("text") or ""),
    )


def team_named(body: Payload) -> str:
    """The workspace a payload names: where the app is installed, as far as it says."""
    view, team = body.get("view") or {}, body.get("team") or {}
    granted = body.get("authorizations") or [{}]
    return str(
        granted[0].get("team_id")
        or view.get("app_installed_team_id")
        or body.get("team_id")
        or team.get("id")
        or ""
    )


def is_private(channel: str | None, name: str | None) -> bool:
    """Whether a place is a private channel or a DM, by what the payload says of it."""
    return bool(channel and channel[0] in "DG") or bool(
        name and (name in ("privategroup", "directmessage") or name.startswith("mpdm-"))
    )


def _action_value(action: Payload) -> str:
    if action.get("value") is not None:
        return str(action["value"])
    value = _value(action)
    return value if isinstance(value, str) else ""


def _submitted(user: Payload, view: Payload | None) -> str:
    """Whose modal it is and what stands in it: whoever waits for our answer in vain submits it
    again, and each press has a trigger of its own."""
    held = [user.get("id"), (view or {}).get("id"), (view or {}).get("state")]
    return hashlib.sha256(json.dumps(held, sort_keys=True).encode()).hexdigest()


def _key(kind: str, unique: object) -> str | None:
    return f"{kind}:{unique}" if unique else None
