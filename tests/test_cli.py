"""`earshot` before it starts: what is wrong is one line, and holds no secret."""

from __future__ import annotations

import json
import os
import shlex
import socket
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from typer.main import get_command
from typer.testing import CliRunner

from bot import __version__
from bot.cli import main
from bot.config import Settings
from bot.refusing import EXAMPLES
from bot.tokens import WANTED


def earshot(command: str, url: str, **more: str) -> tuple[int, list[str]]:
    """The exit code and the lines that a command prints."""
    slack = {"SLACK_BOT_TOKEN": "xoxb-none", "SLACK_SIGNING_SECRET": "none", "PORT": "0"}
    done = subprocess.run(
        [sys.executable, "-m", "bot", command],
        env=os.environ | slack | {"DATABASE_URL": url} | more,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    return done.returncode, (done.stdout + done.stderr).splitlines()


@pytest.mark.parametrize("auto", ["0", "1"])
def test_a_database_of_a_newer_release_is_refused(tmp_path: Path, auto: str) -> None:
    url = f"sqlite:///{tmp_path}/earshot.db"
    migrated = [CliRunner().invoke(main, ["migrate"], env={"DATABASE_URL": url}) for _ in "12"]
    assert migrated[0].output.startswith("schema: empty → ")
    assert migrated[1].output.endswith(", the newest\n")
    with sqlite3.connect(tmp_path / "earshot.db") as database:
        database.execute("UPDATE alembic_version SET version_num = '9999'")
    database.close()
    for command in ("serve", "migrate"):
        code, (line,) = earshot(command, url, EARSHOT_AUTO_MIGRATE=auto)
        assert code == 2
        assert line.startswith("The database is at schema 9999, a newer release's;")


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("sqlite:////no/such/folder/earshot.db", "The database can't be used: unable to open"),
        ("postgresql://u:hush@127.0.0.1:9/x", "The database can't be used: connection failed"),
    ],
)
def test_a_database_that_cannot_be_used_is_one_line_without_its_password(
    url: str, said: str
) -> None:
    code, (line,) = earshot("serve", url, EARSHOT_AUTO_MIGRATE="1")
    assert code == 2
    assert line.startswith(said)
    assert "hush" not in line


