"""`earshot doctor`: what is wrong with this installation, each fault with its cure."""

from __future__ import annotations

import asyncio
import os
import ssl
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from pathlib import Path

import httpx

from bot.clock import Clock, SystemClock
from bot.config import Mode, Settings, unread
from bot.delivery.proxy import proxy_for
from bot.manifest import manifest
from bot.slack_methods import SCOPES, scopes
from bot.tokens import WANTED, mistaken, unlike
from bot.wanted import ConfigError
from storage.books import Books
from storage.engine import database_url, make_engine
from storage.health import Health, health
from storage.tables.workspace import WorkspaceState
from storage.unit_of_work import Storage

SECONDS = 10.0
"""How long Slack may take."""
SKEW = 60.0
"""Seconds that our clock may differ from Slack's; a signature five minutes off is refused."""
SPACE = 200_000_000
"""Bytes that should be left on the disk of a SQLite file."""
_PARKED = 50


@dataclass(frozen=True, slots=True)
class Finding:
    """what: one sentence. cure: what to do about it, when not ok."""

    ok: bool
    what: str
    cure: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What Slack said. error: its error, or ours when it said nothing; None when all is well.
    scopes: those of the token, where Slack names them. at: by Slack's clock."""

    error: str | None
    team_id: str = ""
    team: str = ""
    scopes: frozenset[str] | None = None
    at: datetime | None = None


async def examine(settings: Settings, say: Callable[[str], object]) -> int:
    """Say each finding on a line of its own; 1 if any is a fault, else 0."""
    findings = await doctor(settings)
    for finding in findings:
        say(f"{'ok ' if finding.ok else 'NO '} {finding.what}")
        if not finding.ok:
            say(f"    → {finding.cure}")
    faults = sum(not finding.ok for finding in findings)
    say(f"{faults} to mend." if faults else "All well.")
    return 1 if faults else 0


async def doctor(settings: Settings, clock: Clock | None = None) -> list[Finding]:
    """Everything that can be found out from here. Nothing is changed, nobody is told."""
    clock = clock or SystemClock()
    team_id = None
    try:
        mode, why = settings.mode()
    except ConfigError as error:
        findings = [Finding(False, str(error), "Set it, and run `earshot doctor` again.")]
    else:
        findings = [Finding(True, f"Starts as {mode.value}, because {why}.")]
        findings += _manifest(settings, mode)
    findings += _unread()
    wrong = {name: fault for name in WANTED if (fault := _mistaken(settings, name))}
    findings += wrong.values()
    if settings.slack_bot_token is not None and "slack_bot_token" not in wrong:
        bot = await _ask(settings, "auth.test", settings.slack_bot_token.get_secret_value())
        team_id = bot.team_id or None
        findings += _bot_token(bot) + _scopes(settings, bot) + _clock(clock, bot)
    if settings.slack_app_token is not None and "slack_app_token" not in wrong:
        token = settings.slack_app_token.get_secret_value()
        findings.append(_app_token(await _ask(settings, "apps.connections.open", token)))
    found = await asyncio.to_thread(health, settings.database_url)
    findings += _database(settings, found)
    findings.append(_keys(settings.key_folder))
    if team_id and found.schema and found.schema == found.newest:
        findings += await _workspace(settings, team_id)
    return findings


# -- Slack ----------------------------------------------------------------------------------------


async def ask_slack(http: httpx.AsyncClient, method: str, token: str) -> Answer:
    """One Web API call without arguments, once."""
    try:
        response = await http.post(method, headers={"Authorization": f"Bearer {token}"})
    except httpx.HTTPError as error:
        return Answer(error=f"no answer ({type(error).__name__})")
    try:
        body = response.json()
    except ValueError:
        body = None
    if not isinstance(body, dict):
        return Answer(error=f"no answer that can be read (HTTP {response.status_code})")
    granted, date = response.headers.get("x-oauth-scopes"), response.headers.get("date")
    return Answer(
        error=None if body.get("ok") else str(body.get("error") or "no reason"),
        team_id=str(body.get("team_id") or ""),
        team=str(body.get("team") or ""),
        scopes=None if granted is None else frozenset(granted.replace(",", " ").split()),
        at=_moment(date),
    )


