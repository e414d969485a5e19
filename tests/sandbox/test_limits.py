"""Rate limits: by method and tier, and one message a second by channel."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox import Limits, Sandbox
from bot.sandbox.limits import Limiter
from tests.sandbox.calling import Timer, refused
from tests.sandbox.running import client_of


@pytest.fixture
def timer() -> Timer:
    return Timer()


@pytest.fixture
async def limited(timer: Timer) -> AsyncIterator[Sandbox]:
    async with Sandbox(limits=Limits(channel_burst=2, timer=timer)) as sandbox:
        yield sandbox


async def test_one_message_a_second_and_channel_after_a_small_burst(
    limited: Sandbox, timer: Timer
) -> None:
    client = client_of(limited)
    priya, tom = limited.add_person("Priya"), limited.add_person("Tom")
    for text in ("1", "2"):
        await client.chat_postMessage(channel=priya.id, text=text)
    answer = await refused(client.chat_postMessage(channel=priya.id, text="3"))
    assert (answer.status_code, answer["error"]) == (429, "ratelimited")
    assert answer.headers["Retry-After"] == "1"
    await client.chat_postMessage(channel=tom.id, text="1")
    timer.passes(1)
    await client.chat_postMessage(channel=priya.id, text="3")
    assert [m["text"] for m in priya.dm] == ["1", "2", "3"]
    assert limited.refusals == []


@pytest.mark.parametrize(
    ("method", "per_minute"),
    [("usergroups.list", 20), ("conversations.info", 50), ("users.info", 100)],
)
async def test_each_method_has_its_tier(
    limited: Sandbox, timer: Timer, method: str, per_minute: int
) -> None:
    client: AsyncWebClient = client_of(limited)
    priya = limited.add_person("Priya")
    general = limited.add_channel("general")
    arguments = {"user": priya.id, "channel": general.id}
    for _ in range(per_minute):
        await client.api_call(method, params=arguments)
    timer.passes(10)
    answer = await refused(client.api_call(method, params=arguments))
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "50")
    await client.auth_test()
    timer.passes(50)
    await client.api_call(method, params=arguments)


def test_ten_connections_may_be_opened_one_after_another(timer: Timer) -> None:
    limiter = Limiter(Limits(timer=timer))
    waits = [limiter.method("apps.connections.open", 1) for _ in range(11)]
    assert waits == [None] * 10 + [60]


def test_a_workspace_takes_some_hundred_messages_a_minute(timer: Timer) -> None:
    limiter = Limiter(Limits(posts_per_minute=3, timer=timer))
    assert [limiter.message(f"C{number}") for number in range(4)] == [None, None, None, 60]


async def test_limits_can_be_switched_off(sandbox: Sandbox, client: AsyncWebClient) -> None:
    priya = sandbox.add_person("Priya")
    for _ in range(120):
        await client.users_info(user=priya.id)
    for number in range(20):
        await client.chat_postMessage(channel=priya.id, text=str(number))
    assert len(priya.dm) == 20
