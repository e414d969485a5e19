"""The real process behind a strict stand-in for Slack, over HTTP or Socket Mode."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx

from bot.sandbox import Sandbox

NOWHERE = "http://127.0.0.1:9"
"""A proxy that nobody answers at: what is on this machine is not asked for through any."""
SECRET, BOT, APP = "sandbox-secret", "xoxb-sandbox", "xapp-sandbox"


class Live:
    """One Earshot process. `kill` ends it as a power cut would; `start` begins again."""

    def __init__(self, sandbox: Sandbox, mode: str, database_url: str, **env: str) -> None:
        self.sandbox = sandbox
        self.mode = mode
        self.port = _free_port()
        self.database_url = database_url
        self.logs: Path | None = None
        """Where to keep what the process writes to its log."""
        self._process: asyncio.subprocess.Process | None = None
        self._env = {
            "PATH": os.environ.get("PATH", ""),
            **dict.fromkeys(("HTTPS_PROXY", "HTTP_PROXY"), NOWHERE),
            "SLACK_API_URL": sandbox.api_url,
            "SLACK_BOT_TOKEN": BOT,
            "DATABASE_URL": database_url,
            "PORT": str(self.port),
            "HOST": "127.0.0.1",
            "EARSHOT_CARD_DELAY": "0",
            "EARSHOT_AUTO_MIGRATE": "1",
            **({"SLACK_SIGNING_SECRET": SECRET} if mode == "http" else {"SLACK_APP_TOKEN": APP}),
            **env,
        }
        if mode == "http":
            sandbox.deliver_by_http(f"http://127.0.0.1:{self.port}/slack/events")
        else:
            sandbox.deliver_by_socket()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    @property
    def running(self) -> bool:
        return self._process is not None and self._process.returncode is None

    async def spawn(self) -> None:
        """Begin, without waiting until it is ready."""
        assert not self.running
        self._process = await self._run("run")

    async def start(self) -> None:
        await self.spawn()
        await until(self._ready, seconds=60)
        if self.mode == "socket":
            await self.sandbox.socket_connected(timeout=60)

    async def kill(self) -> None:
        """kill -9, and wait for the end."""
        process = self._process
        if process is not None and process.returncode is None:
            process.send_signal(signal.SIGKILL)
            await process.wait()
        self._process = None

    async def stop(self) -> None:
        """As a deployment does: SIGTERM, and time to finish."""
        process = self._process
        if process is not None and process.returncode is None:
            process.send_signal(signal.SIGTERM)
            await asyncio.wait_for(process.wait(), 60)
        self._process = None

    async def command(self, *words: str) -> int:
        """Run an `earshot` command beside the process; its exit code."""
        return await (await self._run(*words)).wait()

    async def _run(self, *words: str) -> asyncio.subprocess.Process:
        with open(self.logs or os.devnull, "ab") as logs:  # noqa: ASYNC230 - a moment, in a test
            return await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                "bot",
                *words,
                env=self._env,
                cwd=Path(__file__).parents[2],
                stderr=None if os.environ.get("EARSHOT_SHOW_LOGS") else logs,
            )

    async def _ready(self) -> bool:
        assert self._process is not None
        assert self._process.returncode is None, "the process ended while starting"
        async with httpx.AsyncClient() as client:
            try:
                return (await client.get(f"{self.url}/readyz")).status_code == 200
            except httpx.HTTPError:
                return False


@asynccontextmanager
async def living(sandbox: Sandbox, mode: str, database_url: str, **env: str) -> AsyncIterator[Live]:
    live = Live(sandbox, mode, database_url, **env)
    try:
        await live.start()
        yield live
        await live.stop()
    finally:
        await live.kill()


async def until(true: Callable[[], Any], seconds: float = 60) -> Any:
    """Wait until `true()` (perhaps awaited) is truthy, and return it; fail when it never is."""
    deadline = asyncio.get_running_loop().time() + seconds
    while True:
        found = true()
        if asyncio.iscoroutine(found):
            found = await found
        if found:
            return found
        assert asyncio.get_running_loop().time() < deadline, "waited in vain"
        await asyncio.sleep(0.02)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
