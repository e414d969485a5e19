"""Text between people and the app: what Slack's client makes of what was typed."""

from __future__ import annotations

import re
from collections.abc import Mapping

_URL = re.compile(r"https?://[^\s<>|]+[^\s<>|.,;:!?)\]'\"]")
_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")


def escape(text: str) -> str:
    """Escapes the three characters that Slack escapes (docs.slack.dev/messaging/formatting)."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def unescape(text: str) -> str:
    """The inverse of `escape`."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def as_sent(typed: str, names: Mapping[str, str]) -> str:
    """What the app receives for typed text.

    `names` maps what a person picks from the client's suggestions (`@Tom`, `#general`) to the
    control sequence that replaces it (`<@U0TOM>`). Links and mail addresses are wrapped, the rest
    is escaped.
    """
    patterns = [re.escape(name) + r"(?!\w)" for name in sorted(names, key=len, reverse=True)]
    pattern = re.compile("|".join([_URL.pattern, _MAIL.pattern, *patterns]))
    sent: list[str] = []
    end = 0
    for found in pattern.finditer(typed):
        sent.append(escape(typed[end : found.start()]))
        word = found.group()
        if word in names:
            sent.append(names[word])
        elif "://" in word:
            sent.append(f"<{escape(word)}>")
        else:
            sent.append(f"<mailto:{word}|{word}>")
        end = found.end()
    sent.append(escape(typed[end:]))
    return "".join(sent)
