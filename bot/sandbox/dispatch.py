"""Sends what happens in the workspace to the app, and keeps at it where Slack does."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Coroutine
from typing import Any

from bot.sandbox import record
from bot.sandbox.delivery import Delivery, Envelope, EnvelopeKind, Reply
from bot.sandbox.payloads import VERIFICATION_TOKEN, Payloads
from bot.sandbox.workspace import Workspace
from bot.sandbox.world import Channel, Json

# docs.slack.dev/apis/events-api: at once, after a minute, after five minutes.
RETRY_DELAYS = (0.0, 60.0, 300.0)


class Dispatch:
    """The way from the workspace to the app."""

    def __init__(self, space: Workspace) -> None:
        self._space = space
        self._payloads = Payloads(space)
        self._background: set[asyncio.Task[Any]] = set()
        self._transports: list[Delivery] = []
        space.announce = self.announce
        self.retry_delays: tuple[float, ...] = RETRY_DELAYS

    def deliver_by(self, delivery: Delivery) -> None:
        """Uses this transport from now on."""
        self._transports.append(delivery)

    async def interact(self, kind: EnvelopeKind, payload: Json) -> Reply:
        """Sends a command or an interaction, once."""
        return await self._send(Envelope(kind, payload))

    async def event(self, event: Json, *, ext_shared: bool = False) -> Reply:
        """Sends an event; returns the first reply, and repeats in the background until one is
        good. Before a transport is chosen nobody is told."""
        if not self._transports:
            return Reply(0, None, 0.0)
        envelope = Envelope("events_api", self._payloads.event(event, ext_shared=ext_shared))
        reply = await self._send(envelope)
        if reply.status != 200 and not reply.no_retry:
            self._in_background(self._retry(envelope, reply))
        return reply

    def announce(self, events: list[Json], channel: Channel) -> None:
        """Sends events without anybody waiting for it."""
        for event in events:
            self._in_background(self.event(event, ext_shared=channel.ext_shared))

    async def verify_url(self) -> bool:
        """True if the app answers a url_verification with its challenge."""
        challenge = secrets.token_urlsafe(24)
        payload: Json = {
            "token": VERIFICATION_TOKEN,
            "challenge": challenge,
            "type": "url_verification",
        }
        body = (await self._send(Envelope("events_api", payload))).body
        return body == challenge or (isinstance(body, dict) and body.get("challenge") == challenge)

    async def resend(self, payload: Json, *, retry: int = 1, reason: str = "http_timeout") -> Reply:
        """Sends an event's recorded payload again, as Slack does when an answer was lost."""
        return await self._send(Envelope("events_api", payload, retry, reason))

    async def settle(self) -> None:
        """Waits until every event is delivered or given up."""
        while self._background:
            await asyncio.gather(*self._background)

    async def close(self) -> None:
        """Gives up repeating and closes every transport."""
        for task in self._background:
            task.cancel()
        await asyncio.gather(*self._background, return_exceptions=True)
        for delivery in self._transports:
            await delivery.close()

    def _in_background(self, work: Coroutine[Any, Any, Any]) -> None:
        task = asyncio.create_task(work)
        self._background.add(task)
        task.add_done_callback(self._background.discard)

    async def _retry(self, envelope: Envelope, reply: Reply) -> None:
        for number, delay in enumerate(self.retry_delays, start=1):
            await asyncio.sleep(delay)
            again = Envelope(envelope.kind, envelope.payload, number, _reason(reply))
            reply = await self._send(again)
            if reply.status == 200 or reply.no_retry:
                return

    async def _send(self, envelope: Envelope) -> Reply:
        if not self._transports:
            raise RuntimeError("say deliver_by_http or deliver_by_socket first")
        reply = await self._transports[-1].deliver(envelope, self._space.interactions.patience)
        problem = None
        if reply.timed_out:
            problem = "operation_timeout"
        elif reply.status != 200:
            problem = "dispatch_failed"
        self._space.record.delivered(
            record.Delivery(
                envelope.kind,
                envelope.payload,
                reply.status,
                reply.seconds,
                problem,
                reply.body,
                self._space.clock.now(),
            )
        )
        return reply


def _reason(reply: Reply) -> str:
    if reply.timed_out:
        return "http_timeout"
    return "connection_failed" if reply.status == 0 else "http_error"
