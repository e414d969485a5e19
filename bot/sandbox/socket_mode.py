"""Slack's half of Socket Mode (docs.slack.dev/apis/events-api/using-socket-mode)."""

from __future__ import annotations

import asyncio
import json
import time
import uuid
from dataclasses import dataclass, field

from aiohttp import WSMsgType, web

from bot.sandbox.delivery import Envelope, Reply
from bot.sandbox.world import Json

MOST_CONNECTIONS = 10


@dataclass(eq=False)
class _Connection:
    socket: web.WebSocketResponse
    waiting: dict[str, asyncio.Future[Json]] = field(default_factory=dict)


class SocketMode:
    """Up to ten WebSocket connections; every payload goes to one of them, in turn."""

    def __init__(self, app_id: str) -> None:
        self._app_id = app_id
        self._connections: list[_Connection] = []
        self._turn = 0
        self._arrived = asyncio.Condition()
        self.wait_seconds = 30.0
        """How long a delivery waits for a connection."""

    @property
    def connections(self) -> int:
        """How many connections are open."""
        return len(self._connections)

    async def connected(self, timeout: float) -> None:
        """Waits for a connection; raises TimeoutError after `timeout` seconds."""
        async with asyncio.timeout(timeout), self._arrived:
            await self._arrived.wait_for(lambda: bool(self._connections))

    async def serve(self, request: web.Request) -> web.WebSocketResponse:
        """Speaks with one client until it leaves."""
        socket = web.WebSocketResponse(heartbeat=10.0)
        await socket.prepare(request)
        if len(self._connections) >= MOST_CONNECTIONS:
            await socket.send_json({"type": "disconnect", "reason": "too_many_websockets"})
            await socket.close()
            return socket
        connection = _Connection(socket)
        self._connections.append(connection)
        await socket.send_json(
            {
                "type": "hello",
                "num_connections": len(self._connections),
                "connection_info": {"app_id": self._app_id},
                "debug_info": {
                    "host": "sandbox",
                    "build_number": 1,
                    "approximate_connection_time": 18060,
                },
            }
        )
        async with self._arrived:
            self._arrived.notify_all()
        try:
            async for frame in socket:
                if frame.type == WSMsgType.TEXT:
                    _settle(connection, frame.data)
        finally:
            self._drop(connection)
        return socket

    async def deliver(self, envelope: Envelope, patience: float) -> Reply:
        """Sends one envelope to one connection and waits `patience` seconds for its
        acknowledgement."""
        try:
            await self.connected(self.wait_seconds)
        except TimeoutError:
            return Reply(0, None, 0.0)
        self._turn += 1
        connection = self._connections[self._turn % len(self._connections)]
        envelope_id = str(uuid.uuid4())
        frame: Json = {
            "envelope_id": envelope_id,
            "type": envelope.kind,
            "payload": envelope.payload,
            "accepts_response_payload": envelope.kind != "events_api",
        }
        if envelope.kind == "events_api":
            frame |= {"retry_attempt": envelope.retry, "retry_reason": envelope.reason}
        answered: asyncio.Future[Json] = asyncio.get_running_loop().create_future()
        connection.waiting[envelope_id] = answered
        started = time.monotonic()
        try:
            await connection.socket.send_json(frame)
            ack = await asyncio.wait_for(answered, patience)
        except TimeoutError:
            return Reply(0, None, time.monotonic() - started, timed_out=True)
        except ConnectionError:
            return Reply(0, None, time.monotonic() - started)
        finally:
            connection.waiting.pop(envelope_id, None)
        return Reply(200, ack.get("payload") or None, time.monotonic() - started)

    async def disconnect(self, reason: str = "refresh_requested", *, hang_up: bool = True) -> None:
        """Tells every client to reconnect (`warning`, `refresh_requested`, `link_disabled`) and
        hangs up."""
        for connection in list(self._connections):
            await connection.socket.send_json({"type": "disconnect", "reason": reason})
            if hang_up and reason != "warning":
                self._drop(connection)
                await connection.socket.close()

    async def close(self) -> None:
        """Closes every connection."""
        for connection in list(self._connections):
            self._drop(connection)
            await connection.socket.close()

    def _drop(self, connection: _Connection) -> None:
        if connection in self._connections:
            self._connections.remove(connection)
        for answered in connection.waiting.values():
            if not answered.done():
                answered.set_exception(ConnectionResetError("the client left"))


def _settle(connection: _Connection, text: str) -> None:
    try:
        ack = json.loads(text)
    except ValueError:
        return
    answered = connection.waiting.get(ack.get("envelope_id", ""))
    if answered is not None and not answered.done():
        answered.set_result(ack)
