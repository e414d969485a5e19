"""The manifest asks for what the code's calls and events need: nothing missing, nothing spare."""

from __future__ import annotations

import ast
import copy
import inspect
import itertools
import re
from functools import cache
from pathlib import Path
from typing import Any, cast, get_args

import pytest
from pydantic import SecretStr
from slack_sdk.web.async_client import AsyncWebClient

from bot import slack_methods
from bot.config import Settings
from bot.manifest import manifest
from bot.sandbox.manifest import EVENT_SCOPES, Manifest
from bot.sandbox.methods.registry import facts
from bot.slack_methods import CALLS, EVENTS, SCOPES, History
from handlers.inbound import Kind
from handlers.routes import ROUTES
from tests.support.manifest_rules import manifest_faults

ROOT = Path(__file__).parents[1]
HISTORIES: tuple[History, ...] = get_args(History)
HISTORY_SCOPES = {scope for scope in SCOPES if scope.endswith(":history")}
URL = "https://earshot.example.com"


def settings(history: History = "dm", **more: Any) -> Settings:
    return Settings(earshot_history=history, **more)


def bot_scopes(history: History) -> set[str]:
    return set(manifest(settings(history))["oauth_config"]["scopes"]["bot"])


def bot_events(history: History) -> set[str]:
    return set(manifest(settings(history))["settings"]["event_subscriptions"]["bot_events"])


# -- what the code does ---------------------------------------------------------------------------


@cache
def client_methods() -> dict[str, str]:
    """Python name of each method of Slack's client -> the Web API method it calls."""
    found = {}
    for name, function in inspect.getmembers(AsyncWebClient, inspect.isfunction):
        called = re.findall(r'self\.api_call\(\s*"([\w.]+)"', inspect.getsource(function))
        if called:
            found[name] = called[-1]
    return found


def code() -> list[Path]:
    return [
        path
        for folder in ("bot", "handlers")
        for path in sorted((ROOT / folder).rglob("*.py"))
        if not path.is_relative_to(ROOT / "bot" / "sandbox")
    ]


def called(source: str) -> set[str]:
    """Web API methods that `source` calls: on a client, by the name of the client's method, or
    (without a client) by the method's own name after the base address."""
    methods = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Attribute):
            methods.add(client_methods().get(node.attr, ""))
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            methods.add(client_methods().get(node.value, ""))
        elif isinstance(node, ast.Call) and getattr(node.func, "id", "") == "ask_slack":
            given = (arg.value for arg in node.args if isinstance(arg, ast.Constant))
            methods |= {value for value in given if isinstance(value, str)}
    # opened by Bolt's Socket Mode handler, which asks for an address by itself
    if "AsyncSocketModeHandler" in source:
        methods.add("apps.connections.open")
    return methods - {""}


def all_called() -> set[str]:
    return set().union(*(called(path.read_text("utf-8")) for path in code()))


@pytest.mark.parametrize(
    ("source", "method"),
    [
        ("await client.chat_postMessage(channel='C')", "chat.postMessage"),
        ("method = clients.quick(team).views_push if modal else x", "views.push"),
        ("await self._call(inbound, 'chat_postEphemeral', {})", "chat.postEphemeral"),
        ("await ask_slack(http, base, 'auth.test', token)", "auth.test"),
    ],
)
def test_the_search_finds_a_call(source: str, method: str) -> None:
    assert called(source) == {method}


# -- scopes ---------------------------------------------------------------------------------------


def test_every_method_that_is_called_is_on_the_list_and_no_other() -> None:
    assert all_called() == set(CALLS)


@pytest.mark.parametrize("method", sorted(CALLS))
def test_a_call_has_scopes_that_slack_takes_for_it(method: str) -> None:
    taken = set(facts()[method]["scopes"])
    assert taken >= CALLS[method]
    assert bool(CALLS[method]) == bool(taken)


@pytest.mark.parametrize("history", HISTORIES)
def test_the_scopes_are_those_of_calls_events_and_commands(history: History) -> None:
    needed = {"commands"}.union(*CALLS.values())
    needed |= {scope for event in bot_events(history) for scope in EVENT_SCOPES.get(event, ())}
    allowed = {
        "off": set(),
        "dm": {"im:history"},
        "all": {"channels:history", "groups:history", "im:history"},
    }[history]
    assert bot_scopes(history) == {
        scope for scope in needed if not scope.endswith(":history") or scope in allowed
    }


