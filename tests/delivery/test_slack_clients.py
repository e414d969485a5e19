"""One client a workspace, over shared connections, that never says anything twice by itself."""

from __future__ import annotations

from collections.abc import AsyncIterator

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError

from bot.delivery import SlackClients
from bot.delivery.errors import Fate, NoToken, verdict
from bot.sandbox import Sandbox

TEAM = "T0EARSHOT"


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    async with Sandbox(limits=False) as sandbox:
        yield sandbox


@pytest.fixture
async def slack(sandbox: Sandbox) -> AsyncIterator[SlackClients]:
    slack = SlackClients(sandbox.api_url, timeout=60, quick=0.3)
    slack.put(TEAM, sandbox.bot_token)
    yield slack
    await slack.close()


@pytest.mark.parametrize("kind", ["lose_answer", "http_500_after"])
async def test_a_message_whose_answer_was_lost_is_not_sent_again(
    sandbox: Sandbox, slack: SlackClients, kind: str
) -> None:
    priya = sandbox.add_person("Priya")
    sandbox.faults.add("chat.postMessage", kind)
    with pytest.raises((aiohttp.ClientError, SlackApiError)) as caught:
        await slack.client(TEAM).chat_postMessage(channel=priya.id, text="hello")
    assert verdict(caught.value).fate is Fate.UNCERTAIN
    assert [message["text"] for message in priya.dm] == ["hello"]


async def test_a_429_is_told_with_its_seconds(sandbox: Sandbox, slack: SlackClients) -> None:
    priya = sandbox.add_person("Priya")
    sandbox.faults.add("chat.postMessage", "ratelimited", seconds=7)
    with pytest.raises(SlackApiError) as caught:
        await slack.client(TEAM).chat_postMessage(channel=priya.id, text="hello")
    found = verdict(caught.value)
    assert (found.fate, found.retry_after) == (Fate.LIMITED, 7.0)
    assert priya.dm == []


async def test_views_do_not_wait_longer_than_a_trigger_lives(
    sandbox: Sandbox, slack: SlackClients
) -> None:
    sandbox.faults.add("auth.test", "delay", seconds=20, times=2)
    with pytest.raises(TimeoutError):
        await slack.quick(TEAM).auth_test()
    sandbox.faults.clear()
    assert (await slack.client(TEAM).auth_test())["ok"]


async def test_a_workspace_that_left_has_no_client(slack: SlackClients) -> None:
    before = slack.client(TEAM)
    assert slack.teams() == (TEAM,)
    slack.drop(TEAM)
    assert slack.teams() == ()
    with pytest.raises(NoToken):
        slack.client(TEAM)
    slack.put(TEAM, "xoxb-new")
    assert slack.client(TEAM).token == "xoxb-new"
    assert before.token != "xoxb-new"


async def test_after_closing_a_client_opens_new_connections(slack: SlackClients) -> None:
    assert (await slack.client(TEAM).auth_test())["ok"]
    await slack.close()
    assert (await slack.client(TEAM).auth_test())["ok"]


async def test_what_is_no_failure_of_a_call_is_not_swallowed() -> None:
    with pytest.raises(ZeroDivisionError):
        verdict(ZeroDivisionError())
