"""First rules."""

from __future__ import annotations

import json
from typing import Any

from bot.sandbox.blockkit.faults import Fault, invalid


def message_faults(blocks: Any, pointer: str = "/blocks") -> list[Fault]:
    """Faults of a message's blocks."""
    if not isinstance(blocks, list):
        return [invalid("must be an array", pointer)]
    if len(blocks) > 50:
        return [invalid("no more than 50 items allowed", pointer)]
    return _common(blocks, pointer)


def _common(blocks: list[Any], pointer: str) -> list[Fault]:
    faults = []
    for index, block in enumerate(blocks):
        if not isinstance(block, dict) or "type" not in block:
            faults.append(invalid("must be an object with a type", f"{pointer}/{index}"))
    ids = [block["block_id"] for block in blocks if isinstance(block, dict) and "block_id" in block]
    if len(set(ids)) != len(ids):
        faults.append(invalid("block_id must be unique", pointer))
    return faults


def view_faults(view: Any, kinds: frozenset[str]) -> list[Fault]:
    """Faults of a view."""
    if not isinstance(view, dict):
        return [invalid("must be an object", "/view")]
    if view.get("type") not in kinds:
        return [invalid("must be a view of the right type", "/view/type")]
    if len(json.dumps(view)) > 250_000:
        return [Fault("view_too_large", "view is too large", "/view")]
    blocks = view.get("blocks")
    if not isinstance(blocks, list) or len(blocks) > 100:
        return [invalid("must be an array of at most 100", "/view/blocks")]
    return _common(blocks, "/view/blocks")


def options_faults(body: Any) -> list[Fault]:
    """Faults of the answer to a block_suggestion."""
    if not isinstance(body, dict) or not ("options" in body) ^ ("option_groups" in body):
        return [invalid("must have options or option_groups", "")]
    return []
