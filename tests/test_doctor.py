"""`earshot doctor` against a real stand-in for Slack and real databases: each fault, its cure."""

from __future__ import annotations

import os
import re
import sqlite3
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from bot.clock import SystemClock
from bot.config import Settings
from bot.doctor import Finding, doctor, examine
from bot.manifest import manifest
from bot.sandbox import Sandbox
from storage.books import Books
from storage.engine import database_url as parsed
from storage.engine import make_engine
from storage.migrate import migrate
from storage.tables import Person
from storage.tables.delivery import OutboxState
from storage.unit_of_work import Storage

TEAM = "T0EARSHOT"
NOW = datetime(2026, 9, 14, 10, 0, tzinfo=UTC)


@pytest.fixture
async def slack() -> AsyncIterator[Sandbox]:
    async with Sandbox(manifest(Settings())) as sandbox:
        yield sandbox


def settings(slack: Sandbox, url: str = "", **more: Any) -> Settings:
    """As for Socket Mode, on the database at `url`."""
    known: dict[str, Any] = {
        "slack_bot_token": SecretStr(slack.bot_token),
        "slack_app_token": SecretStr(slack.app_token),
        "slack_api_url": slack.api_url,
        "earshot_auto_migrate": False,
    }
    return Settings(**(known | ({"database_url": url} if url else {}) | more))


def faults(findings: list[Finding]) -> list[str]:
    return [finding.what for finding in findings if not finding.ok]


def cure(findings: list[Finding], what: str) -> str:
    """How to mend the fault that `what` begins."""
    return next(each.cure for each in findings if not each.ok and each.what.startswith(what))


def is_there(url: str) -> bool:
    return Path(url.removeprefix("sqlite:///")).exists()


@pytest.fixture
def empty_file(tmp_path: Path) -> str:
    """A url of a file that is not there yet."""
    return f"sqlite:///{tmp_path}/earshot.db"


@pytest.fixture
def furnished(database_url: str) -> str:
    """A database at the newest schema with a workspace, a CX lead and nothing parked."""
    make(database_url, _furnish)
    return database_url


def make(url: str, work: Callable[[Books], None]) -> None:
    engine = make_engine(parsed(url))
    migrate(engine)
    storage = Storage(engine)
    storage.write_now(TEAM, work)
    storage.close()


def _furnish(books: Books) -> None:
    books.workspace.install(name="Northlight", url="", bot_user_id="UBOT", now=NOW)
    books.people.save(Person(team_id=TEAM, user_id="U0LENA", home_team_id=TEAM, seen_at=NOW))
    books.session.flush()
    books.people.add_lead("U0LENA")


# -- all is well ----------------------------------------------------------------------------------


async def test_a_good_installation_has_no_fault(slack: Sandbox, furnished: str) -> None:
    findings = await doctor(settings(slack, furnished))
    assert faults(findings) == []
    said = "\n".join(finding.what for finding in findings)
    for part in (
        "Starts as socket",
        "SLACK_BOT_TOKEN is good",
        "scopes are as the manifest asks",
        "SLACK_APP_TOKEN is good",
        "The clock agrees",
        "at schema",
        "A CX lead is active",
        "Every message arrived",
    ):
        assert part in said


async def test_it_changes_nothing_and_tells_nobody(slack: Sandbox, furnished: str) -> None:
    await doctor(settings(slack, furnished))
    assert {call.method for call in slack.calls} == {"auth.test", "apps.connections.open"}


async def test_without_a_token_it_is_the_local_workspace(empty_file: str) -> None:
    findings = await doctor(Settings(database_url=empty_file))
    assert faults(findings) == []
    assert "Starts as sandbox" in findings[0].what


# -- tokens and settings --------------------------------------------------------------------------


async def test_a_wrong_bot_token_is_named(slack: Sandbox, empty_file: str) -> None:
    wrong = settings(slack, empty_file, slack_bot_token=SecretStr("xoxb-wrong"))
    findings = await doctor(wrong)
    assert "Slack refuses SLACK_BOT_TOKEN: invalid_auth." in faults(findings)
    assert "xoxb-wrong" not in str(findings)


async def test_a_token_of_another_kind_is_named_and_goes_nowhere(
    slack: Sandbox, empty_file: str
) -> None:
    secret = {
        "slack_bot_token": SecretStr("xoxp-1-hush"),
        "slack_app_token": SecretStr("xoxb-1-hush"),
    }
    findings = await doctor(settings(slack, empty_file, **secret))
    said = "SLACK_BOT_TOKEN holds a user token (xoxp-…)."
    assert {said, "SLACK_APP_TOKEN holds a bot token (xoxb-…)."} <= set(faults(findings))
    assert "the bot token of the installed app, xoxb-…" in cure(findings, said)
    assert "hush" not in str(findings)
    assert not slack.calls


