"""Everything Slack would complain about in a message's blocks, a view, or a list of options."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from bot.sandbox.blockkit.composition import composition_faults, offered_faults
from bot.sandbox.blockkit.faults import Fault, invalid
from bot.sandbox.blockkit.schema import schema_faults
from bot.sandbox.blockkit.shapes import shape_faults
from bot.sandbox.blockkit.sizes import size_faults, text_fault
from bot.sandbox.blockkit.surfaces import HOME, MESSAGE, MODAL, Surface, surface_faults
from bot.sandbox.blockkit.walk import Json, all_blocks, typed_nodes

VIEW_BYTES = 250_000
_VIEW_FIELDS = frozenset({"type", "blocks", "private_metadata", "callback_id", "external_id"})
_MODAL_FIELDS = frozenset({"title", "submit", "close", "clear_on_close", "notify_on_close"})
_VIEW_TEXTS = {"private_metadata": 3000, "callback_id": 255, "external_id": 255}


def message_faults(blocks: Any, pointer: str = "/blocks") -> list[Fault]:
    """Faults of a message's blocks."""
    return _block_faults(blocks, MESSAGE, pointer)


def view_faults(view: Any, kinds: frozenset[str]) -> list[Fault]:
    """Faults of a view, which must be of one of the kinds (`modal`, `home`)."""
    if not isinstance(view, dict):
        return [invalid("must be an object", "/view")]
    if view.get("type") not in list(kinds):
        return [invalid(f"must be one of {sorted(kinds)}", "/view/type")]
    if len(json.dumps(view, ensure_ascii=False).encode("utf-8", "surrogatepass")) > VIEW_BYTES:
        return [Fault("view_too_large", "must be less than 250 kB", "/view")]
    surface = MODAL if view["type"] == "modal" else HOME
    blocks = view.get("blocks")
    faults = [*_frame_faults(view, surface), *_block_faults(blocks, surface, "/view/blocks")]
    if not faults and surface is MODAL:
        faults += _modal_faults(view)
    return faults


def options_faults(body: Any) -> list[Fault]:
    """Faults of the answer to a block_suggestion: `options` or `option_groups`."""
    if not isinstance(body, dict) or ("options" in body) == ("option_groups" in body):
        return [invalid("must have either options or option_groups", "")]
    name = "options" if "options" in body else "option_groups"
    if not isinstance(body[name], list) or len(body[name]) > 100:
        return [invalid("must be a list of at most 100 items", f"/{name}")]
    if not body[name]:
        return []
    # The element that would hold these very options knows all rules about them.
    element = {"type": "static_select", "action_id": "typeahead", name: body[name]}
    block: Json = {"type": "actions", "elements": [element]}
    found = schema_faults([block], "").get(0, [])
    return found or list(offered_faults(element, ""))


def _block_faults(blocks: Any, surface: Surface, pointer: str) -> list[Fault]:
    if not isinstance(blocks, list):
        return [invalid("must be an array", pointer)]
    if malformed := schema_faults(blocks, pointer):
        return [fault for faults in malformed.values() for fault in faults]
    faults: list[Fault] = []
    for node, place in typed_nodes(blocks, pointer):
        faults += size_faults(node, place)
        faults += shape_faults(node, place)
        faults += composition_faults(node, place)
    return [*faults, *surface_faults(blocks, surface, pointer)]


def _frame_faults(view: Json, surface: Surface) -> Iterator[Fault]:
    allowed = _VIEW_FIELDS | (_MODAL_FIELDS if surface is MODAL else frozenset())
    for name in sorted(view.keys() - allowed):
        yield invalid(f"invalid additional property: {name}", f"/view/{name}")
    for name, most in _VIEW_TEXTS.items():
        if name in view:
            if isinstance(view[name], str):
                yield from text_fault(view[name], (0, most), f"/view/{name}")
            else:
                yield invalid("must be a string", f"/view/{name}")
    for name in ("clear_on_close", "notify_on_close"):
        if not isinstance(view.get(name, False), bool):
            yield invalid("must be a boolean", f"/view/{name}")
    if surface is MODAL:
        if "title" not in view:
            yield invalid("missing required field: title", "/view")
        for name in ("title", "submit", "close"):
            if name in view:
                yield from _caption_faults(view[name], f"/view/{name}")


def _caption_faults(caption: Any, pointer: str) -> Iterator[Fault]:
    if not isinstance(caption, dict) or caption.get("type") != "plain_text":
        yield invalid("must be plain_text", pointer)
    elif caption.keys() - {"type", "text", "emoji"} or not isinstance(caption.get("text"), str):
        yield invalid("must have text and may have emoji", pointer)
    else:
        yield from text_fault(caption, (1, 24), pointer)


def _modal_faults(view: Json) -> Iterator[Fault]:
    if not view["blocks"]:
        yield invalid("must have at least one block", "/view/blocks")
    blocks = all_blocks(view["blocks"], "/view/blocks")
    if "submit" not in view and any(block["type"] == "input" for block, _ in blocks):
        yield invalid("submit is required when there is an input block", "/view")
