"""Running the app: HTTP, Socket Mode, or one tick."""

from __future__ import annotations

import gc
from datetime import datetime

import structlog
import uvicorn

from bot.app import App, build
from bot.clock import StandingClock, SystemClock
from bot.config import Settings
from bot.delivery.errors import Fate, verdict
from bot.schedule.errands import run_errands
from bot.schedule.forgetting import forget
from bot.schedule.tick import TickFailed, tick
from handlers.socket import SocketDoor
from handlers.web import web_app

log = structlog.get_logger()


class NoSlack(Exception):
    """Slack did not answer, or does not know us; the text is a sentence."""


async def serve_http(settings: Settings, signing_secret: str) -> None:
    """HTTP on PORT until a signal ends it; what is in flight is finished first."""
    await serve_app(build(settings), signing_secret)


async def serve_socket(settings: Settings, app_token: str) -> None:
    """Socket Mode, with health and metrics on PORT."""
    app = build(settings)
    await serve_app(app, door=SocketDoor(app, app_token, settings.slack_api_url))


async def tick_once(settings: Settings, at: datetime | None) -> bool:
    """All that is due at `at` (default: now), sent; False if anything failed.

    Raises NoSlack where nothing could be begun.
    """
    clock = StandingClock(at) if at else SystemClock()
    app = build(settings, clock)
    try:
        await _install(app)
        teams = list(app.clients.teams())
        done = await _ticked(app, teams, clock.now())
        for team in teams:
            await app.gate.follow(team)
        await forget(app.storage, teams, clock.now(), settings.earshot_retention_months)
        unmade = await run_errands(app.storage, teams, clock)
        drained = await app.delivery.drain()
    finally:
        await app.stop()
    log.info("ticked", sent=drained.sent, parked=drained.parked, unknown=drained.unknown)
    return done and not (drained.parked or drained.failed or drained.unknown or unmade)


async def _ticked(app: App, teams: list[str], now: datetime) -> bool:
    """Whether all that was due could be done; what could is sent all the same."""
    try:
        await tick(app.storage, teams, now, app.gate.keys)
    except TickFailed:
        return False  # the log has what, and where
    return True


async def _install(app: App) -> None:
    try:
        await app.install()
    except Exception as error:
        why = verdict(error)
        if why.fate in (Fate.UNREACHED, Fate.UNCERTAIN):
            raise NoSlack(f"Slack could not be reached ({why.code}): nothing was done.") from None
        raise NoSlack(f"Slack refused ({why.code}): nothing was done.") from None


async def serve_app(
    app: App, signing_secret: str | None = None, door: SocketDoor | None = None
) -> None:
    """The app until a signal ends it: its port, and Slack by HTTP (signed) or through a door."""
    settings = app.settings
    gc.collect()
    gc.freeze()  # what start-up made stays, and need not be walked through again and again
    server = uvicorn.Server(
        uvicorn.Config(
            web_app(app, signing_secret=signing_secret, door=door),
            host=settings.host,
            port=settings.port,
            loop="uvloop",
            http="httptools",
            log_config=None,
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=10,
        )
    )
    log.info("serving", port=settings.port)
    await server.serve()
