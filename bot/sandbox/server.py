"""The stand-in's HTTP server: Web API, response URLs, uploads, downloads and Socket Mode on one
port."""

from __future__ import annotations

import json
from collections.abc import Callable

from aiohttp import web

from bot.sandbox.errors import RateLimited, SlackError
from bot.sandbox.faults import Fault
from bot.sandbox.guard import only_here
from bot.sandbox.response_url import respond
from bot.sandbox.socket_mode import SocketMode
from bot.sandbox.web_api import invoke, note
from bot.sandbox.workspace import Workspace
from bot.sandbox.world import Json

_BODY_LIMIT = 64 * 1024 * 1024


class Server:
    """Serves one workspace on a loopback port."""

    def __init__(self, space: Workspace, sockets: SocketMode) -> None:
        self._space = space
        self._sockets = sockets
        self._runner: web.AppRunner | None = None
        self.mounts: list[Callable[[web.Application], None]] = []
        """What adds routes of its own before the start."""

    async def start(self, port: int) -> str:
        """Starts listening (0: any free port) and returns the base URL, with a slash at the end."""
        guard = only_here(lambda: self._space.base_url)
        app = web.Application(client_max_size=_BODY_LIMIT, middlewares=[guard])
        app.add_routes(
            [
                web.route("*", "/api/{method}", self._api),
                web.post("/response/{key:.+}", self._response_url),
                web.post("/upload/v1/{ticket}", self._upload),
                web.get("/files-pri/{file}/{name}", self._download),
                web.get("/link/", self._link),
            ]
        )
        for mount in self.mounts:
            mount(app)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", port)
        await site.start()
        host, bound = self._runner.addresses[0][:2]
        return f"http://{host}:{bound}/"

    async def stop(self) -> None:
        """Stops listening."""
        if self._runner is not None:
            await self._runner.cleanup()

    async def _api(self, request: web.Request) -> web.StreamResponse:
        name = request.match_info["method"]
        token, args = await _arguments(request)
        fault = self._space.faults.take(name, args)
        early = await _before(request, fault)
        if early is not None:
            body = {"ok": False, "error": f"(fault: {fault.kind})" if fault else None}
            note(self._space, name, args, body, fault)
            return early
        outcome = invoke(self._space, name, token, args, fault)
        if outcome.retry_after is not None:
            return _too_many(outcome.body["error"], outcome.retry_after)
        answer = web.json_response(outcome.body, headers=self._granted(token))
        return await _after(request, fault) or answer

    def _granted(self, token: str | None) -> dict[str, str]:
        """With each answer Slack names the scopes of the bot's token."""
        scopes = self._space.manifest.scopes
        if scopes is None or token != self._space.bot_token:
            return {}
        return {"X-OAuth-Scopes": ",".join(sorted(scopes))}

    async def _response_url(self, request: web.Request) -> web.StreamResponse:
        try:
            body = json.loads(await request.text())
        except ValueError:
            body = None
        args = body if isinstance(body, dict) else {}
        fault = self._space.faults.take("response_url", args)
        early = await _before(request, fault)
        if early is not None:
            return early
        try:
            if fault is not None and fault.kind == "ratelimited":
                raise RateLimited(max(1, round(fault.seconds)))
            if fault is not None and fault.kind.startswith("error:"):
                raise SlackError(fault.kind.removeprefix("error:"))
            respond(self._space, request.match_info["key"], body)
        except RateLimited as error:
            note(self._space, "response_url", args, {"ok": False, "error": error.code}, fault)
            return _too_many(error.code, error.retry_after)
        except SlackError as error:
            if fault is None:
                self._space.record.refuse("response_url", error.code, error.messages, args)
            note(self._space, "response_url", args, {"ok": False, "error": error.code}, fault)
            gone = error.code in ("used_url", "expired_url", "invalid_url", "message_not_found")
            return web.json_response(
                {"ok": False, "error": error.code}, status=404 if gone else 400
            )
        note(self._space, "response_url", args, {"ok": True}, fault)
        return await _after(request, fault) or web.Response(text="ok")

    async def _upload(self, request: web.Request) -> web.Response:
        content = await request.read()
        if request.content_type.startswith("multipart/"):
            return web.Response(status=400, text="send the bytes as they are")
        try:
            file = self._space.files.receive(request.match_info["ticket"], content)
        except SlackError as error:
            return web.Response(status=400, text=error.code)
        return web.Response(text=f"OK - {file.length}")

    async def _download(self, request: web.Request) -> web.Response:
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        file_id = request.match_info["file"].rpartition("-")[2]
        file = self._space.files.find(file_id)
        # Slack answers a download without rights with its sign-in page and status 200.
        if token != self._space.bot_token or not self._space.manifest.grants("files:read"):
            return web.Response(
                text="<!DOCTYPE html><title>Sign in</title>", content_type="text/html"
            )
        if file is None or file.content is None:
            return web.Response(status=404)
        return web.Response(body=file.content, content_type=file.mimetype)

    async def _link(self, request: web.Request) -> web.StreamResponse:
        ticket = request.query.get("ticket", "")
        if ticket not in self._space.socket_tickets:
            return web.Response(status=403)
        self._space.socket_tickets.remove(ticket)
        return await self._sockets.serve(request)


def _too_many(error: str, retry_after: int) -> web.Response:
    body = {"ok": False, "error": error}
    return web.json_response(body, status=429, headers={"Retry-After": str(retry_after)})


async def _arguments(request: web.Request) -> tuple[str | None, Json]:
    """The token and the arguments of a call, from query, form or JSON body."""
    args: Json = dict(request.query)
    if request.can_read_body:
        if request.content_type == "application/json":
            try:
                body = json.loads(await request.text())
            except ValueError:
                body = {}
            if isinstance(body, dict):
                args |= body
        else:
            args |= dict(await request.post())
    header = request.headers.get("Authorization", "")
    token = header.removeprefix("Bearer ") if header.startswith("Bearer ") else None
    given = args.pop("token", None)
    return token or (given if isinstance(given, str) else None), args


async def _before(request: web.Request, fault: Fault | None) -> web.Response | None:
    """What a fault does before anything has happened; a response if nothing is to happen."""
    match fault.kind if fault else None:
        case "drop":
            return _dropped(request)
        case "http_500" | "http_503" as kind:
            return web.Response(status=int(kind.removeprefix("http_")), text="upstream error")
        case "delay" if fault:
            await fault.wait()
    return None


async def _after(request: web.Request, fault: Fault | None) -> web.Response | None:
    """What a fault does once everything has happened; a response if the real one is lost."""
    match fault.kind if fault else None:
        case "lose_answer":
            return _dropped(request)
        case "http_500_after":
            return web.Response(status=500, text="upstream error")
        case "delay_answer" if fault:
            await fault.wait()
    return None


def _dropped(request: web.Request) -> web.Response:
    if request.transport is not None:
        request.transport.abort()
    return web.Response(status=500)
