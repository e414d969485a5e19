"""Requests that Slack would never send, made from requests that it did."""

from __future__ import annotations

import copy
import json
import random
import secrets
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlencode

from bot.sandbox.http_delivery import FORM
from bot.sandbox.record import Delivery
from tests.acceptance.door import JSON, Request, signed

TOO_MUCH = 1_000_001
"""Bytes that the door does not take."""


def _nested(depth: int) -> Any:
    value: Any = []
    for _ in range(depth):
        value = [value]
    return value


# what stands where something else should
_VALUES: list[Any] = [
    None, True, False, 0, -1, 7, 10**30, -(10**300), 1e308, "", " ", "x", "x" * 5000, "\x00",
    "a\x00b", "\ud800", "\udfff\ud800", [], {}, [[]], [{}], [None], {"": None}, {"id": {}},
    {"id": "U0NOBODY"}, ["U0SAM"], "U0SAM", "U0NOBODY", "W" + "9" * 60, "C" * 400, "T0OTHER", "0",
    "-1", "1", "2", "1.5", "١٢", "9" * 15, "9" * 16, "9" * 40, "0x1", "null", "1:2", ":", "1:",
    ":1", "0 x", "9999999999 open", "issue:1", "issue:", "issue:9" * 30, "observation:1", "draft:1",
    "draft:" + "9" * 30, "private", "new:" + "n" * 3000, "new:\x00", "2026-02-30", "0000-00-00",
    "9999-12-31", "<!channel>", "<@U0SAM>", "\u202e", "'; DROP TABLE issue; --", _nested(40),
    "customer", "angry", "critical", "dismissed", "home", "modal", "message",
]  # fmt: skip

_NAMES = [
    "issue_acknowledge", "issue_done", "issue_promise", "issue_resolve", "issue_reassign",
    "issue_snooze", "issue_dismiss", "issue_hold", "issue_not_fixed", "issue_show", "loop_told",
    "loop_waived",
    "observation_edit", "observation_undo", "observation_follow_up", "touchpoint_is_1",
    "use_customer_0", "use_option", "use_touchpoint_0", "use_feeling_0", "use_severity_0",
    "use_source_0", "use_followup_0", "leave_touchpoint", "log_draft", "log_open", "log_message",
    "log_observation", "issues_page_on",
    "search_page_back", "customer_page_on", "edit_observation", "feeling", "severity", "customer",
    "touchpoint", "nothing_of_the_kind", "lead_claim", "catalogue_starter", "role_fine",
    "role_not_me", "parked_post", "settings", "touchpoint_edit", "journey_edit",
]  # fmt: skip

_COMMANDS = [
    "log", "log ", "log x touchpoint:", 'log x customer:"', "issues", "issues open touchpoint:x",
    "issue", "issue 0", "issue -1", "issue 1 2", "issue " + "9" * 50, "customer", "customer \x00",
    "search", "search %", "search _ \x00", "search " + "( " * 500, "touchpoints", "touchpoint add",
    "touchpoint edit", "touchpoint edit \ud800", "journey edit", "journey edit x", "settings",
    "help", "export", "log " + "customer:x " * 500, "log \x00", "log \ud800",
]  # fmt: skip


