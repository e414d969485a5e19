"""Requests that no client of Slack's would send, signed all the same, at the real front door."""

from __future__ import annotations

import hashlib
import hmac
import json
import random
from typing import Any
from urllib.parse import urlencode

import httpx

from handlers.inbound import Kind
from tests.security.company import CHANNEL, HERE, PARTNER, PEOPLE, THERE, Company
from tests.security.presses import presses
from tests.security.pressing import Press

Json = dict[str, Any]
Path = tuple[str | int, ...]

_TYPES = {
    Kind.ACTION: "block_actions",
    Kind.SUBMISSION: "view_submission",
    Kind.CLOSED: "view_closed",
    Kind.OPTIONS: "block_suggestion",
}
_KINDS = ("issue", "observation", "draft", "touchpoint", "journey", "customer", "channel", "new")
_ODD: tuple[Any, ...] = (
    *("", " ", "0", "-1", "1.5", "1e3", "0x1", "+1", " 1", "1 ", "1_0", "NaN", "None", "true"),
    *("٤", "１", "²", "Ⅳ", "1\u200b", "\u202e1", "9" * 15, "9" * 16, "9" * 400, str(2**63)),
    *("1 OR 1=1", "1; DROP TABLE issue", "' OR ''='", "1)--", "%", "_", "\\", "\x00", "\ud800"),
    *('{"id": 1}', "[1]", "null", '"1"', "{{", "<!channel>", "<@U0LENA>", "x" * 5000),
    *("C0GENERAL", "D0OLIVE", "G0PRIVATE", "private", "lead_claim", "settings", "edit_journey"),
    *("2026-13-45", "0001-01-01", "9999-12-31", "25:61", "critical", "yes"),
    *(None, 1, -1, 2**70, 1.5, True, [], [1], {}, {"id": 1}),
)
_SLACKS_OWN = (("type",), ("command",), ("response_url",))
_NOBODY = ("U0NOBODY", "U0OTTO", "USLACKBOT", "W0GRID", "u0lena", "U0LENA ", "1", "' OR 1=1", "٤")


class Forger:
    """Makes forged requests, the same ones for the same seed."""

    def __init__(self, company: Company, seed: int) -> None:
        self._company = company
        self._dice = random.Random(seed)
        self._presses = [press for press in presses(company.ids) if press.kind is not Kind.EVENT]

    def request(self, part: str) -> tuple[Json, bool]:
        """(body, whether it is a command): a press of `part`'s with up to three lies in it."""
        press = self._dice.choice(self._presses)
        body = self._honest(press, part)
        for _ in range(self._dice.randint(1, 3)):
            path = self._dice.choice(list(_leaves(body)))
            _put(body, path, self._lie(path))
        return body, press.kind is Kind.COMMAND

    def _honest(self, press: Press, part: str) -> Json:
        ways = self._company.ways_to_answer(PEOPLE[part])
        team = {"Slack Connect": PARTNER, "other workspace": THERE}.get(part, HERE)
        at = THERE if part == "other workspace" else HERE
        if press.kind is Kind.COMMAND:
            person = {"user_id": PEOPLE[part], "channel_id": CHANNEL, "team_id": at}
            return {**press.body, **ways, **person}
        kind = _TYPES.get(press.kind) or (
            "message_action" if "message" in press.body else "shortcut"
        )
        body = json.loads(json.dumps(press.body)) | ways
        if "view" in body:
            body["view"] |= {"team_id": at, "app_installed_team_id": at, "hash": "1.abc"}
        for action in body.get("actions", ()):
            action["block_id"] = "b1"
        return {
            **body,
            "type": kind,
            "team": {"id": at},
            "user": {"id": PEOPLE[part], "team_id": team, "username": part},
        }

    def _lie(self, path: Path) -> Any:
        if path[-1] == "user_id" or path == ("user", "id"):
            # with somebody else's id it would be somebody else who pressed
            return self._dice.choice(_NOBODY)
        number = self._dice.randint(1, 30)
        return self._dice.choice(
            (
                self._dice.choice(_ODD),
                str(number),
                f"{self._dice.choice(_KINDS)}:{number}",
                f"{number}:{self._dice.randint(1, 30)}",
                self._dice.choice(list(PEOPLE.values())),
                self._dice.choice((HERE, THERE, PARTNER)),
                self._dice.choice(self._presses).name,
            )
        )


async def post(
    http: httpx.AsyncClient, company: Company, body: Json, *, command: bool
) -> httpx.Response:
    """Deliver as Slack does."""
    form = (
        {name: _text(value) for name, value in body.items()}
        if command
        else {"payload": json.dumps(body)}
    )
    sent = urlencode(form, errors="replace").encode()
    stamp = str(int(company.app.clock.wall().timestamp()))
    signed = f"v0:{stamp}:".encode() + sent
    secret = company.sandbox.signing_secret.encode()
    signature = "v0=" + hmac.new(secret, signed, hashlib.sha256).hexdigest()
    return await http.post(
        "/slack/events",
        content=sent,
        headers={
            "content-type": "application/x-www-form-urlencoded",
            "x-slack-request-timestamp": stamp,
            "x-slack-signature": signature,
        },
    )


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def _leaves(node: Any, path: Path = ()) -> list[Path]:
    """Where a value stands that a person could have to do with."""
    if isinstance(node, dict) and node:
        found = [_leaves(value, (*path, name)) for name, value in node.items()]
    elif isinstance(node, list) and node:
        found = [_leaves(value, (*path, nth)) for nth, value in enumerate(node)]
    else:
        return [] if path in _SLACKS_OWN else [path]
    return [leaf for leaves in found for leaf in leaves]


def _put(body: Any, path: Path, value: Any) -> None:
    for step in path[:-1]:
        body = body[step]
    body[path[-1]] = value
