"""The schema made from Slack's own types: which fields and types there are, which elements go
where."""

from __future__ import annotations

import json
from functools import cache
from importlib import resources
from typing import Any

import jsonschema_rs

from bot.sandbox.blockkit.faults import Fault, invalid


@cache
def _validator() -> jsonschema_rs.Draft7Validator:
    text = resources.files("bot.sandbox.blockkit").joinpath("schema.json").read_text("utf-8")
    return jsonschema_rs.Draft7Validator(json.loads(text))


def schema_faults(blocks: list[Any], pointer: str) -> dict[int, list[Fault]]:
    """Faults against the schema, by the index of the block they are in."""
    if _validator().is_valid(blocks):
        return {}
    faults: dict[int, list[Fault]] = {}
    for error in _validator().iter_errors(blocks):
        path = [str(part).replace("~", "~0").replace("/", "~1") for part in error.instance_path]
        place = "/".join([pointer, *path])
        faults.setdefault(int(error.instance_path[0]), []).append(invalid(error.message, place))
    return faults