class Mutator:
    """Makes requests from `deliveries`; the same `seed` gives the same ones but for their ids."""

    def __init__(self, deliveries: list[Delivery], seed: int) -> None:
        self._real = [(each.kind, each.payload) for each in deliveries]
        self._dice = random.Random(seed)

    def unwelcome(self, count: int) -> Iterator[tuple[int, Request]]:
        """(status that must be answered, request): without a good signature, too old, too large,
        or well signed and no request of Slack's at all."""
        ways: list[tuple[int, Callable[[], Request]]] = [
            (401, self._unsigned),
            (401, self._badly_signed),
            (401, self._stale),
            (400, self._signed_noise),
        ]
        for number in range(count):
            if number % 100 == 0:
                yield 413, self._oversized()
            else:
                status, make = self._dice.choice(ways)
                yield status, make()

    def mutants(self, count: int) -> Iterator[Request]:
        """Well signed, as from Slack, but of a shape or with contents that Slack does not send."""
        for _ in range(count):
            kind, payload = self._dice.choice(self._real)
            yield self._encode(kind, self._mutated(payload))

    def real(self) -> Iterator[Request]:
        """The requests as they were, signed anew."""
        for kind, payload in self._real:
            yield self._encode(kind, payload)

    # -- inside ------------------------------------------------------------------------------------

    def _any(self) -> Request:
        kind, payload = self._dice.choice(self._real)
        return self._encode(kind, self._fresh(copy.deepcopy(payload)))

    def _unsigned(self) -> Request:
        request = self._any()
        names = ["x-slack-signature", "x-slack-request-timestamp"]
        missing = self._dice.choice([names, names[:1], names[1:]])
        return Request(request.body, {k: v for k, v in request.headers.items() if k not in missing})

    def _badly_signed(self) -> Request:
        request = self._any()
        good = request.headers["x-slack-signature"]
        at = self._dice.randrange(3, len(good))
        other = "0" if good[at] != "0" else "1"
        bad = self._dice.choice(
            [
                good[:at] + other + good[at + 1 :],
                good.upper(),
                "v1" + good[2:],
                good[3:],
                good[:at],
                "v0=",
                "",
                "v0=" + "é" * 32,
            ]
        )
        if self._dice.random() < 0.2:  # the body is not what was signed
            return Request(request.body + b" ", request.headers)
        return Request(request.body, request.headers | {"x-slack-signature": bad})

    def _stale(self) -> Request:
        kind, payload = self._dice.choice(self._real)
        if self._dice.random() < 0.6:
            ago = self._dice.choice([302, 400, 86_400, 10**9, -400, -86_400, -(10**10)])
            return self._encode(kind, self._fresh(copy.deepcopy(payload)), ago=ago)
        request = self._encode(kind, payload)
        stamp = self._dice.choice(["", "now", "-1", "1e9", "١٢٣", "9" * 400, "0", "1.5", " 1"])
        return Request(request.body, request.headers | {"x-slack-request-timestamp": stamp})

    def _oversized(self) -> Request:
        body = b"payload=" + b"x" * (TOO_MUCH + self._dice.randrange(1000))
        request = signed(body, self._dice.choice([FORM, JSON]))
        return request if self._dice.random() < 0.5 else Request(body, {"content-type": FORM})

    def _signed_noise(self) -> Request:
        dice = self._dice
        body, content_type = dice.choice(
            [
                (dice.randbytes(dice.randrange(1, 400)), JSON),
                (b"\xff" + dice.randbytes(dice.randrange(400)), FORM),
                (b"", JSON),
                (b"", FORM),
                (b"[]", JSON),
                (b"null", JSON),
                (b'"text"', JSON),
                (b"7" * 6000, JSON),
                (b'{"a":' * 50_000, JSON),
                (b"[" * 100_000, JSON),
                (b'{"type": "event_callback", "event":', JSON),
                (b"payload=", FORM),
                (b"payload=%5B%5D", FORM),
                (b"payload=7", FORM),
                (b"payload=%7B%7D", FORM),
                (b"payload=%FF%FE", FORM),
                (b"payload=" + b"%5B" * 20_000, FORM),
                (b"text=log&user_id=U0SAM", FORM),
                (b"a=b&" * 5000, FORM),
                (b"<xml/>", "text/xml"),
            ]
        )
        return signed(body, content_type)

    def _encode(self, kind: str, payload: Any, **how: Any) -> Request:
        if kind == "slash_commands":
            return signed(urlencode(payload, errors="surrogatepass").encode(), FORM, **how)
        text = json.dumps(payload)
        if kind == "interactive":
            return signed(urlencode({"payload": text}).encode(), FORM, **how)
        return signed(text.encode(), JSON, **how)

    def _mutated(self, payload: Any) -> Any:
        mutant = self._fresh(copy.deepcopy(payload))
        for _ in range(self._dice.choice([1, 1, 1, 2, 3])):
            self._change(mutant)
        return mutant

    def _fresh(self, payload: Any) -> Any:
        """With ids of its own: what repeats an id is a repeat."""
        for name in ("trigger_id", "event_id"):
            if name in payload:
                payload[name] = secrets.token_hex(8)
        return payload

    def _change(self, mutant: Any) -> None:
        dice = self._dice
        places = list(_places(mutant))
        if not places:
            return
        holder, key = dice.choice(places)
        draw = dice.random()
        if key == "text" and isinstance(holder, dict) and "command" in holder and draw < 0.6:
            holder[key] = dice.choice(_COMMANDS)
        elif key in ("action_id", "callback_id") and draw < 0.6:
            holder[key] = dice.choice(_NAMES)
        elif draw < 0.15 and isinstance(holder, dict):
            del holder[key]
        elif draw < 0.2 and isinstance(holder, list):
            holder.append(copy.deepcopy(holder[key]))
        else:
            holder[key] = copy.deepcopy(dice.choice(_VALUES))


def _places(value: Any) -> Iterator[tuple[Any, Any]]:
    """Every (container, key or index) in a JSON value."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield value, key
            yield from _places(inner)
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield value, index
            yield from _places(inner)
