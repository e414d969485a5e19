"""Where only a proxy leads out, everything that goes to Slack asks it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import aiohttp
import pytest

from bot.delivery import SlackClients
from bot.delivery.proxy import proxy_for
from bot.sandbox import Sandbox

TEAM = "T0EARSHOT"
NAMES = ("HTTPS_PROXY", "HTTP_PROXY", "NO_PROXY")


@pytest.fixture
async def asked(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[list[str]]:
    """The first line of whatever the proxy was asked; it lets nobody through."""
    lines: list[str] = []

    async def refuse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        lines.append((await reader.readline()).decode().strip())
        writer.write(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(refuse, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    for name in ("https_proxy", "HTTPS_PROXY"):
        monkeypatch.setenv(name, f"http://127.0.0.1:{port}")
    for name in ("no_proxy", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
    async with server:
        yield lines


@pytest.mark.parametrize(
    ("host", "call"),
    [
        ("slack.com", lambda slack: slack.client(TEAM).auth_test()),
        ("hooks.slack.com", lambda slack: slack.respond("https://hooks.slack.com/actions/1", {})),
        ("files.slack.com", lambda slack: slack.upload("https://files.slack.com/upload/1", b"x")),
        (
            "files.slack.com",
            lambda slack: slack.download(TEAM, "https://files.slack.com/our.csv", 9),
        ),
    ],
    ids=["a call", "an answer to a press", "an upload", "a download"],
)
async def test_it_goes_through_the_proxy(
    host: str, call: Callable[[SlackClients], Awaitable[object]], asked: list[str]
) -> None:
    slack = SlackClients("https://slack.com/api/", timeout=5)
    slack.put(TEAM, "xoxb-1")
    with pytest.raises(aiohttp.ClientHttpProxyError):
        await call(slack)
    await slack.close()
    assert asked == [f"CONNECT {host}:443 HTTP/1.1"]


@pytest.mark.parametrize(
    ("url", "proxy"),
    [
        ("https://slack.com/api/", "http://way.out:3128"),
        ("https://files.slack.com/a", "http://way.out:3128"),
        ("http://slack.internal/api/", "http://plain:80"),
        ("https://slack.here.example/api/", None),
        ("http://127.0.0.1:8080/api/", None),
        ("http://[::1]:8080/api/", None),
        ("http://localhost/api/", None),
    ],
)
def test_which_way_an_address_is_reached(
    url: str, proxy: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in zip(
        NAMES, ("way.out:3128", "http://plain:80", ".here.example"), strict=True
    ):
        monkeypatch.delenv(name.lower(), raising=False)
        monkeypatch.setenv(name, value)
    assert proxy_for(url) == proxy


async def test_a_password_kept_for_other_programs_goes_to_nobody(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("default login sam password hunter2\n")
    monkeypatch.setenv("NETRC", str(netrc))
    async with Sandbox(limits=False) as sandbox:
        slack = SlackClients(sandbox.api_url)
        assert (await slack.who_am_i(sandbox.bot_token))["ok"]
        await slack.close()
