"""Before Bolt: signature, age, size and shape. Junk ends here with 401, 413 or 400, never a 500."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from urllib.parse import parse_qs

from handlers.shape import is_command, is_event, is_interaction

MAX_BYTES = 1_000_000
"""Far above Slack's largest payload (a view of 250 kB), far below what hurts."""
READ_WITHIN = 5.0
"""Seconds for a whole body: Slack sends its own at once, and waits for three for the answer."""
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
    """Whether it is a request of Slack's: an event as JSON, or a form that is or holds one."""
    try:
        text = body.decode()
        if "application/json" in content_type:
            return is_event(json.loads(text))
        form = parse_qs(text, keep_blank_values=True)
        if "payload" in form:
            return is_interaction(json.loads(form["payload"][0]))
    except (ValueError, RecursionError):
        return False
    return "ssl_check" in form or is_command(form)
