"""Tokens, scopes, methods and required arguments."""

from __future__ import annotations

import ast
import inspect
from types import ModuleType
from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox import NotOffered, Sandbox, methods
from tests.sandbox.calling import refusal, refused

# docs.slack.dev: errors that every method shares, and those that several sources report of these
# methods though their pages do not list them.
SHARED = set(
    """account_inactive invalid_arguments invalid_auth missing_scope not_allowed_token_type
    not_authed token_revoked unknown_method""".split()
)
REPORTED = {
    "chat.postMessage": {"cannot_dm_bot", "thread_not_found"},
    "chat.postEphemeral": {"thread_not_found"},
    "conversations.open": {"cannot_dm_bot"},
    "conversations.replies": {"not_in_channel"},
}


def manifest(**parts: Any) -> dict[str, Any]:
    """A manifest with the given scopes, commands, shortcuts and events."""
    return {
        "oauth_config": {"scopes": {"bot": parts.get("scopes", [])}},
        "features": {
            "slash_commands": [{"command": c} for c in parts.get("commands", [])],
            "shortcuts": [{"callback_id": c, "type": k} for c, k in parts.get("shortcuts", [])],
            "app_home": parts.get("app_home", {}),
        },
        "settings": {
            "event_subscriptions": {"bot_events": parts.get("events", [])},
            "interactivity": {"is_enabled": parts.get("interactivity", True)},
        },
    }


def client_with(sandbox: Sandbox, token: str | None) -> AsyncWebClient:
    return AsyncWebClient(token=token, base_url=sandbox.api_url)


async def test_auth_test_says_who_the_app_is(client: AsyncWebClient) -> None:
    answer = await client.auth_test()
    assert (answer["user_id"], answer["bot_id"]) == ("U0EARSHOT", "B0EARSHOT")
    assert answer["team_id"] == "T0EARSHOT"


async def test_tokens_are_checked(sandbox: Sandbox) -> None:
    assert await refusal(client_with(sandbox, None).auth_test()) == "not_authed"
    assert await refusal(client_with(sandbox, "xoxb-other").auth_test()) == "invalid_auth"
    app_client = client_with(sandbox, sandbox.app_token)
    assert await refusal(app_client.auth_test()) == "not_allowed_token_type"
    bot_client = client_with(sandbox, sandbox.bot_token)
    call = bot_client.apps_connections_open(app_token=sandbox.bot_token)
    assert await refusal(call) == "not_allowed_token_type"


async def test_revoked_tokens_and_removed_apps(sandbox: Sandbox, client: AsyncWebClient) -> None:
    async with Sandbox(manifest()) as sandbox:
        client = client_with(sandbox, sandbox.bot_token)
        await sandbox.revoke_tokens()
        assert await refusal(client.auth_test()) == "token_revoked"
        await sandbox.uninstall()
        assert await refusal(client.auth_test()) == "account_inactive"
        sandbox.reinstall()
        assert (await client.auth_test())["ok"]


async def test_unknown_methods_are_unknown(sandbox: Sandbox, client: AsyncWebClient) -> None:
    assert await refusal(client.api_call("chat.shout")) == "unknown_method"
    assert [r.error for r in sandbox.refusals] == ["unknown_method"]


async def test_required_arguments_are_required(client: AsyncWebClient) -> None:
    answer = await refused(client.api_call("chat.update", json={"channel": "C1"}))
    assert answer["error"] == "invalid_arguments"
    assert answer["response_metadata"]["messages"] == ["[ERROR] missing required field: ts"]


