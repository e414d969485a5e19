"""Interactive elements: where they stand in a surface, what they say, what they hold."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from bot.sandbox.world import Json

# docs.slack.dev/reference/block-kit/block-elements: element type -> (key of its value in
# state.values, key that presets it, value while empty). Buttons and overflow menus hold nothing.
STATE: dict[str, tuple[str, str, Any]] = {
    "plain_text_input": ("value", "initial_value", None),
    "number_input": ("value", "initial_value", None),
    "email_text_input": ("value", "initial_value", None),
    "url_text_input": ("value", "initial_value", None),
    "rich_text_input": ("rich_text_value", "initial_value", None),
    "static_select": ("selected_option", "initial_option", None),
    "external_select": ("selected_option", "initial_option", None),
    "multi_static_select": ("selected_options", "initial_options", []),
    "multi_external_select": ("selected_options", "initial_options", []),
    "radio_buttons": ("selected_option", "initial_option", None),
    "checkboxes": ("selected_options", "initial_options", []),
    "users_select": ("selected_user", "initial_user", None),
    "multi_users_select": ("selected_users", "initial_users", []),
    "conversations_select": ("selected_conversation", "initial_conversation", None),
    "multi_conversations_select": ("selected_conversations", "initial_conversations", []),
    "channels_select": ("selected_channel", "initial_channel", None),
    "multi_channels_select": ("selected_channels", "initial_channels", []),
    "datepicker": ("selected_date", "initial_date", None),
    "timepicker": ("selected_time", "initial_time", None),
    "datetimepicker": ("selected_date_time", "initial_date_time", None),
    "file_input": ("files", "", []),
}


@dataclass(frozen=True)
class Placed:
    """An interactive element and the block it stands in."""

    block: Json
    element: Json

    @property
    def in_input(self) -> bool:
        """True inside an input block, where nothing is sent before submit unless asked for."""
        return bool(self.block["type"] == "input")

    @property
    def key(self) -> tuple[str, str, str]:
        """What must stay the same for a value to survive an update of the view."""
        return self.block["block_id"], self.element["action_id"], self.element["type"]


def placed(blocks: list[Json]) -> Iterator[Placed]:
    """Every interactive element of a surface, in the order of sight."""
    for block in blocks:
        match block["type"]:
            case "section" if "accessory" in block:
                candidates = [block["accessory"]]
            case "actions" | "context_actions" | "card":
                candidates = block.get("elements") or block.get("actions") or []
            case "input":
                candidates = [block["element"]]
            case "carousel":
                yield from placed(block["elements"])
                continue
            case "container":
                yield from placed(block["child_blocks"])
                continue
            case _:
                continue
        for element in candidates:
            if "action_id" in element:
                yield Placed(block, element)


def with_ids(blocks: list[Json]) -> list[Json]:
    """A copy of the blocks in which Slack has filled in the block_id and action_id left out."""

    def element_with_id(element: Json) -> Json:
        if element["type"] == "image" or "action_id" in element:
            return element
        return {**element, "action_id": secrets.token_urlsafe(4)}

    filled: list[Json] = []
    for block in blocks:
        block = {**block, "block_id": block.get("block_id") or secrets.token_urlsafe(4)}
        match block["type"]:
            case "section" if "accessory" in block:
                block["accessory"] = element_with_id(block["accessory"])
            case "actions" | "context_actions":
                block["elements"] = [element_with_id(element) for element in block["elements"]]
            case "card" if "actions" in block:
                block["actions"] = [element_with_id(element) for element in block["actions"]]
            case "input":
                block["element"] = element_with_id(block["element"])
            case "carousel":
                block["elements"] = with_ids(block["elements"])
            case "container":
                block["child_blocks"] = with_ids(block["child_blocks"])
        filled.append(block)
    return filled


def initial_state(element: Json) -> Json | None:
    """What the element holds before anyone touched it, in the shape of state.values; None for
    buttons."""
    known = STATE.get(element["type"])
    if known is None:
        return None
    key, preset, empty = known
    return {"type": element["type"], key: element.get(preset, empty)}


def state_of(blocks: list[Json], held: dict[tuple[str, str, str], Json]) -> dict[str, Any]:
    """state.values of a surface: `held` where something was entered, else what was preset."""
    values: dict[str, dict[str, Json]] = {}
    for spot in placed(blocks):
        value = held.get(spot.key) or initial_state(spot.element)
        if value is not None:
            block_id, action_id, _ = spot.key
            values.setdefault(block_id, {})[action_id] = value
    return values


def said(text: Json | str | None) -> str:
    """The words of a text object."""
    if text is None or isinstance(text, str):
        return text or ""
    return str(text.get("text", ""))


def labels(spot: Placed) -> list[str]:
    """What a person may call the element: its own words, its block's, then its ids."""
    element, block = spot.element, spot.block
    return [
        label
        for label in (
            said(element.get("text")),
            said(block.get("label")),
            said(block.get("text")) if block["type"] == "section" else "",
            said(element.get("placeholder")),
            element.get("accessibility_label", ""),
            element["action_id"],
            block["block_id"],
        )
        if label
    ]


def options(element: Json) -> list[Json]:
    """All options of a select, flat, whether grouped or not."""
    flat: list[Json] = list(element.get("options", ()))
    for group in element.get("option_groups", ()):
        flat.extend(group["options"])
    return flat
