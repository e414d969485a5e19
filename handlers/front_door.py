"""Before Bolt: signature, age, size and shape. Junk ends here with 401, 413 or 400, never a 500."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs

MAX_BYTES = 1_000_000
"""Far above Slack's largest payload (a view of 250 kB), far below what hurts."""
MAX_AGE = 300
"""Seconds a signature is good for, as Slack advises."""


class Refused(Exception):
    """The request ends here, with this HTTP status."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


def check(secret: str, headers: Mapping[str, str], body: bytes, now: float) -> None:
    """Let a well-signed, young, well-formed request through; raises Refused for all else.

    now: seconds since the epoch, by the real clock. headers: looked up in lower case.
    """
    if len(body) > MAX_BYTES:
        raise Refused(413)
    stamp = headers.get("x-slack-request-timestamp", "")
    signature = headers.get("x-slack-signature", "")
    if not (stamp.isascii() and stamp.isdigit() and len(stamp) < 16):
        raise Refused(401)
    if abs(now - int(stamp)) > MAX_AGE:
        raise Refused(401)
    signed = b"v0:" + stamp.encode() + b":" + body
    wanted = "v0=" + hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()
    if not hmac.compare_digest(wanted.encode(), signature.encode("utf-8", "replace")):
        raise Refused(401)
    if not _well_formed(headers.get("content-type", ""), body):
        raise Refused(400)


def _well_formed(content_type: str, body: bytes) -> bool:
    """Whether Bolt can read it: an object of JSON, or a form that is a command or holds one."""
    try:
        text = body.decode()
        if "application/json" in content_type:
            return isinstance(json.loads(text), dict)
        form = parse_qs(text, keep_blank_values=True)
        if "payload" in form:
            return _is_interaction(json.loads(form["payload"][0]))
    except (ValueError, RecursionError):
        return False
    return "command" in form or "ssl_check" in form


def _is_interaction(payload: Any) -> bool:
    return (
        isinstance(payload, dict)
        and isinstance(payload.get("type"), str)
        and isinstance(payload.get("user"), dict)
        and _objects(payload, ("team", "channel", "view", "container", "message"))
        and _list_of_objects(payload.get("actions", []))
    )


def _objects(payload: dict[str, Any], names: tuple[str, ...]) -> bool:
    return all(isinstance(payload.get(name) or {}, dict) for name in names)


def _list_of_objects(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(item, dict) for item in value)
