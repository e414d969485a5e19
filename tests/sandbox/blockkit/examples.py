"""Well-made pieces of Block Kit, from which each test breaks one thing."""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]


def plain(text: str = "Text") -> Json:
    return {"type": "plain_text", "text": text}


def mrkdwn(text: str = "*Text*") -> Json:
    return {"type": "mrkdwn", "text": text}


def option(number: int | str = 1, **more: Any) -> Json:
    return {"text": plain(f"Option {number}"), "value": str(number), **more}


def options(count: int) -> list[Json]:
    return [option(number) for number in range(count)]


def button(number: int | str = 1, **more: Any) -> Json:
    return {"type": "button", "action_id": f"button-{number}", "text": plain("Press"), **more}


def buttons(count: int) -> list[Json]:
    return [button(number) for number in range(count)]


def section(text: str = "Text", **more: Any) -> Json:
    return {"type": "section", "text": mrkdwn(text), **more}


def sections(count: int) -> list[Json]:
    return [section(str(number)) for number in range(count)]


def divider(**more: Any) -> Json:
    return {"type": "divider", **more}


def actions(*elements: Json, **more: Any) -> Json:
    return {"type": "actions", "elements": list(elements), **more}


def element(kind: str, **more: Any) -> Json:
    return {"type": kind, "action_id": "element", **more}


def with_element(kind: str, **more: Any) -> Json:
    """An input block holding one element."""
    return {"type": "input", "label": plain("Label"), "element": element(kind, **more)}


def rich_text(*elements: Json) -> Json:
    return {"type": "rich_text", "elements": list(elements)}


def rich_line(text: str = "Text") -> Json:
    return {"type": "rich_text_section", "elements": [{"type": "text", "text": text}]}


def rich_list(**more: Any) -> Json:
    return {"type": "rich_text_list", "style": "bullet", "elements": [rich_line()], **more}


def image(**more: Any) -> Json:
    return {
        "type": "image",
        "image_url": "https://example.com/a.png",
        "alt_text": "A chart",
        **more,
    }


def cell(text: str = "Cell") -> Json:
    return {"type": "raw_text", "text": text}


def table(rows: int = 2, columns: int = 2, **more: Any) -> Json:
    return {"type": "table", "rows": [[cell()] * columns for _ in range(rows)], **more}


def data_table(rows: int = 2, columns: int = 2, **more: Any) -> Json:
    return {**table(rows, columns), "type": "data_table", "caption": "Caption", **more}


def card(**more: Any) -> Json:
    return {"type": "card", "title": mrkdwn("Title"), **more}


def container(*blocks: Json, **more: Any) -> Json:
    return {"type": "container", "title": plain(), "child_blocks": list(blocks), **more}


def modal(*blocks: Json, **more: Any) -> Json:
    return {
        "type": "modal",
        "title": plain("Title"),
        "submit": plain("Save"),
        "blocks": list(blocks) or [section()],
        **more,
    }


def home(*blocks: Json, **more: Any) -> Json:
    return {"type": "home", "blocks": list(blocks), **more}


def without(holder: Json, *names: str) -> Json:
    return {key: value for key, value in holder.items() if key not in names}
