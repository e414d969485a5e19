"""Faults on request do exactly what they say: before the effect, after it, or instead of it."""

from __future__ import annotations

import asyncio

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox import Person, Sandbox
from tests.sandbox.calling import refusal, refused


@pytest.fixture
def priya(sandbox: Sandbox) -> Person:
    return sandbox.add_person("Priya")


@pytest.mark.parametrize(("kind", "happened"), [("drop", False), ("lose_answer", True)])
async def test_a_broken_connection(
    sandbox: Sandbox, client: AsyncWebClient, priya: Person, kind: str, happened: bool
) -> None:
    fault = sandbox.faults.add("chat.postMessage", kind)
    with pytest.raises(aiohttp.ClientError):
        await client.chat_postMessage(channel=priya.id, text="x")
    assert bool(priya.dm) is happened
    await client.chat_postMessage(channel=priya.id, text="x")
    assert len(priya.dm) == 1 + happened
    assert fault.hits == 1
    assert [(call.ok, call.fault) for call in sandbox.calls] == [(happened, kind), (True, None)]


@pytest.mark.parametrize(
    ("kind", "status", "happened"),
    [("http_500", 500, False), ("http_503", 503, False), ("http_500_after", 500, True)],
)
async def test_an_answer_of_the_5xx_kind(
    sandbox: Sandbox,
    client: AsyncWebClient,
    priya: Person,
    kind: str,
    status: int,
    happened: bool,
) -> None:
    sandbox.faults.add("chat.postMessage", kind)
    with pytest.raises(SlackApiError) as caught:
        await client.chat_postMessage(channel=priya.id, text="x")
    assert caught.value.response.status_code == status
    assert bool(priya.dm) is happened


async def test_a_refusal_on_request(
    sandbox: Sandbox, client: AsyncWebClient, priya: Person
) -> None:
    sandbox.faults.add("chat.postMessage", "error:is_archived")
    sandbox.faults.add("chat.postMessage", "ratelimited", seconds=7)
    assert await refusal(client.chat_postMessage(channel=priya.id, text="x")) == "is_archived"
    answer = await refused(client.chat_postMessage(channel=priya.id, text="x"))
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "7")
    assert priya.dm == []
    assert sandbox.refusals == []


async def test_delays_before_and_after_the_effect(
    sandbox: Sandbox, client: AsyncWebClient, priya: Person
) -> None:
    for kind, early in (("delay", 0), ("delay_answer", 1)):
        before = len(priya.dm)
        sandbox.faults.add("chat.postMessage", kind, seconds=0.2)
        call = asyncio.create_task(client.chat_postMessage(channel=priya.id, text="x"))
        await asyncio.sleep(0.1)
        assert len(priya.dm) - before == early
        await call
        assert len(priya.dm) - before == 1


async def test_which_calls_are_struck(
    sandbox: Sandbox, client: AsyncWebClient, priya: Person
) -> None:
    sandbox.faults.add("chat.postMessage", "error:fatal_error", skip=2, times=2)
    sandbox.faults.add("users.info", "error:fatal_error", match=lambda a: a["user"] == "U0TOM")
    outcomes = []
    for number in range(6):
        answer = client.chat_postMessage(channel=priya.id, text=str(number))
        try:
            await answer
            outcomes.append(True)
        except SlackApiError:
            outcomes.append(False)
    assert outcomes == [True, True, False, False, True, True]
    assert (await client.users_info(user=priya.id))["ok"]
    sandbox.faults.clear()
    assert await refusal(client.users_info(user="U0TOM")) == "user_not_found"


async def test_chance_is_repeatable(sandbox: Sandbox) -> None:
    def strikes() -> list[bool]:
        sandbox.faults.clear()
        sandbox.faults.add("*", "drop", times=None, probability=0.3, seed=7)
        return [sandbox.faults.take("auth.test", {}) is not None for _ in range(200)]

    first = strikes()
    assert strikes() == first
    assert 30 < sum(first) < 90


def test_an_unknown_kind_is_refused(sandbox: Sandbox) -> None:
    with pytest.raises(ValueError, match="no such kind"):
        sandbox.faults.add("auth.test", "explode")