async def _ask(settings: Settings, method: str, token: str) -> Answer:
    address = settings.slack_api_url
    async with httpx.AsyncClient(
        base_url=address,
        timeout=SECONDS,
        # the way the app itself goes: by its proxy, believing whom the machine believes
        proxy=proxy_for(address),
        verify=ssl.create_default_context(),
        trust_env=False,
    ) as http:
        return await ask_slack(http, method, token)


def _moment(date: str | None) -> datetime | None:
    try:
        return parsedate_to_datetime(date) if date else None
    except ValueError:
        return None


def _unread() -> Iterator[Finding]:
    """Names that no setting has. One that is nearly a setting's is a slip; another may be an
    orchestrator's, and is only told."""
    for each in unread():
        yield Finding(each.meant is None, str(each), f"Rename {each.name}, or take it away.")


def _mistaken(settings: Settings, name: str) -> Finding | None:
    """A secret that is another of Slack's, or none of them: it is not even sent there."""
    held = getattr(settings, name)
    secret = held.get_secret_value() if held else None
    kind = secret and (mistaken(name, secret) or unlike(name, secret))
    setting = name.upper()
    return Finding(False, f"{setting} holds {kind}.", _set(setting, WANTED[name])) if kind else None


def _set(setting: str, wanted: str) -> str:
    return f"Set {setting} to {wanted}, newly copied."


def _bot_token(bot: Answer) -> list[Finding]:
    if bot.error is None:
        return [Finding(True, f"SLACK_BOT_TOKEN is good, for the workspace {bot.team}.")]
    return [_refused("SLACK_BOT_TOKEN", bot.error, WANTED["slack_bot_token"])]


def _app_token(app: Answer) -> Finding:
    if app.error is None:
        return Finding(True, "SLACK_APP_TOKEN is good for Socket Mode.")
    return _refused("SLACK_APP_TOKEN", app.error, WANTED["slack_app_token"])


def _refused(name: str, error: str, wanted: str) -> Finding:
    if error.startswith("no answer"):
        return Finding(
            False,
            f"Slack gave {error} to {name}.",
            "Check the network, a proxy, and SLACK_API_URL (https://slack.com/api/ by default).",
        )
    return Finding(False, f"Slack refuses {name}: {error}.", _set(name, wanted))


def _scopes(settings: Settings, bot: Answer) -> list[Finding]:
    """What the token may, against what the manifest for this EARSHOT_HISTORY asks for."""
    if bot.error is not None or bot.scopes is None:
        return []
    wanted = scopes(settings.earshot_history)
    again = "Install the app again from `earshot manifest`."
    findings = [
        Finding(False, f"The scope {name} is missing: {SCOPES[name].without}.", again)
        for name in sorted(wanted - bot.scopes)
    ]
    if spare := sorted(bot.scopes - wanted):
        history = f"EARSHOT_HISTORY={settings.earshot_history}"
        what = f"Granted, but not used with {history}: {', '.join(spare)}."
        findings.append(Finding(False, what, again))
    return findings or [Finding(True, f"The {len(wanted)} scopes are as the manifest asks.")]


def _clock(clock: Clock, bot: Answer) -> list[Finding]:
    if bot.at is None:
        return []
    seconds = (clock.wall() - bot.at).total_seconds()
    if abs(seconds) <= SKEW:
        return [Finding(True, "The clock agrees with Slack's.")]
    how = "ahead of" if seconds > 0 else "behind"
    what = f"The clock is {abs(seconds):.0f} seconds {how} Slack's."
    return [Finding(False, what, "Have the machine set its clock (NTP): due times hang on it.")]


# -- here -----------------------------------------------------------------------------------------


