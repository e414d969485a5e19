"""What a Web API call looks like from the inside."""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from bot.sandbox.errors import SlackError
from bot.sandbox.workspace import Workspace
from bot.sandbox.world import Json

T = TypeVar("T")


@dataclass
class Call:
    """A call that is authorised already: the workspace it acts on and its arguments.

    Arguments come from JSON bodies (typed) or from forms and queries (text; structures as JSON
    text); the readers below accept both and refuse everything else.
    """

    space: Workspace
    args: Json

    def text(self, name: str) -> str | None:
        """A text argument. Numbers are refused: a `ts` that went through a float is another ts."""
        value = self.args.get(name)
        if value is None:
            return None
        if not isinstance(value, str):
            raise SlackError(
                "invalid_arguments", [f"[ERROR] must be a string [json-pointer:/{name}]"]
            )
        return value

    def integer(self, name: str, default: int) -> int:
        """A whole number."""
        value = self.args.get(name, default)
        try:
            return int(value)
        except (TypeError, ValueError):
            raise SlackError(
                "invalid_arguments", [f"[ERROR] must be an integer [json-pointer:/{name}]"]
            ) from None

    def flag(self, name: str, default: bool = False) -> bool:
        """A boolean, in any of the forms that Slack takes."""
        value = self.args.get(name, default)
        if isinstance(value, bool):
            return value
        if str(value).lower() in ("1", "true"):
            return True
        if str(value).lower() in ("0", "false", ""):
            return False
        raise SlackError("invalid_arguments", [f"[ERROR] must be a boolean [json-pointer:/{name}]"])

    def structure(self, name: str, error: str = "invalid_arguments") -> Any:
        """A JSON structure, given as such or as text; `error` is raised for text that is not
        JSON."""
        value = self.args.get(name)
        if not isinstance(value, str):
            return value
        if not value:
            return None
        try:
            return json.loads(value)
        except ValueError:
            raise SlackError(
                error, [f"[ERROR] must be valid JSON [json-pointer:/{name}]"]
            ) from None

    def page(self, items: Sequence[T], *, default: int, most: int) -> tuple[list[T], Json]:
        """The page of items that `cursor` and `limit` ask for, and the answer's
        response_metadata."""
        limit = self.integer("limit", default)
        if not 1 <= limit <= most:
            raise SlackError("invalid_limit")
        start = _position(self.text("cursor"))
        end = start + limit
        cursor = "" if end >= len(items) else urlsafe_b64encode(f"at:{end}".encode()).decode()
        return list(items[start:end]), {"next_cursor": cursor}


def _position(cursor: str | None) -> int:
    if not cursor:
        return 0
    try:
        kind, _, position = urlsafe_b64decode(cursor).decode().partition(":")
        if kind == "at":
            return int(position)
    except ValueError:
        pass
    raise SlackError("invalid_cursor")
