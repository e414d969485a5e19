"""`earshot sandbox`: the real app behind a stand-in for Slack, on this machine alone."""

from __future__ import annotations

import asyncio
import secrets
import tempfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from pydantic import SecretStr

from bot.app import App, build
from bot.clock import ShiftedClock
from bot.config import Settings
from bot.local.clockwork import Clockwork, opening_time
from bot.local.company import Company, chatter, people_of, remember
from bot.local.tour import Tour
from bot.manifest import manifest
from bot.sandbox import Sandbox
from bot.sandbox.page import Leap, Page, Seen, Step
from bot.serving import serve_app
from handlers.socket import SocketDoor
from storage.engine import database_url as parsed
from storage.engine import make_engine
from storage.migrate import migrate

CARD_DELAY = 4
"""Seconds an owner's card settles here where nothing else is set: whoever tries it is watching."""
ZONE = ZoneInfo("Europe/Berlin")


class Backstage:
    """The clock and the tour, for the page."""

    def __init__(self, clockwork: Clockwork, tour: Tour) -> None:
        self._clockwork = clockwork
        self._tour = tour

    @property
    def leaping(self) -> datetime | None:
        return self._clockwork.leaping

    async def leap(self, leap: Leap) -> None:
        await self._clockwork.leap(leap)

    async def tour(self, seen: Seen) -> list[Step]:
        return await self._tour.steps(seen)


async def serve_sandbox(
    settings: Settings,
    say: Callable[[str], object],
    *,
    port: int | None = None,
    seed: int = 1,
) -> None:
    """Serve until a signal ends it. `say` prints a line for people, `port` None is the settings'
    or, when that is taken, any."""
    with tempfile.TemporaryDirectory(prefix="earshot-") as folder:
        clock = ShiftedClock()
        clock.shift = opening_time(clock.wall(), ZONE) - clock.wall()
        sandbox = _sandbox(settings, clock)
        url = f"sqlite:///{Path(folder) / 'sandbox.db'}"
        company = await _found(sandbox, clock, url, seed)
        page = Page(sandbox, manifest(settings)["features"])
        await _start(sandbox, settings.port if port is None else port, fixed=port is not None)
        try:
            local = _settings(settings, sandbox, url)
            app = build(local, clock)
            page.attend(_backstage(app, sandbox, clock, company))
            say(f"A simulator, not Slack: {sandbox.space.base_url}")
            say("Ctrl-C ends it, and everything in it is gone.")
            await serve_app(app, door=SocketDoor(app, sandbox.app_token, sandbox.api_url))
        finally:
            await sandbox.stop()


def _sandbox(settings: Settings, clock: ShiftedClock) -> Sandbox:
    """With tokens that no other page on this machine can guess."""
    sandbox = Sandbox(
        manifest(settings),
        clock=clock,
        bot_token=f"xoxb-{secrets.token_urlsafe(18)}",
        app_token=f"xapp-{secrets.token_urlsafe(18)}",
    )
    sandbox.deliver_by_socket()
    return sandbox


async def _found(sandbox: Sandbox, clock: ShiftedClock, url: str, seed: int) -> Company:
    engine = make_engine(parsed(url))
    migrate(engine)
    engine.dispose()
    people = people_of(sandbox, seed)
    chatter(sandbox, clock)
    team_id = sandbox.space.world.team_id
    return await asyncio.to_thread(remember, url, team_id, people, clock.now(), seed)


async def _start(sandbox: Sandbox, port: int, *, fixed: bool) -> None:
    """Listen on `port`; where that is taken and nobody insists on it, on any."""
    try:
        await sandbox.start(port)
    except OSError:
        if fixed:
            raise
        await sandbox.start(0)


def _settings(settings: Settings, sandbox: Sandbox, url: str) -> Settings:
    changes: dict[str, object] = {
        "slack_api_url": sandbox.api_url,
        "slack_bot_token": SecretStr(sandbox.bot_token),
        "slack_app_token": SecretStr(sandbox.app_token),
        "database_url": url,
        "host": "127.0.0.1",
        "port": 0,
    }
    if "earshot_card_delay" not in settings.model_fields_set:
        changes["earshot_card_delay"] = CARD_DELAY
    return settings.model_copy(update=changes)


def _backstage(app: App, sandbox: Sandbox, clock: ShiftedClock, company: Company) -> Backstage:
    space = sandbox.space
    clockwork = Clockwork(app, clock, ZONE, lambda: space.changes.note("clock"))
    tour = Tour(app.storage, sandbox, space.world.team_id, clock.now(), company.owner)
    return Backstage(clockwork, tour)