def _manifest(settings: Settings, mode: Mode) -> Iterator[Finding]:
    """Whether the manifest that would be printed has Slack come in by the door that opens."""
    by_socket = manifest(settings)["settings"]["socket_mode_enabled"]
    url = settings.earshot_public_url
    if mode is Mode.HTTP and by_socket:
        yield Finding(
            False,
            "Slack is to come in over HTTP, but `earshot manifest` asks for Socket Mode.",
            "Set EARSHOT_PUBLIC_URL to the https address of this server, then install again.",
        )
    elif url and not url.startswith("https://"):
        what = f"EARSHOT_PUBLIC_URL holds {url!r}; Slack wants an address with https://."
        yield Finding(False, what, "Set it to the address that Slack reaches this server by.")
    elif mode is not Mode.SANDBOX:
        door = "Socket Mode" if by_socket else f"{(url or '').rstrip('/')}/slack/events"
        yield Finding(True, f"The manifest has Slack come in by {door}.")


def _database(settings: Settings, found: Health) -> list[Finding]:
    if found.missing:
        if settings.auto_migrate:
            return [Finding(True, "There is no database yet; starting makes it.")]
        return [Finding(False, "There is no database yet.", "Run `earshot migrate`.")]
    if found.error is not None:
        cure = "Check DATABASE_URL, that the server runs, and that no other program locks the file."
        return [Finding(False, f"The database can't be used: {found.error}.", cure)]
    findings = [_schema(settings, found)]
    if found.journal not in (None, "wal"):
        what = f"SQLite keeps its journal as {found.journal}, not WAL."
        findings.append(Finding(False, what, "Put the file on a disk of this machine."))
    if found.free is not None and found.free < SPACE:
        what = f"{found.free // 1_000_000} MB are left on the database's disk."
        findings.append(Finding(False, what, "Make room."))
    return findings


def _schema(settings: Settings, found: Health) -> Finding:
    if found.schema == found.newest:
        return Finding(True, f"The database is there, at schema {found.newest}.")
    what = f"The database is at schema {found.schema or 'none'}; this version wants {found.newest}."
    if found.schema and found.schema > found.newest:
        return Finding(False, what, "A newer release wrote it: run that one, or a later one.")
    if settings.auto_migrate:
        return Finding(True, f"{what} Starting brings it there.")
    return Finding(False, what, "Run `earshot migrate`.")


def _keys(folder: Path | None) -> Finding:
    """Whether anonymous surveys have a place for their keys."""
    if folder is None:
        return Finding(True, "Anonymous surveys are off: EARSHOT_KEY_DIR is not set.")
    above = (folder, *folder.absolute().parents)
    there = next(each for each in above if os.path.exists(each))
    if there.is_dir() and os.access(there, os.W_OK):
        return Finding(True, "Anonymous surveys have a place for their keys.")
    cure = "Set EARSHOT_KEY_DIR to a folder that Earshot may write in."
    return Finding(False, "The keys of anonymous surveys can't be stored.", cure)


async def _workspace(settings: Settings, team_id: str) -> list[Finding]:
    storage = Storage(make_engine(database_url(settings.database_url)), workers=1)
    try:
        return await storage.read(team_id, _look_into)
    finally:
        await asyncio.to_thread(storage.close)


def _look_into(books: Books) -> list[Finding]:
    known = books.workspace.get()
    if known is None:
        return [Finding(True, "Earshot has not been started in this workspace yet.")]
    findings = []
    if known.state is WorkspaceState.GONE:
        what = "Slack took the app or its token away, and nothing is sent."
        findings.append(Finding(False, what, "Install the app again, then restart Earshot."))
    if books.people.leads():
        findings.append(Finding(True, "A CX lead is active."))
    else:
        cure = "A workspace admin opens Earshot's Home tab and presses “Become CX lead”."
        findings.append(Finding(False, "Nobody leads customer experience.", cure))
    if parked := len(books.outbox.parked(_PARKED)):
        count = f"{parked} or more" if parked == _PARKED else str(parked)
        cure = "A CX lead decides about each in Earshot's Home tab."
        findings.append(Finding(False, f"Messages that did not arrive: {count}.", cure))
    else:
        findings.append(Finding(True, "Every message arrived, or is on its way."))
    return findings