def test_history_off_asks_for_no_history_at_all() -> None:
    assert not bot_scopes("off") & HISTORY_SCOPES
    assert "message.im" not in bot_events("off")


def test_more_history_is_more_scopes() -> None:
    assert bot_scopes("off") < bot_scopes("dm") < bot_scopes("all")


def test_each_scope_says_why_and_what_breaks_without_it() -> None:
    assert set(SCOPES) == set().union(*(slack_methods.scopes(history) for history in HISTORIES))
    assert all(scope.why and scope.without for scope in SCOPES.values())


# -- events, commands, shortcuts ------------------------------------------------------------------


def test_the_events_are_those_that_are_handled() -> None:
    handled = {name for kind, name in ROUTES if kind is Kind.EVENT}
    assert {name.partition(".")[0] for name in EVENTS} == handled
    assert bot_events("all") == set(EVENTS)


@pytest.mark.parametrize("history", HISTORIES)
def test_every_event_is_heard_with_these_scopes(history: History) -> None:
    read = Manifest.read(manifest(settings(history)))
    assert read.events
    assert all(read.hears(event) for event in read.events)


def test_the_commands_and_shortcuts_are_those_that_are_handled() -> None:
    features = manifest(settings())["features"]
    commands = {command["command"] for command in features["slash_commands"]}
    shortcuts = {shortcut["callback_id"] for shortcut in features["shortcuts"]}
    assert commands == {name for kind, name in ROUTES if kind is Kind.COMMAND}
    assert shortcuts == {name for kind, name in ROUTES if kind is Kind.SHORTCUT}


def test_words_after_the_command_arrive_as_typed() -> None:
    assert not Manifest.read(manifest(settings())).escapes("/cx")


def test_a_dm_can_be_written_only_where_it_is_heard() -> None:
    for history in HISTORIES:
        read = Manifest.read(manifest(settings(history)))
        assert read.messages_read_only != bool("message.im" in cast(frozenset[str], read.events))


# -- the way in -----------------------------------------------------------------------------------


def test_without_an_address_it_is_socket_mode() -> None:
    made = manifest(settings())
    assert made["settings"]["socket_mode_enabled"]
    assert "request_url" not in str(made)


def test_with_an_address_slack_finds_the_one_door_there() -> None:
    made = manifest(settings(earshot_public_url=f"{URL}/"))
    door = f"{URL}/slack/events"
    assert not made["settings"]["socket_mode_enabled"]
    assert made["settings"]["event_subscriptions"]["request_url"] == door
    assert made["settings"]["interactivity"]["request_url"] == door
    assert made["settings"]["interactivity"]["message_menu_options_url"] == door
    assert made["features"]["slash_commands"][0]["url"] == door


def test_an_app_token_means_socket_mode_even_with_an_address() -> None:
    made = manifest(settings(earshot_public_url=URL, slack_app_token=SecretStr("xapp-1")))
    assert made["settings"]["socket_mode_enabled"]


# -- Slack's own rules ----------------------------------------------------------------------------


@pytest.mark.parametrize(("history", "url"), list(itertools.product(HISTORIES, (None, URL))))
def test_slack_takes_the_manifest(history: History, url: str | None) -> None:
    assert manifest_faults(manifest(settings(history, earshot_public_url=url))) == []


@pytest.mark.parametrize(
    ("where", "value"),
    [
        (("display_information", "name"), "x" * 36),
        (("display_information", "long_description"), "too short"),
        (("features", "shortcuts", 0, "name"), "x" * 25),
        (("features", "slash_commands", 0, "command"), "cx"),
        (("features", "surprise"), True),
        (("settings", "event_subscriptions", "bot_events"), ["app_mention", "app_mention"]),
    ],
)
def test_the_rules_would_find_a_fault(where: tuple[str | int, ...], value: object) -> None:
    made: Any = copy.deepcopy(manifest(settings()))
    place = made
    for step in where[:-1]:
        place = place[step]
    place[where[-1]] = value
    assert manifest_faults(made)
