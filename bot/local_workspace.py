"""`earshot sandbox`: the real app behind a stand-in for Slack, on this machine alone."""

from __future__ import annotations

import asyncio
import contextlib
import secrets
import signal
import socket
import tempfile
from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from pydantic import SecretStr

from bot.app import App, build
from bot.clock import ShiftedClock
from bot.config import Settings
from bot.local.clockwork import Clockwork, opening_time
from bot.local.company import Company, chatter, people_of, remember
from bot.local.kept import Kept
from bot.local.tour import Tour
from bot.manifest import manifest
from bot.sandbox import Sandbox
from bot.sandbox.limits import Limits
from bot.sandbox.page import Leap, Page, Seen, Step
from bot.serving import serve_app
from storage.engine import database_url as parsed
from storage.engine import make_engine
from storage.migrate import migrate

CARD_DELAY = 4
"""Seconds an owner's card settles here where nothing else is set: whoever tries it is watching."""
ZONE = ZoneInfo("Europe/Berlin")
COMPANY = "Northlight"
_SAVED_EVERY = 20.0


class Backstage:
    """The clock and the tour, for the page."""

    def __init__(self, clockwork: Clockwork, tour: Tour, begins_as: str) -> None:
        self._clockwork = clockwork
        self._tour = tour
        self._begins_as = begins_as

    @property
    def begins_as(self) -> str:
        return self._begins_as

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
    keep: Path | None = None,
    seed: int | None = None,
) -> None:
    """Serve until a signal ends it. `say` prints a line for people; `port` None is the settings'
    or, when that is taken, any; `keep` None is a folder that goes with it; `seed` None is 1, or
    that of the company that is kept.

    Raises OSError when the port that was asked for is taken, or another process has the folder.
    """
    if port:
        _bind(port)  # said at once, and not after the company was made
    with contextlib.ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="earshot-"))
        kept = Kept(keep or Path(folder))
        stack.enter_context(kept.held())
        clock = ShiftedClock()
        sandbox = _sandbox(settings, clock)
        company = await _found(sandbox, clock, kept, seed)
        page = Page(sandbox, manifest(settings)["features"])
        await _start(sandbox, settings.port if port is None else port, fixed=port is not None)
        try:
            local = _settings(settings, sandbox, kept.database_url)
            sandbox.deliver_by_http(f"{local.earshot_public_url}/slack/events")
            app = build(local, clock)
            page.attend(_backstage(app, sandbox, clock, company))
            address = f"A simulator, not Slack: {sandbox.space.base_url}"
            lines = (address, _goes(keep), *unused(seed, company))
            beside = (
                asyncio.create_task(_announce(app, lines, say)),
                asyncio.create_task(_save_often(kept, sandbox, clock, company)),
            )
            _outlive_signals()
            await serve_app(app, sandbox.signing_secret)
            for task in beside:
                task.cancel()
        finally:
            await sandbox.stop()
            kept.save(sandbox, clock, company)


async def _announce(app: App, lines: Iterable[str], say: Callable[[str], object]) -> None:
    """Say where it is, once what is pressed there is answered."""
    await app.connected.wait()
    while True:
        with contextlib.suppress(OSError):
            _, writer = await asyncio.open_connection("127.0.0.1", app.settings.port)
            writer.close()
            break
        await asyncio.sleep(0.05)
    for line in lines:
        say(line)


async def _save_often(kept: Kept, sandbox: Sandbox, clock: ShiftedClock, company: Company) -> None:
    """So that little is lost to those who pull the plug."""
    while True:
        kept.save(sandbox, clock, company)
        await asyncio.sleep(_SAVED_EVERY)


def _goes(keep: Path | None) -> str:
    if keep is None:
        return "Ctrl-C ends it, and everything in it is gone; `--keep DIR` keeps it."
    return f"Ctrl-C ends it. It stays in {keep}."


def unused(seed: int | None, company: Company) -> tuple[str, ...]:
    """What is said of a seed that was asked for where another company is kept."""
    if seed is None or seed == company.seed:
        return ()
    return (f"The company there is kept as it is: --seed {seed} is for a new one.",)


async def _found(
    sandbox: Sandbox, clock: ShiftedClock, kept: Kept, asked_seed: int | None
) -> Company:
    """The company that is kept, or a new one."""
    company = kept.go_on(sandbox, clock)
    engine = make_engine(parsed(kept.database_url))
    migrate(engine)
    engine.dispose()
    if company is not None:
        return company
    seed = 1 if asked_seed is None else asked_seed
    clock.shift = opening_time(clock.wall(), ZONE) - clock.wall()
    people = people_of(sandbox, seed)
    chatter(sandbox, clock)
    team_id = sandbox.space.world.team_id
    return await asyncio.to_thread(remember, kept.database_url, team_id, people, clock.now(), seed)


def _outlive_signals() -> None:
    """The app's server ends on a signal and then raises it again, for whoever else wants to know:
    that would end us before the folder is gone."""
    loop = asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(name, lambda: None)


def _sandbox(settings: Settings, clock: ShiftedClock) -> Sandbox:
    """With tokens that no other page on this machine can guess."""
    sandbox = Sandbox(
        manifest(settings),
        clock=clock,
        limits=Limits(timer=clock.passed),
        signing_secret=secrets.token_urlsafe(24),
        bot_token=f"xoxb-{secrets.token_urlsafe(18)}",
        app_token=f"xapp-{secrets.token_urlsafe(18)}",
    )
    sandbox.space.world.teams[sandbox.space.world.team_id] = COMPANY
    return sandbox


async def _start(sandbox: Sandbox, port: int, *, fixed: bool) -> None:
    """Listen on `port`; where that is taken and nobody insists on it, on any."""
    try:
        await sandbox.start(port)
    except OSError:
        if fixed:
            raise
        await sandbox.start(0)


def _settings(settings: Settings, sandbox: Sandbox, url: str) -> Settings:
    port = _free_port()
    changes: dict[str, object] = {
        "slack_api_url": sandbox.api_url,
        "slack_bot_token": SecretStr(sandbox.bot_token),
        "slack_signing_secret": SecretStr(sandbox.signing_secret),
        "database_url": url,
        "host": "127.0.0.1",
        "port": port,
        "earshot_public_url": f"http://127.0.0.1:{port}",
    }
    if "earshot_card_delay" not in settings.model_fields_set:
        changes["earshot_card_delay"] = CARD_DELAY
    return settings.model_copy(update=changes)


def _free_port() -> int:
    """One for Earshot itself: Slack's requests and the links of surveys lead there."""
    return _bind(0)


def _bind(port: int) -> int:
    """The port, any for 0, if it can be had; raises OSError."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind(("127.0.0.1", port))
        return int(probe.getsockname()[1])


def _backstage(app: App, sandbox: Sandbox, clock: ShiftedClock, company: Company) -> Backstage:
    space = sandbox.space
    clockwork = Clockwork(app, clock, ZONE, lambda: space.changes.note("clock"))
    tour = Tour(
        app.storage,
        sandbox,
        space.world.team_id,
        clock.now(),
        owner=company.owner,
        reporter=company.reporter,
    )
    reporter = next(user.id for user in space.world.users.values() if user.name == company.reporter)
    return Backstage(clockwork, tour, reporter)
