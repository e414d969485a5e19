"""What a message, a modal or a Home tab may hold, taken as a whole."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from bot.sandbox.blockkit.faults import Fault, invalid
from bot.sandbox.blockkit.walk import Json, all_blocks, length, typed_nodes

TEXT_OF_ONE_MESSAGE = 12_000
_MESSAGE_ONLY = frozenset(
    {"markdown", "context_actions", "plan", "task_card", "table", "data_table"}
)
# Files are shown by Slack itself; video needs a scope and unfurl domains that the app does not
# have.
_NEVER = frozenset({"file", "video"})


@dataclass(frozen=True)
class Surface:
    """Where blocks are shown."""

    name: str
    most_blocks: int
    refused: frozenset[str]


MESSAGE = Surface("a message", 50, _NEVER | {"alert"})
MODAL = Surface("a modal", 100, _NEVER | _MESSAGE_ONLY | {"card", "carousel", "container"})
HOME = Surface("a Home tab", 100, _NEVER | _MESSAGE_ONLY | {"alert"})


def surface_faults(blocks: list[Json], surface: Surface, pointer: str) -> Iterator[Fault]:
    """Faults of blocks that are well made one by one."""
    if len(blocks) > surface.most_blocks:
        yield invalid(f"no more than {surface.most_blocks} items allowed", pointer)
    everywhere = list(all_blocks(blocks, pointer))
    for block, place in everywhere:
        if block["type"] in surface.refused:
            yield invalid(f"{block['type']} is not supported in {surface.name}", f"{place}/type")
    yield from _identity_faults(everywhere, pointer)
    yield from _element_faults(blocks, surface, pointer)
    if surface is MESSAGE:
        yield from _message_faults(blocks, pointer)


def _identity_faults(blocks: list[tuple[Json, str]], pointer: str) -> Iterator[Fault]:
    ids = Counter(block["block_id"] for block, _ in blocks if "block_id" in block)
    for block_id, count in ids.items():
        if count > 1:
            yield invalid(f"block_id {block_id!r} is not unique", pointer)
    for block, place in blocks:
        elements = block.get("elements", []) + block.get("actions", [])
        actions = Counter(e["action_id"] for e in elements if "action_id" in e)
        for action_id, count in actions.items():
            if count > 1:
                yield invalid(f"action_id {action_id!r} is not unique in its block", place)


def _element_faults(blocks: list[Json], surface: Surface, pointer: str) -> Iterator[Fault]:
    focused = 0
    for node, place in typed_nodes(blocks, pointer):
        focused += bool(node.get("focus_on_load"))
        if node["type"] == "file_input" and surface is not MODAL:
            yield invalid(f"file_input is not supported in {surface.name}", f"{place}/type")
        in_input = place.endswith("/element")
        if node.get("response_url_enabled") and not (surface is MODAL and in_input):
            yield invalid("only in an input block of a modal", f"{place}/response_url_enabled")
    if focused > 1:
        yield invalid("only one element may have focus_on_load", pointer)


def _message_faults(blocks: list[Json], pointer: str) -> Iterator[Fault]:
    if sum(block["type"] == "table" for block in blocks) > 1:
        yield Fault("invalid_attachments", "only_one_table_allowed", pointer)
    if total_text(blocks) > TEXT_OF_ONE_MESSAGE:
        yield Fault("msg_blocks_too_long", "too much text in one message", pointer)


def total_text(blocks: list[Json]) -> int:
    """Characters of all texts in the blocks."""
    return sum(
        length(node["text"])
        for node, _ in typed_nodes(blocks, "")
        if isinstance(node.get("text"), str)
    )
