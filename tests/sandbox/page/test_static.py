"""The page's own files: nothing in them parses HTML, and they draw what Earshot sends."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.sandbox.elements import STATE
from bot.sandbox.page.site import STATIC

GOLDENS = Path(__file__).parents[2] / "blocks" / "goldens"
SCRIPTS = sorted((STATIC / "js").rglob("*.js"))
PARSERS = re.compile(
    r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|DOMParser|srcdoc|\beval\b|new Function"
    r"|createContextualFragment|setHTML"
)


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_no_script_makes_nodes_from_text_as_html(path: Path) -> None:
    assert not PARSERS.search(path.read_text(encoding="utf-8"))


def test_the_search_would_find() -> None:
    assert PARSERS.search("node.inner" + "HTML = words")


def test_every_import_leads_to_a_file_that_is_served() -> None:
    for path in SCRIPTS:
        for target in re.findall(r'from "(\.[^"]+)"', path.read_text(encoding="utf-8")):
            assert (path.parent / target).resolve() in SCRIPTS, f"{path.name}: {target}"


def test_every_block_and_element_that_earshot_sends_is_drawn() -> None:
    drawn = {"block": _kinds("blocks/index.js"), "element": _kinds("elements/index.js")}
    goldens = sorted(GOLDENS.rglob("*.json"))
    assert len(goldens) > 50
    sent = {
        (what, kind, golden.name)
        for golden in goldens
        for blocks in _lists(json.loads(golden.read_text(encoding="utf-8")))
        for block in blocks
        for what, kind in _sent(block)
    }
    assert {each for each in sent if each[1] not in drawn[each[0]]} == set()


def _sent(block: dict[str, Any]) -> Iterator[tuple[str, str]]:
    yield "block", block["type"]
    elements = block["elements"] if block["type"] == "actions" else ()
    for element in (*elements, block.get("element"), block.get("accessory")):
        if element is not None:
            yield "element", element["type"]


def test_every_element_that_holds_something_is_drawn() -> None:
    assert set(STATE) <= _kinds("elements/index.js")


def _kinds(name: str) -> set[str]:
    """The keys of the table of kinds in a script."""
    text = (STATIC / "js" / name).read_text(encoding="utf-8")
    table = text.split("const KINDS = {", 1)[1].split("\n};", 1)[0]
    return {row.split(":")[0].strip(" ,") for row in table.splitlines() if row.strip()}


def _lists(node: Any) -> Iterator[list[dict[str, Any]]]:
    """Every list of blocks in a golden."""
    if isinstance(node, dict):
        for key, value in node.items():
            if key == "blocks" and isinstance(value, list):
                yield value
            else:
                yield from _lists(value)
    elif isinstance(node, list):
        for value in node:
            yield from _lists(value)
