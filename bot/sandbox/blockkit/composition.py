"""Options, option groups, confirmations: the objects without a type of their own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bot.sandbox.blockkit.faults import Fault, invalid
from bot.sandbox.blockkit.sizes import Range, text_fault
from bot.sandbox.blockkit.walk import Json

# docs.slack.dev/reference/block-kit/composition-objects; the value's 150 is confirmed by slack_sdk.
_OPTION: dict[str, Range] = {
    "text": (1, 75),
    "value": (1, 150),
    "description": (1, 75),
    "url": (1, 3000),
}
_CONFIRM: dict[str, Range] = {
    "title": (1, 100),
    "text": (1, 300),
    "confirm": (1, 30),
    "deny": (1, 30),
}
_FEEDBACK: dict[str, Range] = {"text": (1, 75), "value": (1, 2000), "accessibility_label": (1, 75)}
_WITH_STATIC_OPTIONS = frozenset({"static_select", "multi_static_select"})


def composition_faults(node: Json, pointer: str) -> Iterator[Fault]:
    """Faults of the options, groups and confirmation that stand in one element."""
    if "confirm" in node:
        yield from _texts(node["confirm"], _CONFIRM, f"{pointer}/confirm")
    for name in ("positive_button", "negative_button"):
        if name in node:
            yield from _texts(node[name], _FEEDBACK, f"{pointer}/{name}")
    if node["type"] in _WITH_STATIC_OPTIONS and ("options" in node) == ("option_groups" in node):
        yield invalid("must have either options or option_groups", pointer)
    yield from offered_faults(node, pointer, urls=node["type"] == "overflow")
    yield from _initial_faults(node, pointer)


def offered_faults(node: Json, pointer: str, *, urls: bool = False) -> Iterator[Fault]:
    """Faults of `options` and `option_groups`; `urls` says whether an option may be a link."""
    for index, option in enumerate(node.get("options", ())):
        yield from option_faults(option, f"{pointer}/options/{index}", urls=urls)
    for index, group in enumerate(node.get("option_groups", ())):
        place = f"{pointer}/option_groups/{index}"
        yield from text_fault(group["label"], (1, 75), f"{place}/label")
        if not 1 <= len(group["options"]) <= 100:
            yield invalid("must have 1 to 100 items", f"{place}/options")
        for number, option in enumerate(group["options"]):
            yield from option_faults(option, f"{place}/options/{number}", urls=urls)


def option_faults(option: Json, pointer: str, *, urls: bool) -> Iterator[Fault]:
    """Faults of one option."""
    yield from _texts(option, _OPTION, pointer)
    if "value" not in option and not (urls and "url" in option):
        yield invalid("missing required field: value", pointer)
    if "url" in option and not urls:
        yield invalid("url is only allowed in overflow menus", f"{pointer}/url")


def _texts(holder: Json, sizes: dict[str, Range], pointer: str) -> Iterator[Fault]:
    for field, size in sizes.items():
        if field in holder:
            yield from text_fault(holder[field], size, f"{pointer}/{field}")


def _initial_faults(node: Json, pointer: str) -> Iterator[Fault]:
    offered: list[Any] = list(node.get("options", ()))
    for group in node.get("option_groups", ()):
        offered.extend(group["options"])
    # What a typeahead holds at first need not be among anything; it is only checked for itself.
    typeahead = node["type"].endswith("external_select")
    initial: list[tuple[Json, str]] = []
    if "initial_option" in node:
        initial.append((node["initial_option"], f"{pointer}/initial_option"))
    for index, option in enumerate(node.get("initial_options", ())):
        initial.append((option, f"{pointer}/initial_options/{index}"))
    for option, place in initial:
        if typeahead:
            yield from option_faults(option, place, urls=False)
        elif option not in offered:
            yield invalid("must be equal to one of the options", place)
    for name in ("initial_options", "initial_users", "initial_channels", "initial_conversations"):
        most = node.get("max_selected_items")
        if most is not None and len(node.get(name, ())) > most:
            yield invalid("more items than max_selected_items", f"{pointer}/{name}")
