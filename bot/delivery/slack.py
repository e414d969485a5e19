"""Slack's Web API, one client for each workspace's token, over shared connections."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any
from urllib.parse import urlsplit

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.delivery.errors import NoToken
from bot.delivery.proxy import proxy_for

TIMEOUT_SECONDS = 10.0
QUICK_SECONDS = 2.5
"""For views: a trigger lives three seconds."""


class FileError(Exception):
    """code: elsewhere (the address is not Slack's), not_shown, too_large."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class SlackClients:
    """Clients by workspace. Tokens are kept in memory and nowhere else.

    `base_url` in the form `https://slack.com/api/`. No client retries by itself: the SDK would send
    a message again whose answer was lost, and only the outbox can know whether it arrived.
    """

    def __init__(
        self,
        base_url: str,
        *,
        timeout: float = TIMEOUT_SECONDS,
        quick: float = QUICK_SECONDS,
    ) -> None:
        self.timeout = timeout
        self._base_url = base_url
        self.quick_timeout = quick
        self._tokens: dict[str, str] = {}
        self._sessions: dict[float, aiohttp.ClientSession] = {}
        self._clients: dict[tuple[str, float], AsyncWebClient] = {}

    def put(self, team_id: str, token: str) -> None:
        """Use `token` for a workspace from here on."""
        self.drop(team_id)
        self._tokens[team_id] = token

    def drop(self, team_id: str) -> None:
        """Forget a workspace's token: it was revoked, or the app uninstalled."""
        self._tokens.pop(team_id, None)
        for key in [key for key in self._clients if key[0] == team_id]:
            del self._clients[key]

    def teams(self) -> Collection[str]:
        """The workspaces that can be spoken to."""
        return tuple(self._tokens)

    def client(self, team_id: str) -> AsyncWebClient:
        """The client for messages. Raises NoToken for a workspace without one."""
        return self._client(team_id, self.timeout)

    def quick(self, team_id: str) -> AsyncWebClient:
        """The client for views. Raises NoToken for a workspace without one."""
        return self._client(team_id, self.quick_timeout)

    async def who_am_i(self, token: str) -> AsyncSlackResponse:
        """auth.test for a token that no workspace is known by yet. Raises as any call does."""
        return await self._speaking(token, self.timeout).auth_test()

    async def respond(self, response_url: str, body: dict[str, Any]) -> None:
        """Answer a press through its own `response_url`, once; raises as any call does."""
        async with self._session(self.quick_timeout).post(
            response_url, json=body, proxy=proxy_for(response_url)
        ) as answer:
            answer.raise_for_status()

    async def download(self, team_id: str, url: str, most: int) -> bytes:
        """A file's content, from its `url_private`. Our token goes to Slack and to nobody else.

        Raises FileError, and whatever any call does; NoToken for a workspace without one.
        """
        if not self._is_slacks(url):
            raise FileError("elsewhere")
        headers = {"Authorization": f"Bearer {self._tokens[team_id]}"}
        session = self._session(self.timeout)
        async with session.get(
            url, headers=headers, allow_redirects=False, proxy=proxy_for(url)
        ) as answer:
            # without the right to a file Slack shows its sign-in page, or the way there
            if answer.status != 200 or answer.content_type == "text/html":
                raise FileError("not_shown")
            content = bytearray()
            async for chunk in answer.content.iter_any():
                content += chunk
                if len(content) > most:
                    raise FileError("too_large")
            return bytes(content)

    async def upload(self, url: str, content: bytes) -> None:
        """Bring a file's content to the address that Slack announced for it, which needs no token.

        Raises as any call does; FileError for an address that is not Slack's.
        """
        if not self._is_slacks(url):
            raise FileError("elsewhere")
        session = self._session(self.timeout)
        async with session.post(url, data=content, proxy=proxy_for(url)) as answer:
            answer.raise_for_status()

    def _is_slacks(self, url: str) -> bool:
        try:
            asked, base = urlsplit(url), urlsplit(self._base_url)
            ours = (asked.scheme, asked.hostname, asked.port)
        except ValueError:
            return False
        if ours == (base.scheme, base.hostname, base.port):
            return True
        name = asked.hostname or ""
        return asked.scheme == "https" and asked.port in (None, 443) and name.endswith(".slack.com")

    async def close(self) -> None:
        """Close the connections; a client asked for later opens new ones."""
        sessions = list(self._sessions.values())
        self._sessions.clear()
        self._clients.clear()
        for session in sessions:
            await session.close()

    def _client(self, team_id: str, seconds: float) -> AsyncWebClient:
        token = self._tokens.get(team_id)
        if token is None:
            raise NoToken
        known = self._clients.get((team_id, seconds))
        if known is None:
            known = self._clients[team_id, seconds] = self._speaking(token, seconds)
        return known

    def _speaking(self, token: str, seconds: float) -> AsyncWebClient:
        client = AsyncWebClient(
            token=token,
            base_url=self._base_url,
            session=self._session(seconds),
            retry_handlers=[],
        )
        client.proxy = proxy_for(self._base_url)  # by itself it asks a proxy for loopback, too
        return client

    def _session(self, seconds: float) -> aiohttp.ClientSession:
        # with a session of ours the SDK ignores its own timeout
        if seconds not in self._sessions:
            self._sessions[seconds] = aiohttp.ClientSession(
                timeout=aiohttp.ClientTimeout(total=seconds, connect=seconds / 2)
            )
        return self._sessions[seconds]
