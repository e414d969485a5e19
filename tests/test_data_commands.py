"""`earshot export` and the rest of the data verbs, on a simulated company's database."""

from __future__ import annotations

import json
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli import main
from bot.simulate import Plan
from bot.simulate.database import simulate_at
from storage.engine import database_url, make_engine
from storage.migrate import migrate

COMPANY = "T0NORTHLIGHT"


@pytest.fixture
def url(tmp_path: Path) -> str:
    url = f"sqlite:///{tmp_path}/earshot.db"
    engine = make_engine(database_url(url))
    migrate(engine)
    engine.dispose()
    plan = Plan(COMPANY, datetime(2026, 11, 20, tzinfo=UTC), 120, seed=2, days=60)
    simulate_at(url, plan, lambda _: None)
    return url


def earshot(url: str, *words: str) -> tuple[int, str]:
    done = CliRunner().invoke(main, words, env={"DATABASE_URL": url})
    return done.exit_code, done.output


def test_export_writes_a_zip_once_and_counts_what_is_in_it(url: str, tmp_path: Path) -> None:
    file = tmp_path / "all.zip"
    code, said = earshot(url, "export", str(file))
    assert code == 0, said
    with zipfile.ZipFile(file) as archive:
        rows = archive.read("observations.jsonl").decode().splitlines()
        names = set(archive.namelist())
    assert f"{len(rows)} observations" in said
    assert json.loads(rows[0])["words"]
    assert names == {"README.md"} | {
        f"{name}.{kind}"
        for name in ("observations", "issues", "promises", "issue_history", "responses")
        for kind in ("csv", "jsonl")
    }
    assert earshot(url, "export", str(file)) == (2, f"{file} is there already.\n")


def test_a_workspace_that_is_not_there_is_said_in_a_line(url: str, tmp_path: Path) -> None:
    code, said = earshot(url, "export", str(tmp_path / "x.zip"), "--workspace", "T0ELSE")
    assert (code, said) == (2, "There is no workspace 'T0ELSE' in this database.\n")
