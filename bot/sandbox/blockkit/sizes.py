"""How long texts and lists may be."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from bot.sandbox.blockkit.faults import Fault, invalid
from bot.sandbox.blockkit.walk import Json, length

Range = tuple[int, int]
MANY = 1_000_000
"""No limit of its own is known."""

# Characters of a string, of a text object, or of each of a list of them, by type and field. From
# the doc comments of @slack/types 3.2.0 and the constants of slack_sdk 3.47.0; where they differ,
# the smaller.
_BUTTON: dict[str, Range] = {
    "text": (1, 75),
    "value": (1, 2000),
    "url": (1, 3000),
    "accessibility_label": (1, 75),
}
_TITLED: dict[str, Range] = {"title": (1, 150), "subtitle": (1, 150)}
TEXTS: dict[str, dict[str, Range]] = {
    "alert": {"text": (1, 200)},
    "button": _BUTTON,
    "card": {**_TITLED, "body": (1, 200)},
    "container": _TITLED,
    "context": {"elements": (1, 3000)},
    "data_table": {"caption": (1, MANY)},
    "header": {"text": (1, 150)},
    "icon_button": _BUTTON,
    "image": {"image_url": (1, 3000), "alt_text": (1, 2000), "title": (1, 2000)},
    "input": {"label": (1, 2000), "hint": (1, 2000)},
    "link": {"url": (1, MANY)},
    "markdown": {"text": (1, 12_000)},
    "plain_text_input": {"initial_value": (0, 3000)},
    "raw_text": {"text": (1, MANY)},
    "section": {"text": (1, 3000), "fields": (1, 2000)},
    "text": {"text": (1, MANY)},
    "workflow_button": _BUTTON,
}
_ANYWHERE: dict[str, Range] = {
    "action_id": (1, 255),
    "block_id": (1, 255),
    "placeholder": (1, 150),
}

_HUNDRED: dict[str, Range] = {
    "options": (1, 100),
    "option_groups": (1, 100),
    "initial_options": (1, 100),
}
_TEN: dict[str, Range] = {"options": (1, 10), "initial_options": (1, 10)}
COUNTS: dict[str, dict[str, Range]] = {
    "actions": {"elements": (1, 25)},
    "card": {"actions": (1, 3)},
    "carousel": {"elements": (1, 10)},
    "checkboxes": _TEN,
    "container": {"child_blocks": (1, 10)},
    "context": {"elements": (1, 10)},
    "context_actions": {"elements": (1, 5)},
    "data_table": {"rows": (2, 201)},
    "file_input": {"filetypes": (1, MANY)},
    "icon_button": {"visible_to_user_ids": (1, 10)},
    "multi_channels_select": {"initial_channels": (1, 100)},
    "multi_conversations_select": {"initial_conversations": (1, 100)},
    "multi_external_select": {"initial_options": (1, 100)},
    "multi_static_select": _HUNDRED,
    "multi_users_select": {"initial_users": (1, 100)},
    "overflow": {"options": (1, 5)},
    "plan": {"tasks": (1, 50)},
    "radio_buttons": _TEN,
    "rich_text": {"elements": (1, MANY)},
    "section": {"fields": (1, 10)},
    "static_select": _HUNDRED,
    "table": {"rows": (1, 100), "column_settings": (1, 20)},
}

# Whole numbers, by type and field.
NUMBERS: dict[str, dict[str, Range]] = {
    "data_table": {"page_size": (1, 100), "row_header_column_index": (0, 19)},
    "external_select": {"min_query_length": (0, 3000)},
    "file_input": {"max_files": (1, 10)},
    "multi_external_select": {"min_query_length": (0, 3000)},
    "plain_text_input": {"min_length": (0, 3000), "max_length": (1, 3000)},
    "rich_text_input": {"min_lines": (1, 100), "max_lines": (1, 100)},
    "rich_text_list": {"indent": (0, 8)},
}
_ANY_NUMBER: dict[str, Range] = {"max_selected_items": (1, 100)}


def size_faults(node: Json, pointer: str) -> Iterator[Fault]:
    """Faults of one typed object; what lies inside it is asked about separately."""
    texts, counts, numbers = _sizes(node["type"])
    for field, size in texts.items():
        if field in node:
            yield from _too_long(node[field], size, f"{pointer}/{field}")
    for field, (least, most) in counts.items():
        if field in node and len(node[field]) < least:
            yield invalid(f"no less than {least} items allowed", f"{pointer}/{field}")
        if field in node and len(node[field]) > most:
            yield invalid(f"no more than {most} items allowed", f"{pointer}/{field}")
    for field, (least, most) in numbers.items():
        if field in node and (not least <= node[field] <= most or node[field] % 1):
            yield invalid(f"must be a whole number from {least} to {most}", f"{pointer}/{field}")


@lru_cache(maxsize=256)
def _sizes(kind: str) -> tuple[dict[str, Range], dict[str, Range], dict[str, Range]]:
    texts = {**_ANYWHERE, **TEXTS.get(kind, {})}
    return texts, COUNTS.get(kind, {}), {**_ANY_NUMBER, **NUMBERS.get(kind, {})}


def text_fault(text: Any, size: Range, pointer: str) -> Iterator[Fault]:
    """The fault, if any, of a text object or string."""
    yield from _too_long(text, size, pointer)


def _too_long(value: Any, size: Range, pointer: str) -> Iterator[Fault]:
    if isinstance(value, list):
        for index, item in enumerate(value):
            yield from _too_long(item, size, f"{pointer}/{index}")
        return
    if isinstance(value, dict):
        if not isinstance(value.get("text"), str):
            return
        value, pointer = value["text"], f"{pointer}/text"
    least, most = size
    if len(value) < least:
        yield invalid(f"must be more than {least - 1} characters", pointer)
    if length(value) > most:
        yield invalid(f"must be less than {most + 1} characters", pointer)
