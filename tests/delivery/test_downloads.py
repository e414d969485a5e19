"""Files are fetched from Slack, with our token, and from nobody else."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from aiohttp import web

from bot.delivery.slack import FileError, SlackClients
from bot.sandbox import Sandbox

TEAM = "T0EARSHOT"


@pytest.fixture
async def clients(sandbox: Sandbox) -> AsyncIterator[SlackClients]:
    clients = SlackClients(sandbox.api_url, timeout=2)
    clients.put(TEAM, sandbox.bot_token)
    yield clients
    await clients.close()


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    async with Sandbox() as sandbox:
        yield sandbox


def address(sandbox: Sandbox, content: bytes) -> str:
    file = sandbox.space.files.add("catalogue.csv", content, "U0LENA")
    return str(sandbox.space.files.shown(file, sandbox.space.base_url)["url_private"])


async def refused(clients: SlackClients, url: str, most: int = 100) -> str:
    with pytest.raises(FileError) as caught:
        await clients.download(TEAM, url, most)
    return caught.value.code


async def test_a_file_comes_whole_or_not_at_all(sandbox: Sandbox, clients: SlackClients) -> None:
    content = b"x" * 100
    assert await clients.download(TEAM, address(sandbox, content), 100) == content
    assert await refused(clients, address(sandbox, content), 99) == "too_large"


async def test_without_the_right_to_it_the_sign_in_page_is_no_file(sandbox: Sandbox) -> None:
    clients = SlackClients(sandbox.api_url)
    clients.put(TEAM, "xoxb-of-somebody-else")
    assert await refused(clients, address(sandbox, b"name")) == "not_shown"
    await clients.close()


@asynccontextmanager
async def another_server(answer: web.Response) -> AsyncIterator[tuple[str, list[str]]]:
    """(its address, the tokens it was shown)"""
    asked: list[str] = []

    async def handle(request: web.Request) -> web.Response:
        asked.append(request.headers.get("Authorization", ""))
        return answer

    app = web.Application()
    app.router.add_get("/{any:.*}", handle)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}", asked
    await runner.cleanup()


async def test_no_redirect_is_followed() -> None:
    async with another_server(web.Response(status=302, headers={"Location": "/in"})) as (
        url,
        asked,
    ):
        clients = SlackClients(f"{url}/api/")
        clients.put(TEAM, "xoxb-ours")
        assert await refused(clients, f"{url}/file.csv") == "not_shown"
        await clients.close()
    assert asked == ["Bearer xoxb-ours"]


async def test_our_token_goes_to_nobody_but_slack(sandbox: Sandbox, clients: SlackClients) -> None:
    async with another_server(web.Response(text="name")) as (elsewhere, asked):
        host = elsewhere.removeprefix("http://")
        port = host.rpartition(":")[2]
        own = sandbox.space.base_url.rstrip("/")
        for url in (
            f"{elsewhere}/file.csv",
            f"{own}@{host}/file.csv",
            f"http://localhost:{port}/file.csv?{own}",
            "https://files.slack.com.evil.example/file.csv",
            "https://evilslack.com/file.csv",
            "https://slack.com:8443/file.csv",
            "http://files.slack.com/file.csv",
            "ftp://files.slack.com/file.csv",
            "file:///etc/passwd",
            "//files.slack.com/file.csv",
            "https://[",
            "",
        ):
            assert await refused(clients, url) == "elsewhere", url
    assert asked == []