def test_a_port_that_is_taken_is_said_in_one_line_and_at_once() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        ended = subprocess.run(
            [sys.executable, "-m", "bot", "sandbox", "--port", str(port)],
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
    assert ended.returncode == 2
    assert ended.stderr == f"Port {port}: Address already in use.\n"


def test_it_says_its_version() -> None:
    said = CliRunner().invoke(main, ["--version"])
    assert (said.exit_code, said.output) == (0, f"earshot {__version__}\n")


def test_a_tick_that_cannot_reach_slack_says_so(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/earshot.db"
    code, lines = earshot("tick", url, SLACK_API_URL="http://127.0.0.1:9/api/")
    assert code == 2
    assert lines[-1] == "Slack could not be reached (no_connection): nothing was done."
    assert not any("Traceback" in line for line in lines)


def test_a_start_logs_what_is_set_for_nothing_and_not_that_bolt_leaves_the_token_alone(
    tmp_path: Path,
) -> None:
    url, slack = f"sqlite:///{tmp_path}/earshot.db", "http://127.0.0.1:9/api/"
    _, lines = earshot("tick", url, SLACK_API_URL=slack, EARSHOT_HISTROY="dm")
    logged = [json.loads(line) for line in lines if line.startswith("{")]
    (unread,) = [each for each in logged if each.get("name") == "EARSHOT_HISTROY"]
    assert (unread["event"], unread["meant"]) == ("unread_setting", "EARSHOT_HISTORY")
    assert [each for each in logged if "SLACK_BOT_TOKEN" in each["event"]] == []


@pytest.mark.parametrize(
    "url", ["foo", "earshot.example.com", "https://", "https://a b", "https://a?x"]
)
def test_a_public_address_that_is_none_is_refused(url: str) -> None:
    done = CliRunner().invoke(main, ["manifest"], env={"EARSHOT_PUBLIC_URL": url})
    wants = "it wants an address such as https://earshot.example.com"
    assert done.exit_code == 2
    assert done.output == f"EARSHOT_PUBLIC_URL holds {url!r}; {wants}.\n"


@pytest.mark.parametrize("url", ["", " ", "https://x.example.com/earshot/", "http://127.0.0.1:1"])
def test_a_public_address_may_have_a_path_or_be_missing(url: str) -> None:
    done = CliRunner().invoke(main, ["manifest"], env={"EARSHOT_PUBLIC_URL": url})
    assert done.exit_code == 0


TYPED = {
    "tick --at nonsense": "--at holds 'nonsense'; it wants an ISO moment such as",
    "tick --at": "--at wants a value behind it. For example: earshot tick --at 2026-09-14",
    "tick --at 0001-01-01T00:00+23:00": "--at holds '0001-01-01T00:00+23:00'; it wants an ISO",
    "tick --at 9999-12-31T23:59Z": "--at holds '9999-12-31T23:59Z'; it wants an ISO moment",
    "simulate --until 31.12.2026": "--until holds '31.12.2026'; it wants an ISO moment such as",
    "simulate --observations many": "--observations holds 'many'; it wants a whole number from 1",
    "simulate --days 59": "--days holds '59'; it wants a whole number from 60 to 1,000",
    "simulate --seed -1": "--seed holds '-1'; it wants a whole number from 0 to",
    "sandbox --port 99999": "--port holds '99999'; it wants a whole number from 0 to 65,535",
    f"sandbox --keep {shlex.quote(__file__)}": "it wants a folder, such as ./earshot-local",
    "export x.zip --part nonsense": "it wants observations, issues, responses or all.",
    "export": "FILE is missing. For example: earshot export all.zip",
    "export a.zip b.zip": "That is more than `earshot export` takes. For example: earshot export",
    "import": "FILE is missing. For example: earshot import heard.csv",
    "backup": "FILE is missing. For example: earshot backup copy.db",
    "erase": "WHAT is missing. For example: earshot erase customer",
    "erase person": "WHOM is missing. For example: earshot erase customer",
    "erase everything x": "WHAT holds 'everything'; it wants customer or person.",
    "erase customer x --yes=1": "--yes takes no value. For example: earshot erase customer",
    "export x.zip --prat all": "There is no option '--prat'. Did you mean --part? For example:",
    "--prat": "There is no option '--prat'. For example: earshot --help",
    "migrte": "There is no command 'migrte'. Did you mean migrate? There are run, serve,",
}


@pytest.mark.parametrize("line", TYPED)
def test_what_was_typed_wrong_is_said_in_one_line_of_ours_before_anything_else(line: str) -> None:
    """Before the token that is missing, and the settings that are wrong as well."""
    done = CliRunner().invoke(main, shlex.split(line), env={"PORT": "abc"})
    assert done.exit_code == 2
    assert TYPED[line] in done.output
    assert done.output.count("\n") == 1


def test_each_command_that_takes_something_has_an_example_that_it_takes() -> None:
    for verb, example in EXAMPLES.items():
        _, name, *words = shlex.split(example)
        command = get_command(main).commands[name]  # type: ignore[attr-defined]
        assert name == verb
        assert command.make_context(name, words)


HOSTILE = ("nonsense", "-1", "1e99", "99999999999", "٣", "\x01", "x" * 300, "../..", "a b")
SETTINGS = [name for name in Settings.model_fields if name not in WANTED]
FREE = ("host", "earshot_key_dir")
"""Those that many a text may be."""


@pytest.mark.parametrize("name", [name for name in SETTINGS if name not in FREE])
@pytest.mark.parametrize("held", HOSTILE)
def test_a_setting_that_cannot_be_is_one_line_that_says_what_is_wanted(
    name: str, held: str
) -> None:
    done = CliRunner().invoke(main, ["manifest"], env={name.upper(): held})
    assert done.exit_code == 2
    assert done.output.startswith(f"{name.upper()} holds '")
    assert "; it wants " in done.output
    assert done.output.count("\n") == 1
    assert len(done.output) < 250


@pytest.mark.parametrize("name", Settings.model_fields)
def test_a_blank_setting_is_none_but_the_database(name: str) -> None:
    """A database that is empty by mistake would be a new one."""
    done = CliRunner().invoke(main, ["manifest"], env={name.upper(): "  "})
    assert done.exit_code == (2 if name == "database_url" else 0)


@pytest.mark.parametrize(
    "url",
    [
        "mysql://u:hush@127.0.0.1/x",
        "postgresql//u:hush@127.0.0.1/x",
        "postgresql//u:hush hush@127.0.0.1/x",
        "postgresql//127.0.0.1/x?user=u&password=hush",
        "postgresql+asyncpg://u:hush@127.0.0.1/x",
        "postgresql://u:hush@127.0.0.1:notaport/x",
        "sqlite+aiosqlite:///earshot.db",
        "sqlite://",
        "sqlite:///:memory:",
    ],
)
def test_a_database_of_another_kind_is_refused_without_its_password(url: str) -> None:
    done = CliRunner().invoke(main, ["migrate"], env={"DATABASE_URL": url})
    assert done.exit_code == 2
    assert done.output.endswith("wants sqlite:///FILE or postgresql://USER:PASSWORD@HOST/NAME.\n")
    assert "hush" not in done.output


@pytest.mark.parametrize(
    ("name", "held", "said"),
    [
        ("slack_bot_token", "xoxp-hush", "holds a user token (xoxp-…); it wants the bot token"),
        ("slack_bot_token", "xapp-hush", "holds an app-level token (xapp-…); it wants the bot"),
        ("slack_bot_token", "xoxe-hush", "holds a refresh token (xoxe-…); it wants the bot token"),
        ("slack_signing_secret", "xoxb-hush", "holds a bot token (xoxb-…); it wants the signing"),
        ("slack_bot_token", "xoxb-hush hush", "wants one word, without spaces, newly copied"),
        ("slack_signing_secret", "hüsh", "it wants one word, without spaces, newly copied"),
    ],
)
def test_a_secret_of_another_kind_is_named_by_its_kind_and_not_shown(
    name: str, held: str, said: str
) -> None:
    env = {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_SIGNING_SECRET": "1"} | {name.upper(): held}
    done = CliRunner().invoke(main, ["serve"], env=env)
    assert done.exit_code == 2
    assert done.output.startswith(name.upper())
    assert said in done.output
    assert "hush" not in done.output
    assert "hüsh" not in done.output