async def test_a_setting_that_is_none_is_told_with_the_one_that_may_be_meant(
    slack: Sandbox, empty_file: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EARSHOT_HISTROY", "dm")
    monkeypatch.setenv("EARSHOT_SERVICE_HOST", "10.0.0.1")  # as Kubernetes does
    findings = await doctor(settings(slack, empty_file))
    said = "EARSHOT_HISTROY is set, but there is no such setting. Did you mean EARSHOT_HISTORY?"
    assert "Rename EARSHOT_HISTROY" in cure(findings, said)
    other = "EARSHOT_SERVICE_HOST is set, but there is no such setting."
    assert other in [finding.what for finding in findings if finding.ok]


async def test_a_path_longer_than_paths_can_be_is_a_finding(slack: Sandbox) -> None:
    findings = await doctor(settings(slack, f"sqlite:///{'x' * 5000}"))
    assert "The database can't be used: File name too long." in faults(findings)


async def test_a_bot_token_alone_is_no_way_to_start(slack: Sandbox, empty_file: str) -> None:
    findings = await doctor(settings(slack, empty_file, slack_app_token=None))
    assert any("SLACK_BOT_TOKEN is set alone" in what for what in faults(findings))


async def test_a_slack_that_is_not_reached_is_one(empty_file: str) -> None:
    async with Sandbox() as gone:
        pass
    findings = await doctor(settings(gone, empty_file))
    assert "Slack gave no answer (ConnectError) to SLACK_BOT_TOKEN." in faults(findings)
    assert "SLACK_API_URL" in cure(findings, "Slack gave no answer")


@pytest.mark.parametrize("kind", ["http_500", "drop", "lose_answer"])
async def test_a_slack_that_is_ill_is_one(slack: Sandbox, empty_file: str, kind: str) -> None:
    slack.faults.add("auth.test", kind)
    findings = await doctor(settings(slack, empty_file))
    assert any(what.startswith("Slack gave no answer") for what in faults(findings))


# -- scopes ---------------------------------------------------------------------------------------


async def test_a_missing_scope_says_what_breaks(empty_file: str) -> None:
    made = manifest(Settings())
    made["oauth_config"]["scopes"]["bot"].remove("users:read")
    async with Sandbox(made) as slack:
        findings = await doctor(settings(slack, empty_file))
    missing = "The scope users:read is missing: "
    assert [what for what in faults(findings) if what.startswith(missing)]
    assert "earshot manifest" in cure(findings, missing)


async def test_more_history_than_was_granted_is_missed(slack: Sandbox, empty_file: str) -> None:
    findings = await doctor(settings(slack, empty_file, earshot_history="all"))
    named = {re.findall(r"scope (\S+) is", what)[0] for what in faults(findings) if "scope" in what}
    assert named == {"channels:history", "groups:history"}


async def test_history_that_is_off_but_granted_is_spare(slack: Sandbox, empty_file: str) -> None:
    findings = await doctor(settings(slack, empty_file, earshot_history="off"))
    assert "Granted, but not used with EARSHOT_HISTORY=off: im:history." in faults(findings)


# -- the clock ------------------------------------------------------------------------------------


class Skewed(SystemClock):
    def __init__(self, **by: float) -> None:
        self._by = timedelta(**by)

    def wall(self) -> datetime:
        return super().wall() + self._by


@pytest.mark.parametrize(
    ("seconds", "said"), [(90, "ahead of"), (-90, "behind"), (50, None), (-50, None)]
)
async def test_a_clock_a_minute_off_is_a_fault(
    slack: Sandbox, empty_file: str, seconds: float, said: str | None
) -> None:
    findings = await doctor(settings(slack, empty_file), Skewed(seconds=seconds))
    wrong = [what for what in faults(findings) if "clock" in what]
    assert bool(wrong) == bool(said)
    assert not said or said in wrong[0]


# -- the manifest ---------------------------------------------------------------------------------


async def test_http_without_an_address_does_not_fit_the_manifest(
    slack: Sandbox, empty_file: str
) -> None:
    http = {"slack_app_token": None, "slack_signing_secret": SecretStr("s")}
    findings = await doctor(settings(slack, empty_file, **http))
    assert "EARSHOT_PUBLIC_URL" in cure(findings, "Slack is to come in over HTTP")
    url = {"earshot_public_url": "http://earshot.example.com"}
    findings = await doctor(settings(slack, empty_file, **http, **url))
    assert any(what.startswith("EARSHOT_PUBLIC_URL holds") for what in faults(findings))
    url = {"earshot_public_url": "https://earshot.example.com"}
    findings = await doctor(settings(slack, empty_file, **http, **url))
    assert not any("EARSHOT_PUBLIC_URL" in what for what in faults(findings))


# -- the database ---------------------------------------------------------------------------------


async def test_no_database_yet_is_a_fault_where_starting_may_not_make_it(empty_file: str) -> None:
    findings = await doctor(Settings(database_url=empty_file, earshot_auto_migrate=False))
    assert cure(findings, "There is no database yet.") == "Run `earshot migrate`."
    assert not is_there(empty_file)


async def test_an_empty_database_wants_to_be_migrated(database_url: str) -> None:
    if database_url.startswith("sqlite"):
        with closing(sqlite3.connect(database_url.removeprefix("sqlite:///"))) as empty:
            empty.execute("VACUUM")
    findings = await doctor(Settings(database_url=database_url, earshot_auto_migrate=False))
    assert cure(findings, "The database is at schema none") == "Run `earshot migrate`."
    findings = await doctor(Settings(database_url=database_url, earshot_auto_migrate=True))
    assert faults(findings) == []


async def test_a_database_of_a_newer_release_is_not_touched(furnished: str) -> None:
    make_newer = "UPDATE alembic_version SET version_num = '9999'"
    engine = make_engine(parsed(furnished))
    with engine.begin() as connection:
        connection.exec_driver_sql(make_newer)
    engine.dispose()
    findings = await doctor(Settings(database_url=furnished, earshot_auto_migrate=True))
    assert "newer release" in cure(findings, "The database is at schema 9999")


@pytest.mark.parametrize(
    "url",
    [
        "sqlite:///{folder}/no/such/folder/earshot.db",
        "postgresql://nobody@127.0.0.1:9/none",
        "sqlite:///{folder}/junk.db",
    ],
)
async def test_a_database_that_cant_be_used_says_so(tmp_path: Path, url: str) -> None:
    (tmp_path / "junk.db").write_bytes(b"this is no database at all" * 100)
    findings = await doctor(Settings(database_url=url.format(folder=tmp_path)))
    assert "DATABASE_URL" in cure(findings, "The database can't be used: ")


async def test_a_file_that_another_program_locks_is_found(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/earshot.db"
    make(url, _furnish)
    other = sqlite3.connect(tmp_path / "earshot.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        findings = await doctor(Settings(database_url=url))
    finally:
        other.execute("ROLLBACK")
        other.close()
    assert "no other program locks the file" in cure(findings, "The database can't be used: ")


# -- the workspace --------------------------------------------------------------------------------


async def test_nobody_leading_is_a_fault(slack: Sandbox, database_url: str) -> None:
    def bare(books: Books) -> None:
        books.workspace.install(name="Northlight", url="", bot_user_id="UBOT", now=NOW)

    make(database_url, bare)
    findings = await doctor(settings(slack, database_url))
    assert "Become CX lead" in cure(findings, "Nobody leads customer experience.")


async def test_a_workspace_that_was_never_started_is_none(
    slack: Sandbox, database_url: str
) -> None:
    make(database_url, lambda books: None)
    assert faults(await doctor(settings(slack, database_url))) == []


async def test_an_app_that_was_taken_away_is_a_fault(slack: Sandbox, furnished: str) -> None:
    make(furnished, lambda books: books.workspace.leave(NOW))
    findings = await doctor(settings(slack, furnished))
    assert "Install the app again" in cure(findings, "Slack took the app")


async def test_messages_that_did_not_arrive_are_counted(slack: Sandbox, furnished: str) -> None:
    def park(books: Books) -> None:
        for number in range(3):
            books.outbox.post(f"lost {number}", "U0SAM", {"text": "x"}, now=NOW)
        for row_id in range(1, 4):
            row = books.outbox.get(row_id)
            assert row is not None
            row.state, row.error = OutboxState.PARKED, "user_disabled"

    make(furnished, park)
    findings = await doctor(settings(slack, furnished))
    assert "Home tab" in cure(findings, "Messages that did not arrive: 3.")


# -- as a command ---------------------------------------------------------------------------------


async def test_it_says_each_finding_and_counts_the_faults(slack: Sandbox, empty_file: str) -> None:
    lines: list[str] = []
    assert await examine(settings(slack, empty_file), lines.append) == 1
    at = lines.index("NO  There is no database yet.")
    assert lines[at + 1] == "    → Run `earshot migrate`."
    assert lines[-1] == "1 to mend."
    well = settings(slack, empty_file, earshot_auto_migrate=True)
    assert await examine(well, lines.append) == 0
    assert lines[-1] == "All well."


@pytest.mark.parametrize(("auto_migrate", "code"), [("1", 0), ("0", 1)])
def test_the_command_exits_with_1_when_there_is_a_fault(
    tmp_path: Path, auto_migrate: str, code: int
) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "bot", "doctor"],
        env={
            **os.environ,
            "DATABASE_URL": f"sqlite:///{tmp_path}/earshot.db",
            "EARSHOT_AUTO_MIGRATE": auto_migrate,
        },
        capture_output=True,
        text=True,
    )
    assert done.returncode == code, done.stderr
    assert ("All well." in done.stdout) == (code == 0)


async def test_a_token_that_begins_as_none_of_slacks_is_said_to_before_slack_is_asked(
    slack: Sandbox, empty_file: str
) -> None:
    findings = await doctor(settings(slack, empty_file, slack_bot_token=SecretStr("hush")))
    assert "SLACK_BOT_TOKEN holds what does not begin with xoxb-." in faults(findings)
    assert "hush" not in str(findings)
