"""From the text that Slack sends to the words that a person typed or saw.

Slack escapes exactly three characters and writes mentions, links and dates as `<…>` ("Formatting
message text" in its documentation).
"""

from __future__ import annotations

import re
from collections.abc import Callable

_ENTITY = re.compile("&(lt|gt|amp);")
_ENTITIES = {"lt": "<", "gt": ">", "amp": "&"}
_CONTROL = re.compile(r"<([@#!][^<>]+|[A-Za-z][\w+.-]*:[^<>]+)>")
_SCHEME = re.compile(r"^(?:https?://|mailto:|tel:)", re.IGNORECASE)
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def unescape(text: str) -> str:
    """Undo Slack's escaping of `&`, `<` and `>`, once: `&amp;lt;` becomes `&lt;`."""
    return _ENTITY.sub(lambda found: _ENTITIES[found[1]], text)


def from_message(text: str, names: Callable[[str], str | None]) -> str:
    """Decode a message's text to what its reader saw.

    `names` gives the plain display name of a person, channel or group id, without `@` or `#`, or
    None when it is not known; then Slack's own label is used, else the id. A link whose label hides
    its address becomes "label (address)", so that nothing is lost.
    """
    words: list[str] = []
    at = 0
    for found in _CONTROL.finditer(text):
        words += unescape(text[at : found.start()]), _seen(found[1], names)
        at = found.end()
    words.append(unescape(text[at:]))
    return "".join(words)


def permalink(workspace_url: str, channel: str | None, ts: str | None) -> str | None:
    """The address of a message, as Slack makes them; None where its place is not known."""
    if not (workspace_url and channel and ts):
        return None
    return f"{workspace_url.rstrip('/')}/archives/{channel}/p{ts.replace('.', '')}"


def storable(text: str) -> str:
    """Replace what no database can hold, NUL and lone surrogates, by U+FFFD; keep all else.

    PostgreSQL refuses U+0000 in text, and lone surrogates have no UTF-8 form.
    """
    return _UNSTORABLE.sub("\ufffd", text)


def _seen(control: str, names: Callable[[str], str | None]) -> str:
    """What a reader sees for the inside of one `<…>`."""
    target, _, escaped_label = control.partition("|")
    label = unescape(escaped_label)
    if target[0] in "@#":
        return target[0] + (names(target[1:]) or label.lstrip("@#") or target[1:])
    if target.startswith("!subteam^"):
        group = target.removeprefix("!subteam^")
        return "@" + (names(group) or label.lstrip("@") or group)
    if target.startswith("!date^"):
        return label or f"<{unescape(control)}>"
    if target in ("!channel", "!here", "!everyone"):
        return "@" + target[1:]
    if target.startswith("!"):
        return label or f"<{unescape(target[1:])}>"
    return _link(unescape(target), label)


def _link(address: str, label: str) -> str:
    shown = re.sub("^(?:mailto|tel):", "", address, flags=re.IGNORECASE)
    if not label:
        return shown
    same = _bare_address(label) == _bare_address(address)
    return label if same else f"{label} ({shown})"


def _bare_address(address: str) -> str:
    return _SCHEME.sub("", address).rstrip("/").casefold()
