"""Screens as files that a reviewer can read: tests/blocks/goldens/NAME.json.

`UPDATE_GOLDENS=1` writes them anew; the difference is then read in the commit. Whatever becomes a
golden also passes the checks of the strict stand-in for Slack.
"""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import Any

from bot.blocks.kit import Screen
from bot.sandbox.blockkit import message_faults, view_faults

GOLDENS = Path(__file__).parents[1] / "blocks" / "goldens"
_VIEWS = frozenset({"modal", "home"})
# what nobody sees, or what turns other text around, is written as its number
_INVISIBLE = re.compile("[\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")


def check_golden(name: str, shown: Screen | dict[str, Any]) -> None:
    """Compare a message (`Screen`), a modal or a Home tab with the golden called `name`."""
    if isinstance(shown, Screen):
        content, faults = shown.message(), message_faults(shown.blocks)
        assert shown.text.strip(), "a message needs a text for notifications"
    else:
        content, faults = shown, view_faults(shown, _VIEWS)
    assert not faults, faults
    path, now = GOLDENS / f"{name}.json", _pretty(content)
    if os.environ.get("UPDATE_GOLDENS"):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(now, encoding="utf-8")
    assert path.exists(), f"no golden {name!r} yet: UPDATE_GOLDENS=1 writes it"
    assert path.read_text(encoding="utf-8") == now


def _pretty(content: dict[str, Any]) -> str:
    text = json.dumps(content, indent=2, ensure_ascii=False) + "\n"
    return _INVISIBLE.sub(lambda found: f"\\u{ord(found[0]):04x}", text)
