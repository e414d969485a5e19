"""One press as Slack sends it, and the values of what is filled in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from handlers.inbound import Inbound, Kind, from_command, from_event, from_interaction
from tests.security.company import CHANNEL, HERE, PARTNER, PEOPLE, THERE, Company

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Press:
    """body: what is in the payload besides who acts. variant: tells apart two rows of one route."""

    kind: Kind
    name: str
    body: Json
    variant: str = ""

    @property
    def row(self) -> str:
        """What the table calls it."""
        words = f"{self.kind.value} {self.name}"
        return f"{words} {self.variant}" if self.variant else words


def inbound(company: Company, part: str, press: Press) -> Inbound:
    """`press` by whoever plays `part`."""
    user_id = PEOPLE[part]
    team = {"Slack Connect": PARTNER, "other workspace": THERE}.get(part, HERE)
    at = THERE if part == "other workspace" else HERE
    if press.kind is Kind.EVENT:
        bot = company.sandbox.app.user_id
        body = {"event_id": f"Ev{company.serial()}", "event": _event(press, user_id, team, bot)}
        return from_event(body, at)
    ways = company.ways_to_answer(user_id)
    if press.kind is Kind.COMMAND:
        return from_command(press.body | ways | {"user_id": user_id, "channel_id": CHANNEL}, at)
    user = {"id": user_id, "team_id": team, "username": user_id.lower()}
    return from_interaction(press.kind, press.body | ways | {"user": user}, at)


def modal(callback: str, record: str, **fields: Json) -> Json:
    """A view that comes back, each input in a block of its own name."""
    return {
        "view": {
            "type": "modal",
            "id": "V0",
            "callback_id": callback,
            "private_metadata": record,
            "blocks": [{"type": "input", "block_id": name} for name in fields],
            "state": {"values": {name: {name: held} for name, held in fields.items()}},
        }
    }


def text(value: str) -> Json:
    return {"type": "plain_text_input", "value": value}


def option(value: object) -> Json:
    return {"type": "static_select", "selected_option": {"value": str(value)}}


def ticks(*values: object) -> Json:
    return {
        "type": "checkboxes",
        "selected_options": [{"value": str(value)} for value in values],
    }


def day(value: str) -> Json:
    return {"type": "datepicker", "selected_date": value}


def user(value: str) -> Json:
    return {"type": "users_select", "selected_user": value}


# -- the presses ----------------------------------------------------------------------------------


def action(name: str, value: object, *, sent: str = "", view: Json | None = None) -> Press:
    body: Json = {"actions": [{"action_id": sent or name, "value": str(value)}]}
    message = {"type": "message", "message_ts": "1757930000.000900", "channel_id": CHANNEL}
    place: Json = {"container": message, "channel": {"id": CHANNEL, "name": "general"}}
    return Press(Kind.ACTION, name, body | (view or place))


def submission(callback: str, record: str, **fields: Json) -> Press:
    return Press(Kind.SUBMISSION, callback, modal(callback, record, **fields))


def options(name: str, typed: str) -> Press:
    return Press(Kind.OPTIONS, name, {"action_id": name, "value": typed})


def _event(press: Press, user_id: str, team: str, bot: str) -> Json:
    event: Json = {"type": press.name, "user": user_id, "user_team": team}
    return event | _EVENTS[press.name](user_id, bot)


_EVENTS: dict[str, Callable[[str, str], Json]] = {
    "app_home_opened": lambda user_id, _: {"tab": "home", "channel": f"D{user_id}"},
    "app_mention": lambda _, bot: {"channel": CHANNEL, "text": f"<@{bot}> log It broke"},
    "message": lambda user_id, _: {
        "channel": f"D{user_id}",
        "channel_type": "im",
        "text": "It broke",
    },
    "reaction_added": lambda *_: {
        "reaction": "ear",
        "item": {"type": "message", "channel": CHANNEL, "ts": "1757930000.000300"},
    },
}