@pytest.mark.parametrize(
    ("method", "arguments", "needed"),
    [
        ("chat.postMessage", {"channel": "U0PRIYA", "text": "x"}, "chat:write"),
        ("users.info", {"user": "U0PRIYA"}, "users:read"),
        ("conversations.history", {"channel": "D0PRIYA"}, "im:history"),
        ("conversations.replies", {"channel": "D0PRIYA", "ts": "1.1"}, "im:history"),
        ("conversations.history", {"channel": "C0GENERAL"}, "channels:history"),
        ("conversations.history", {"channel": "C0SECRET"}, "groups:history"),
        ("conversations.info", {"channel": "C0GENERAL"}, "channels:read"),
        ("conversations.members", {"channel": "C0SECRET"}, "groups:read"),
        ("conversations.open", {"users": "U0PRIYA"}, "im:write"),
        ("conversations.list", {"types": "private_channel"}, "groups:read"),
        ("users.conversations", {"types": "public_channel"}, "channels:read"),
        ("usergroups.list", {}, "usergroups:read"),
        ("reactions.add", {"channel": "C", "name": "x", "timestamp": "1"}, "reactions:write"),
        ("files.getUploadURLExternal", {"filename": "a", "length": 1}, "files:write"),
        ("files.info", {"file": "F1"}, "files:read"),
        ("team.info", {}, "team:read"),
    ],
)
async def test_a_method_needs_its_scope(
    method: str, arguments: dict[str, Any], needed: str
) -> None:
    other = {"mpim:history", "mpim:read", "mpim:write"} - {needed}
    async with Sandbox(manifest(scopes=sorted(other))) as sandbox:
        sandbox.add_person("Priya")
        sandbox.add_channel("general")
        sandbox.add_channel("secret", private=True)
        assert sandbox.space.world.dm("U0PRIYA").kind == "im"
        client = client_with(sandbox, sandbox.bot_token)
        answer = await refused(client.api_call(method, params=arguments))
        assert answer["error"] == "missing_scope"
        assert needed in answer["needed"].split(",")
        assert answer["provided"] == ",".join(sorted(other))
        assert [r.error for r in sandbox.refusals] == ["missing_scope"]


async def test_every_answer_names_the_scopes_of_the_token() -> None:
    async with Sandbox(manifest(scopes=["users:read", "chat:write"])) as sandbox:
        answer = await client_with(sandbox, sandbox.bot_token).auth_test()
        assert answer.headers["X-OAuth-Scopes"] == "chat:write,users:read"


async def test_mail_addresses_need_their_own_scope() -> None:
    async with Sandbox(manifest(scopes=["users:read"])) as sandbox:
        priya = sandbox.add_person("Priya", email="priya@example.com")
        shown = await client_with(sandbox, sandbox.bot_token).users_info(user=priya.id)
        assert "email" not in shown["user"]["profile"]


async def test_people_are_offered_what_the_manifest_has() -> None:
    async with Sandbox(
        manifest(commands=["/cx"], shortcuts=[("log", "global"), ("log_message", "message")])
    ) as sandbox:
        priya = sandbox.add_person("Priya")
        eve = sandbox.add_person("Eve", team_id="T0ACME")
        sandbox.deliver_by_http("http://127.0.0.1:9/")
        assert (await priya.slash("/cx")).problem == "dispatch_failed"
        with pytest.raises(NotOffered):
            await priya.slash("/other")
        with pytest.raises(NotOffered):
            await priya.shortcut("log_message")
        with pytest.raises(NotOffered):
            await eve.slash("/cx")
        with pytest.raises(NotOffered):
            await priya.say(None, "Hello")  # the messages tab is off


async def test_the_app_hears_what_it_subscribes_to_and_may_read() -> None:
    parts = {"events": ["message.channels", "reaction_added"], "scopes": ["channels:history"]}
    async with Sandbox(manifest(**parts)) as sandbox:
        priya = sandbox.add_person("Priya")
        general = sandbox.add_channel("general")
        outside = sandbox.add_channel("outside", app_in=False)
        sandbox.deliver_by_http("http://127.0.0.1:9/")
        sandbox.dispatch.retry_delays = ()
        said = await priya.mention(general, "hello")
        await priya.say(outside, "hello")
        await priya.react(general, said, "ear")
        assert await priya.open_home() is None
        heard = [delivery.payload["event"]["type"] for delivery in sandbox.deliveries]
        assert heard == ["message"], "no app_mention: not subscribed; no reaction: no scope"


async def test_no_home_tab_no_publishing() -> None:
    async with Sandbox(manifest()) as sandbox:
        priya = sandbox.add_person("Priya")
        client = client_with(sandbox, sandbox.bot_token)
        call = client.views_publish(user_id=priya.id, view={"type": "home", "blocks": []})
        assert await refusal(call) == "not_enabled"
        call = client.chat_postMessage(channel=priya.id, text="x")
        assert await refusal(call) == "missing_scope"


def test_methods_answer_with_errors_that_slack_documents() -> None:
    modules: dict[ModuleType, set[str]] = {}
    for name, method in methods.METHODS.items():
        module = inspect.getmodule(method.run)
        assert module is not None
        known = modules.setdefault(module, set(SHARED))
        known |= REPORTED.get(name, set()) | set(methods.facts()[name]["errors"])
    for module, known in modules.items():
        for node in ast.walk(ast.parse(inspect.getsource(module))):
            if not isinstance(node, ast.Call) or getattr(node.func, "id", "") != "SlackError":
                continue
            if isinstance(node.args[0], ast.Constant):
                assert node.args[0].value in known, f"{module.__name__}:{node.lineno}"
