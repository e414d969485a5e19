"""`earshot export` and the rest of the data verbs, on a simulated company's database."""

from __future__ import annotations

import json
import sqlite3
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli import main
from bot.data_commands import Unclear, backup_to
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


def test_an_erased_customer_is_not_even_in_the_file_any_more(url: str, tmp_path: Path) -> None:
    file = tmp_path / "earshot.db"
    with sqlite3.connect(file) as connection:
        name, words = connection.execute(
            "SELECT customer.name, words FROM observation JOIN customer"
            " ON customer.id = customer_id ORDER BY length(words) DESC LIMIT 1"
        ).fetchone()
    connection.close()
    assert words.encode() in file.read_bytes()
    code, said = earshot(url, "erase", "customer", name, "--yes")
    assert code == 0, said
    assert words.encode() not in file.read_bytes()
    code, said = earshot(url, "erase", "customer", name, "--yes")
    assert code == 2
    assert name in said


def test_a_backup_is_the_database_and_does_not_overwrite(url: str, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    code, said = earshot(url, "backup", str(copy))
    assert code == 0, said
    found = []
    for path in (copy, tmp_path / "earshot.db"):
        with sqlite3.connect(path) as connection:
            found.append(connection.execute("SELECT id, words FROM observation").fetchall())
        connection.close()
    assert found[0] == found[1]
    assert earshot(url, "backup", str(copy))[0] == 2


def test_for_postgresql_a_backup_says_how() -> None:
    with pytest.raises(Unclear, match="pg_dump --format=custom --file=x"):
        backup_to("postgresql://ann:secret@127.0.0.1/earshot", Path("x"))
