"""The `earshot` command."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import structlog
import typer

from bot import __version__, config, logs
from bot.clock import SystemClock
from bot.config import Mode, Settings
from bot.refusing import WRONG, OwnWords
from bot.wanted import ConfigError, folder, moment, one_of, whole

if TYPE_CHECKING:
    from storage.opening import Schema

T = TypeVar("T")

_PARTS = ("observations", "issues", "responses", "all")
_KINDS = ("customer", "person")


def _option(metavar: str, says: str, parser: Callable[[str], Any]) -> Any:
    return typer.Option(metavar=metavar, help=says, parser=parser)


_SEED = _option("NUMBER", "Another one is another company.", whole("--seed", 0, 2**31 - 1, 1))
Seed = Annotated[int, _SEED]
MaybeSeed = Annotated[int | None, _SEED]

main = typer.Typer(
    name="earshot",
    cls=OwnWords,
    help="Earshot closes the customer-experience loop inside Slack.",
    add_completion=False,
    pretty_exceptions_enable=False,
)


def _say_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"earshot {__version__}")
        raise typer.Exit


@main.callback()
def _whole(
    version: Annotated[
        bool,
        typer.Option("--version", help="Say which this is.", callback=_say_version, is_eager=True),
    ] = False,
) -> None:
    pass


@main.command()
def run() -> None:
    """Pick the mode from the environment, say which and why, and start it."""
    settings = _settings()
    mode, why = _or_exit(settings.mode)
    typer.echo(f"earshot {__version__}: {_STARTS[mode]}, because {why}.", err=True)
    starts: dict[Mode, Callable[[], None]] = {
        Mode.HTTP: serve,
        Mode.SOCKET: socket,
        Mode.SANDBOX: sandbox,
    }
    starts[mode]()


@main.command()
def serve() -> None:
    """Serve Slack over HTTP on PORT."""
    settings = _settings()
    secret = _or_exit(lambda: settings.need("slack_signing_secret"))
    _or_exit(lambda: settings.need("slack_bot_token"))
    _prepare(settings)
    _warn()
    from bot.serving import serve_http

    _asyncio(serve_http(settings, secret))


@main.command()
def socket() -> None:
    """Connect to Slack by Socket Mode; health and metrics still answer on PORT."""
    settings = _settings()
    token = _or_exit(lambda: settings.need("slack_app_token"))
    _or_exit(lambda: settings.need("slack_bot_token"))
    _prepare(settings)
    _warn()
    from bot.serving import serve_socket

    _asyncio(serve_socket(settings, token))


@main.command()
def sandbox(
    port: Annotated[
        int | None,
        _option("PORT", "Where the page is; PORT if not said.", whole("--port", 0, 65535, 3000)),
    ] = None,
    keep: Annotated[
        Path | None,
        _option("FOLDER", "A folder to keep it in, and to go on from.", folder("--keep")),
    ] = None,
    seed: MaybeSeed = None,
) -> None:
    """The local workspace: the real app in the browser, behind a stand-in for Slack."""
    settings = _settings()
    if "earshot_log_level" not in settings.model_fields_set:
        logs.configure("warning")  # somebody reads the address here
    _warn()
    from bot.local_workspace import serve_sandbox

    try:
        _asyncio(serve_sandbox(settings, typer.echo, port=port, keep=keep, seed=seed))
    except OSError as error:
        raise _fail(f"{error.filename or f'Port {port}'}: {error.strerror}.") from None


@main.command()
def migrate() -> None:
    """Bring the database to the newest schema."""
    schema = _database(_settings(), may_migrate=True)
    before, now = schema.before or "empty", schema.now
    typer.echo(f"schema: {before} → {now}" if before != now else f"schema: {now}, the newest")


@main.command()
def tick(
    at: Annotated[
        datetime | None, _option("MOMENT", "An ISO moment; now if not said.", moment("--at"))
    ] = None,
) -> None:
    """Do all that is due at that moment, send it, and end; exit 0 only if nothing failed."""
    settings = _settings()
    _or_exit(lambda: settings.need("slack_bot_token"))
    _prepare(settings)
    _warn()
    from bot.serving import NoSlack, tick_once

    try:
        done = _asyncio(tick_once(settings, at))
    except NoSlack as why:
        raise _fail(str(why)) from None
    if not done:
        raise typer.Exit(1)


@main.command()
def doctor() -> None:
    """Check tokens, scopes, database, clock and manifest; each fault with its cure."""
    settings = _settings()
    from bot.doctor import examine

    raise typer.Exit(_asyncio(examine(settings, typer.echo)))


@main.command()
def simulate(
    observations: Annotated[
        int,
        _option("NUMBER", "How many.", whole("--observations", 1, 1_000_000, 10_000)),
    ] = 10_000,
    days: Annotated[
        int, _option("NUMBER", "How far back it begins.", whole("--days", 60, 1_000, 365))
    ] = 365,
    until: Annotated[
        datetime | None, _option("MOMENT", "An ISO moment; now if not said.", moment("--until"))
    ] = None,
    seed: Seed = 1,
) -> None:
    """Fill an empty database with a believable company's year. Nothing is sent."""
    settings = _settings()
    _database(settings, may_migrate=True)
    from bot.simulate import NotEmpty, Plan
    from bot.simulate.database import simulate_at

    plan = Plan("T0NORTHLIGHT", until or SystemClock().now(), observations, seed=seed, days=days)
    with typer.progressbar(
        length=observations, label="observations", file=sys.stderr, hidden=not sys.stderr.isatty()
    ) as bar:
        try:
            made = simulate_at(settings.database_url, plan, lambda done: bar.update(done - bar.pos))
        except NotEmpty as why:
            raise _fail(str(why)) from None
        bar.update(observations - bar.pos)
    typer.echo(
        f"{made.observations:,} observations of {made.customers:,} customers, heard by "
        f"{made.people:,} people; {made.issues:,} issues, {made.unresolved:,} unresolved."
    )


