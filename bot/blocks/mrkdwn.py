"""The only place that escapes. What people wrote is shown inert: it can't ping, forge or break.

Two ways to show a person's text: `plain_text` objects (kit.plain), which Slack takes literally, for
whole words; and `inline` here, for a name or a few words inside a sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime

_ENTITIES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
# Slack defines no escape for its four formatting signs: their look-alikes say the same and do less
_LOOK_ALIKES = str.maketrans({"*": "\u2217", "~": "\u223c", "`": "\u02cb"})
_EDGE_UNDERSCORE = re.compile(r"(?<!\w)_|_(?!\w)")
# Embeddings, overrides and isolates would turn around what stands beside them
_BIDI_CONTROLS = re.compile("[\u202a-\u202e\u2066-\u2069]")


def escape(text: str) -> str:
    """Exactly Slack's three entities, once."""
    return text.translate(_ENTITIES)


def inline(text: str, limit: int = 150) -> str:
    """A person's text on one line of mrkdwn: escaped, unformatted, cut at `limit` characters."""
    flat = clip(" ".join(_BIDI_CONTROLS.sub("", text).split()), limit)
    flat = _EDGE_UNDERSCORE.sub("\u02cd", flat.translate(_LOOK_ALIKES))
    return escape(flat)


def bold(text: str, limit: int = 150) -> str:
    return f"*{inline(text, limit)}*" if text.strip() else ""


def either(names: Iterable[str]) -> str:
    """Names to choose from, as a sentence has them: "*7d*, *30d* or *90d*"."""
    *some, last = [bold(name) for name in names]
    return f"{', '.join(some)} or {last}" if some else last


def quote(text: str, limit: int = 150) -> str:
    """A person's words in quotation marks, inside a sentence."""
    return f"“{inline(text, limit)}”"


def clip(text: str, limit: int) -> str:
    """At most `limit` characters, an ellipsis for what was cut.

    Counted as Slack counts, in UTF-16 units: an emoji is two, and is kept whole or not at all.
    """
    return text if head(text, limit) == text else head(text, limit - 1).rstrip() + "…"


def head(text: str, limit: int) -> str:
    """The beginning of `text`, at most `limit` characters as `clip` counts them."""
    units = text.encode("utf-16-le", "surrogatepass")
    return text if len(units) <= 2 * limit else units[: 2 * limit].decode("utf-16-le", "ignore")


def person(user_id: str) -> str:
    """A mention by id; Slack shows the name. In a DM to one person it notifies nobody else."""
    return f"<@{user_id}>"


def link(url: str, label: str) -> str:
    return f"<{escape(url)}|{inline(label)}>"


def moment(at: datetime) -> str:
    """A moment in the reader's own zone; UTC where Slack can't tell it."""
    return (
        f"<!date^{int(at.timestamp())}^{{date_short_pretty}} at {{time}}|{at:%d %b %Y %H:%M} UTC>"
    )


def day(on: date) -> str:
    return f"{on:%a} {on.day} {on:%b}"
