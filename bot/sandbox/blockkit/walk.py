"""Going through a surface: every object with a type, and where it stands."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

Json = dict[str, Any]
Node = tuple[Json, str]
"""An object and its JSON pointer."""


def typed_nodes(value: Any, pointer: str) -> Iterator[Node]:
    """Every object that has a `type`, outermost first."""
    if isinstance(value, dict):
        if isinstance(value.get("type"), str):
            yield value, pointer
        for key, item in value.items():
            yield from typed_nodes(item, f"{pointer}/{key}")
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from typed_nodes(item, f"{pointer}/{index}")


def slack_files(surface: Any) -> Iterator[Json]:
    """What each image of a well-made surface names its file by: `{id}` or `{url}`."""
    for node, _ in typed_nodes(surface, ""):
        if "slack_file" in node:
            yield node["slack_file"]


def length(text: str) -> int:
    """The length as Slack's own clients count it, in UTF-16 units: an emoji counts as two."""
    return len(text) + sum(character > "\uffff" for character in text)


def all_blocks(blocks: list[Json], pointer: str) -> Iterator[Node]:
    """The blocks of a surface, those in containers and carousels included."""
    for index, block in enumerate(blocks):
        place = f"{pointer}/{index}"
        yield block, place
        match block["type"]:
            case "container":
                yield from all_blocks(block["child_blocks"], f"{place}/child_blocks")
            case "carousel":
                yield from all_blocks(block["elements"], f"{place}/elements")