Workspace = Annotated[
    str | None, typer.Option("--workspace", help="Its id; needed where there are several.")
]


@main.command()
def export(
    file: Annotated[Path, typer.Argument(help="The zip to write; it must not be there.")],
    part: Annotated[
        str, _option("|".join(_PARTS), "What of it.", one_of("--part", _PARTS))
    ] = "all",
    workspace: Workspace = None,
) -> None:
    """Write everything, or a part, as CSV and JSON lines with a data dictionary, zipped."""
    settings = _settings()
    _prepare(settings, may_make=False)
    from bot.data_commands import export_to
    from bot.export.tables import Part as Chosen

    with _writing(file):
        counts = export_to(settings.database_url, workspace, Chosen(part), file)
    typer.echo(", ".join(f"{count:,} {name}" for name, count in counts.items()))


@main.command(name="import")
def import_(
    file: Annotated[Path, typer.Argument(help="An export's zip, JSON lines, or a CSV.")],
    workspace: Workspace = None,
) -> None:
    """Store what was heard before, from an export or a CSV with a column words. Nothing is sent."""
    settings = _settings()
    _prepare(settings, may_make=False)
    from bot.data_commands import Unclear, import_from, imported

    try:
        done = import_from(settings.database_url, workspace, file)
    except OSError as error:
        raise _fail(f"{file} can't be read: {error.strerror}.") from None
    except (Unclear, ValueError) as why:
        raise _fail(f"{file} can't be imported: {why}") from None
    for line in imported(done):
        typer.echo(line)


