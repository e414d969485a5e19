"""Signed HTTP requests to the app's request URL, made as Slack makes them."""

from __future__ import annotations

import hashlib
import hmac
import json
import time
from urllib.parse import urlencode

import aiohttp

from bot.clock import Clock
from bot.sandbox.delivery import Envelope, Reply
from bot.sandbox.world import Json

FORM = "application/x-www-form-urlencoded"


def signature(secret: str, timestamp: str, body: bytes) -> str:
    """Slack's v0 request signature (docs.slack.dev/authentication/verifying-requests-from-
    slack)."""
    base = f"v0:{timestamp}:".encode() + body
    return "v0=" + hmac.new(secret.encode(), base, hashlib.sha256).hexdigest()


class HttpDelivery:
    """Delivers to one request URL; `clock` dates the signatures."""

    def __init__(self, url: str, signing_secret: str, clock: Clock) -> None:
        self.url = url
        self._secret = signing_secret
        self._clock = clock
        self._session: aiohttp.ClientSession | None = None

    async def deliver(self, envelope: Envelope, patience: float) -> Reply:
        """Sends one request and waits `patience` seconds for its acknowledgement."""
        body, content_type = _encoded(envelope)
        timestamp = str(int(self._clock.wall().timestamp()))
        headers = {
            "Content-Type": content_type,
            "User-Agent": "Slackbot 1.0 (+https://api.slack.com/robots)",
            "Accept": "application/json,*/*",
            "X-Slack-Request-Timestamp": timestamp,
            "X-Slack-Signature": signature(self._secret, timestamp, body),
        }
        if envelope.retry:
            headers["X-Slack-Retry-Num"] = str(envelope.retry)
            headers["X-Slack-Retry-Reason"] = envelope.reason
        started = time.monotonic()
        try:
            async with self._http().post(
                self.url,
                data=body,
                headers=headers,
                allow_redirects=False,
                timeout=aiohttp.ClientTimeout(total=patience),
            ) as response:
                text = await response.text()
                return Reply(
                    response.status,
                    _decoded(response.content_type, text),
                    time.monotonic() - started,
                    no_retry=response.headers.get("X-Slack-No-Retry") == "1",
                )
        except TimeoutError:
            return Reply(0, None, time.monotonic() - started, timed_out=True)
        except aiohttp.ClientError:
            return Reply(0, None, time.monotonic() - started)

    async def close(self) -> None:
        """Closes the connections."""
        if self._session is not None:
            await self._session.close()

    def _http(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0))
        return self._session


def _encoded(envelope: Envelope) -> tuple[bytes, str]:
    match envelope.kind:
        case "slash_commands":
            return urlencode(envelope.payload).encode(), FORM
        case "interactive":
            return urlencode({"payload": json.dumps(envelope.payload)}).encode(), FORM
        case "events_api":
            return json.dumps(envelope.payload).encode(), "application/json"


def _decoded(content_type: str, text: str) -> Json | str | None:
    if not text:
        return None
    if content_type == "application/json":
        try:
            decoded = json.loads(text)
        except ValueError:
            return text
        return decoded if isinstance(decoded, dict) else text
    return text
