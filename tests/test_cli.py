"""`earshot` before it starts: what is wrong is one line, and holds no secret."""

from __future__ import annotations

import os
import socket
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot import logs
from bot.cli import main


@pytest.fixture(autouse=True)
def _logs_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    """Loggers keep the stream that they wrote to first, and the runner closes its own."""
    monkeypatch.setattr(logs, "configure", lambda level: None)


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
    assert earshot("migrate", url)[1][-1].startswith("schema: empty → ")
    assert earshot("migrate", url)[1][-1].endswith(", the newest")
    with sqlite3.connect(tmp_path / "earshot.db") as database:
        database.execute("UPDATE alembic_version SET version_num = '9999'")
    for command in ("serve", "migrate"):
        code, (line,) = earshot(command, url, EARSHOT_AUTO_MIGRATE=auto)
        assert code == 2
        assert line.startswith("The database is at schema 9999, a newer release's;")


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("sqlite:////no/such/folder/earshot.db", "The database can't be used: unable to open"),
        ("postgresql://u:hush@127.0.0.1:9/x", "The database can't be used: connection failed"),
        ("mysql://u:hush@127.0.0.1/x", "DATABASE_URL names a database that Earshot doesn't know."),
        ("postgresql//u:hush@127.0.0.1/x", "DATABASE_URL holds '…@127.0.0.1/x'; it wants"),
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


def test_a_tick_that_cannot_reach_slack_says_so(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/earshot.db"
    code, lines = earshot("tick", url, SLACK_API_URL="http://127.0.0.1:9/api/")
    assert code == 2
    assert lines[-1] == "Slack could not be reached (no_connection): nothing was done."
    assert not any("Traceback" in line for line in lines)


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


@pytest.mark.parametrize(
    ("option", "value", "said"),
    [
        ("--port", "99999", "equal to 65535"),
        ("--keep", __file__, "is a file"),
    ],
)
def test_an_option_of_the_sandbox_that_cannot_be_is_refused(
    option: str, value: str, said: str
) -> None:
    done = CliRunner().invoke(main, ["sandbox", option, value], env={"COLUMNS": "400"})
    assert done.exit_code == 2
    assert said in done.output
