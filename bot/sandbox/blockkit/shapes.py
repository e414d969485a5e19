"""What single blocks and elements must be like beyond their fields and sizes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date
from ipaddress import ip_address
from urllib.parse import urlsplit
from zoneinfo import available_timezones

from bot.sandbox.blockkit.faults import Fault, invalid
from bot.sandbox.blockkit.walk import Json, length

_TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d")
_NUMBER = re.compile(r"-?\d+(\.\d+)?")
_WHOLE = re.compile(r"-?\d+")
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:\S+", re.IGNORECASE)

Check = Callable[[Json, str], Iterator[Fault]]


def shape_faults(node: Json, pointer: str) -> Iterator[Fault]:
    """Faults of one typed object."""
    check = _CHECKS.get(node["type"])
    if check is not None:
        yield from check(node, pointer)


def _section(node: Json, pointer: str) -> Iterator[Fault]:
    if "text" not in node and "fields" not in node:
        yield invalid("must have text or fields", pointer)


def _button(node: Json, pointer: str) -> Iterator[Fault]:
    if "url" in node and not _SCHEME.fullmatch(node["url"]):
        yield invalid("must be a valid URL", f"{pointer}/url")


def _link(node: Json, pointer: str) -> Iterator[Fault]:
    if not _SCHEME.fullmatch(node["url"]):
        yield invalid("must be a valid URL", f"{pointer}/url")


def _image(node: Json, pointer: str) -> Iterator[Fault]:
    if "image_url" in node and not _public(node["image_url"]):
        yield invalid("must be a public https URL", f"{pointer}/image_url")


def _public(url: str) -> bool:
    parts = urlsplit(url)
    host = parts.hostname or ""
    try:
        return parts.scheme == "https" and ip_address(host).is_global
    except ValueError:
        return parts.scheme == "https" and "." in host and not host.endswith(".local")


def _plain_text_input(node: Json, pointer: str) -> Iterator[Fault]:
    least, most = node.get("min_length", 0), node.get("max_length", 3000)
    if least > most:
        yield invalid("min_length is greater than max_length", f"{pointer}/min_length")
    if length(node.get("initial_value", "")) > most:
        yield invalid("is longer than max_length", f"{pointer}/initial_value")


def _number_input(node: Json, pointer: str) -> Iterator[Fault]:
    pattern = _NUMBER if node["is_decimal_allowed"] else _WHOLE
    given = [field for field in ("min_value", "initial_value", "max_value") if field in node]
    for field in given:
        if not pattern.fullmatch(node[field]):
            yield invalid("must be a number", f"{pointer}/{field}")
            return
    numbers = [float(node[field]) for field in given]
    if numbers != sorted(numbers):
        yield invalid("min_value, initial_value and max_value are out of order", pointer)


def _datepicker(node: Json, pointer: str) -> Iterator[Fault]:
    if "initial_date" in node and not _is_date(node["initial_date"]):
        yield invalid("must be a date like 2026-01-31", f"{pointer}/initial_date")


def _is_date(text: str) -> bool:
    try:
        return len(text) == 10 and bool(date.fromisoformat(text))
    except ValueError:
        return False


def _timepicker(node: Json, pointer: str) -> Iterator[Fault]:
    if "initial_time" in node and not _TIME.fullmatch(node["initial_time"]):
        yield invalid("must be a time like 17:45", f"{pointer}/initial_time")
    if "timezone" in node and node["timezone"] not in available_timezones():
        yield invalid("must be an IANA time zone", f"{pointer}/timezone")


def _datetimepicker(node: Json, pointer: str) -> Iterator[Fault]:
    moment = node.get("initial_date_time", 1_000_000_000)
    if moment % 1 or not 1_000_000_000 <= moment <= 9_999_999_999:
        yield invalid("must be seconds since 1970, in ten digits", f"{pointer}/initial_date_time")


def _rich_text_input(node: Json, pointer: str) -> Iterator[Fault]:
    if node.get("min_lines", 1) > node.get("max_lines", 100):
        yield invalid("min_lines is greater than max_lines", f"{pointer}/min_lines")


def _dispatch(node: Json, pointer: str) -> Iterator[Fault]:
    config = node.get("dispatch_action_config")
    if config is not None and not config.get("trigger_actions_on"):
        yield invalid("must name at least one trigger", f"{pointer}/dispatch_action_config")


def _conversations(node: Json, pointer: str) -> Iterator[Fault]:
    chosen = node.get("filter")
    if chosen is not None and (not chosen or chosen.get("include") == []):
        yield invalid("must filter by something", f"{pointer}/filter")


def _input(node: Json, pointer: str) -> Iterator[Fault]:
    if node["element"]["type"] == "file_input" and node.get("dispatch_action"):
        yield invalid("not allowed with a file_input", f"{pointer}/dispatch_action")


def _table(node: Json, pointer: str) -> Iterator[Fault]:
    yield from _grid(node, pointer, most_columns=20, most_text=10_000)


def _data_table(node: Json, pointer: str) -> Iterator[Fault]:
    yield from _grid(node, pointer, most_columns=20, most_text=20_000)
    if len({len(row) for row in node["rows"]}) > 1:
        yield invalid("rows must have the same number of cells", f"{pointer}/rows")


def _grid(node: Json, pointer: str, *, most_columns: int, most_text: int) -> Iterator[Fault]:
    for index, row in enumerate(node["rows"]):
        if not 1 <= len(row) <= most_columns:
            yield invalid(f"must have 1 to {most_columns} cells", f"{pointer}/rows/{index}")
    text = sum(len(str(cell.get("text", ""))) for row in node["rows"] for cell in row)
    if text > most_text:
        yield invalid(f"all cells together must have less than {most_text + 1} characters", pointer)


def _card(node: Json, pointer: str) -> Iterator[Fault]:
    if not {"hero_image", "title", "actions", "body"} & node.keys():
        yield invalid("must have a hero_image, title, body or actions", pointer)


def _container(node: Json, pointer: str) -> Iterator[Fault]:
    if not {"title", "rich_text_title"} & node.keys():
        yield invalid("must have a title or rich_text_title", pointer)
    if node.get("default_collapsed") and not node.get("is_collapsible"):
        yield invalid("only if is_collapsible", f"{pointer}/default_collapsed")


def _icon_button(node: Json, pointer: str) -> Iterator[Fault]:
    if node["icon"] != "trash":
        yield invalid("must be trash", f"{pointer}/icon")


def _dispatching(check: Check) -> Check:
    def both(node: Json, pointer: str) -> Iterator[Fault]:
        yield from check(node, pointer)
        yield from _dispatch(node, pointer)

    return both


_CHECKS: dict[str, Check] = {
    "button": _button,
    "card": _card,
    "container": _container,
    "conversations_select": _conversations,
    "data_table": _data_table,
    "datepicker": _datepicker,
    "datetimepicker": _datetimepicker,
    "email_text_input": _dispatch,
    "icon_button": _icon_button,
    "image": _image,
    "input": _input,
    "link": _link,
    "multi_conversations_select": _conversations,
    "number_input": _dispatching(_number_input),
    "plain_text_input": _dispatching(_plain_text_input),
    "rich_text_input": _dispatching(_rich_text_input),
    "section": _section,
    "table": _table,
    "timepicker": _timepicker,
    "url_text_input": _dispatch,
}
