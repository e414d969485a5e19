"""The supported Web API methods."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib import resources

from bot.sandbox.call import Call
from bot.sandbox.world import Json

Handler = Callable[[Call], Json]


@dataclass(frozen=True)
class Method:
    """One method: its handler and what Slack's page says of it."""

    name: str
    run: Handler
    scopes: tuple[str, ...]
    required: tuple[str, ...]
    tier: int | None
    app_token: bool


METHODS: dict[str, Method] = {}


@cache
def facts() -> dict[str, Json]:
    """Scopes, required arguments, tier and own error codes of each supported method."""
    text = resources.files("bot.sandbox.methods").joinpath("facts.json").read_text("utf-8")
    return dict(json.loads(text))


def method(name: str, *, app_token: bool = False) -> Callable[[Handler], Handler]:
    """Registers the decorated function as the Web API method `name`."""

    def register(handler: Handler) -> Handler:
        fact = facts()[name]
        METHODS[name] = Method(
            name,
            handler,
            tuple(fact["scopes"]),
            tuple(fact["required"]),
            fact["tier"],
            app_token,
        )
        return handler

    return register
