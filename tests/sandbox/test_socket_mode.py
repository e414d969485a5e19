"""Socket Mode: tickets, hello, several connections, reconnecting, lost connections."""

from __future__ import annotations

import asyncio
from typing import Any

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox import Person, Sandbox, until
from tests.sandbox.running import bolt, over_socket


@pytest.fixture
def priya(sandbox: Sandbox) -> Person:
    sandbox.deliver_by_socket()
    sandbox.dispatch.retry_delays = (0.0, 0.0, 0.0)
    return sandbox.add_person("Priya")


async def link(sandbox: Sandbox) -> str:
    client = AsyncWebClient(base_url=sandbox.api_url)
    opened = await client.apps_connections_open(app_token=sandbox.app_token)
    return str(opened["url"])


async def test_an_address_is_good_for_one_connection(sandbox: Sandbox) -> None:
    url = await link(sandbox)
    async with aiohttp.ClientSession() as http:
        async with http.ws_connect(url) as socket:
            hello = await socket.receive_json()
            assert (hello["type"], hello["num_connections"]) == ("hello", 1)
        with pytest.raises(aiohttp.WSServerHandshakeError):
            await http.ws_connect(url)


async def test_payloads_go_to_any_of_up_to_ten_connections(sandbox: Sandbox, priya: Person) -> None:
    got: list[int] = []

    async def client(number: int, socket: aiohttp.ClientWebSocketResponse) -> None:
        async for frame in socket:
            envelope = frame.json()
            if "envelope_id" in envelope:
                got.append(number)
                await socket.send_json({"envelope_id": envelope["envelope_id"]})

    async with aiohttp.ClientSession() as http:
        sockets = [await http.ws_connect(await link(sandbox)) for _ in range(10)]
        tasks = [asyncio.create_task(client(n, socket)) for n, socket in enumerate(sockets)]
        await until(lambda: sandbox.sockets.connections == 10)
        for _ in range(20):
            assert (await priya.slash("/cx")).ok
        assert set(got) == set(range(10))
        async with http.ws_connect(await link(sandbox)) as extra:
            assert (await extra.receive_json())["reason"] == "too_many_websockets"
        for socket in sockets:
            await socket.close()
        await asyncio.gather(*tasks)


async def test_an_unacknowledged_event_comes_again_with_a_number(
    sandbox: Sandbox, priya: Person
) -> None:
    sandbox.space.interactions.patience = 0.05
    attempts: list[tuple[int, str]] = []
    async with aiohttp.ClientSession() as http, http.ws_connect(await link(sandbox)) as socket:
        await socket.receive_json()
        opening = asyncio.create_task(priya.open_home())
        while len(attempts) < 3:
            envelope = await socket.receive_json()
            attempts.append((envelope["retry_attempt"], envelope["retry_reason"]))
            if len(attempts) == 3:
                await socket.send_json({"envelope_id": envelope["envelope_id"]})
        answer = await opening
        await sandbox.dispatch.settle()
    assert answer is not None
    assert answer.problem == "operation_timeout"
    assert attempts == [(0, ""), (1, "http_timeout"), (2, "http_timeout")]


async def test_a_connection_lost_in_between_is_a_failed_delivery(
    sandbox: Sandbox, priya: Person
) -> None:
    async with aiohttp.ClientSession() as http:
        socket = await http.ws_connect(await link(sandbox))
        await socket.receive_json()
        typing = asyncio.create_task(priya.slash("/cx"))
        await socket.receive_json()
        await socket.close()
        answer = await typing
    assert (answer.status, answer.problem) == (0, "dispatch_failed")
    assert sandbox.refusals == []


async def test_a_delivery_waits_for_a_connection(sandbox: Sandbox, priya: Person) -> None:
    app = bolt(sandbox)

    @app.command("/cx")
    async def command(ack: Any) -> None:
        await ack(text="Here")

    typing = asyncio.create_task(priya.slash("/cx"))
    await asyncio.sleep(0.1)
    assert not typing.done()
    async with over_socket(sandbox, app):
        assert (await typing).text == "Here"
    sandbox.sockets.wait_seconds = 0.05
    await until(lambda: sandbox.sockets.connections == 0)
    assert (await priya.slash("/cx")).problem == "dispatch_failed"


@pytest.mark.parametrize("reason", ["refresh_requested", "link_disabled"])
async def test_slacks_client_comes_back_after_a_refresh(
    sandbox: Sandbox, priya: Person, reason: str
) -> None:
    app = bolt(sandbox)

    @app.command("/cx")
    async def command(ack: Any) -> None:
        await ack(text="Here")

    async with over_socket(sandbox, app):
        for _ in range(3):
            await sandbox.sockets.disconnect(reason)
            assert (await priya.slash("/cx")).text == "Here"


async def test_a_warning_leaves_the_connection_open(sandbox: Sandbox) -> None:
    async with aiohttp.ClientSession() as http, http.ws_connect(await link(sandbox)) as socket:
        await socket.receive_json()
        await sandbox.sockets.disconnect("warning")
        assert await socket.receive_json() == {"type": "disconnect", "reason": "warning"}
        assert sandbox.sockets.connections == 1