@main.command()
def erase(
    what: Annotated[
        str,
        typer.Argument(
            metavar="WHAT",
            parser=one_of("WHAT", _KINDS),
            help="customer or person",
        ),
    ],
    whom: Annotated[str, typer.Argument(help="A customer's name, or a person's Slack id.")],
    workspace: Workspace = None,
    yes: Annotated[bool, typer.Option("--yes", help="Don't ask.")] = False,
) -> None:
    """Take a customer's or person's name and words out of everything; the counts stay."""
    settings = _settings()
    _prepare(settings, may_make=False)
    from bot.data_commands import Unclear, erase_in, whom_to_erase

    person = what == "person"
    try:
        found = whom_to_erase(settings.database_url, workspace, whom, person=person)
        if not yes and not _sure(f"Erase the {what} {found.name}? Nothing brings it back."):
            raise _fail("Nothing was erased.", code=1)
        alias = erase_in(settings.database_url, workspace, found, person=person)
    except Unclear as why:
        raise _fail(str(why)) from None
    typer.echo(f"Erased; called {alias} from now on. Make a new backup: old ones still hold it.")


@main.command()
def backup(
    file: Annotated[Path, typer.Argument(help="The copy to write; it must not be there.")],
) -> None:
    """Copy the SQLite database while it is in use; for PostgreSQL, say how."""
    settings = _settings()
    from bot.data_commands import backup_to

    _database(settings, may_migrate=False, may_make=False)
    with _writing(file):
        backup_to(settings.database_url, file)
    typer.echo(f"{file}: {file.stat().st_size:,} bytes")


@main.command()
def manifest() -> None:
    """Print the Slack app manifest for this installation."""
    settings = _settings()
    from bot.manifest import manifest as app_manifest

    typer.echo(json.dumps(app_manifest(settings), indent=2, ensure_ascii=False))


_STARTS = {
    Mode.HTTP: "HTTP",
    Mode.SOCKET: "Socket Mode",
    Mode.SANDBOX: "the local workspace",
}


def _settings() -> Settings:
    settings = _or_exit(config.load)
    logs.configure(settings.earshot_log_level)
    return settings


def _warn() -> None:
    """Log what is set for nothing, once a start."""
    for each in config.unread():
        structlog.get_logger().warning("unread_setting", name=each.name, meant=each.meant)


def _or_exit(ask: Callable[[], T]) -> T:
    try:
        return ask()
    except ConfigError as error:
        raise _fail(str(error)) from None


def _prepare(settings: Settings, *, may_make: bool = True) -> None:
    """Refuse to start on an older schema, or bring it up to date where that is allowed."""
    schema = _database(settings, may_migrate=settings.auto_migrate, may_make=may_make)
    if schema.now != schema.newest:
        raise _fail(
            f"The database is at schema {schema.now or 'none'}, this version wants "
            f"{schema.newest}: run `earshot migrate`, or set EARSHOT_AUTO_MIGRATE=1."
        )


@contextmanager
def _writing(file: Path) -> Iterator[None]:
    """Say in a sentence why `file` can't be written."""
    from bot.data_commands import Unclear

    try:
        yield
    except FileExistsError:
        raise _fail(f"{file} is there already.") from None
    except OSError as error:
        raise _fail(f"{file} can't be written: {error.strerror}.") from None
    except Unclear as why:
        raise _fail(str(why)) from None


def _database(settings: Settings, *, may_migrate: bool, may_make: bool = True) -> Schema:
    from storage.opening import Unusable, open_database

    try:
        return open_database(settings.database_url, may_migrate=may_migrate, may_make=may_make)
    except Unusable as error:
        raise _fail(str(error)) from None


def _sure(question: str) -> bool:
    """What somebody answers to a question of yes or no; no, if nobody does."""
    typer.echo(f"{question} [y/N] ", nl=False, err=True)
    return sys.stdin.readline().strip().casefold() in ("y", "yes")


def _fail(sentence: str, *, code: int = WRONG) -> typer.Exit:
    """Say what is wrong; what it gives is to be raised."""
    typer.echo(sentence, err=True)
    return typer.Exit(code)


def _asyncio(work: Coroutine[Any, Any, Any]) -> Any:
    if sys.platform != "win32":
        import uvloop

        return uvloop.run(work)
    return asyncio.run(work)
