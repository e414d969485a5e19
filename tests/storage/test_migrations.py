"""The migrations make what the tables declare, on both databases, however many copies begin."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.util import CommandError
from sqlalchemy.engine import Engine
from structlog.testing import capture_logs

from storage.engine import database_url as parsed
from storage.engine import is_sqlite, make_engine
from storage.migrate import migrate, state
from storage.migrations import PLACE, declared
from storage.tables import SQLModel

NEWEST = sorted(path.name[:4] for path in (PLACE / "versions").glob("*.py"))[-1]
DRAW = f'python -m storage.migrations.draft {int(NEWEST) + 1} "What it brings"'


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    engine = make_engine(parsed(database_url))
    yield engine
    engine.dispose()


def test_tables_and_migrations_do_not_differ(engine: Engine) -> None:
    migrate(engine)
    with engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "include_object": declared}
        )
        differences = compare_metadata(context, SQLModel.metadata)
    assert differences == [], f"run: {DRAW}"


def test_checks_and_partial_indexes_do_not_differ(engine: Engine) -> None:
    """Alembic compares neither."""
    migrate(engine)
    made = sa.inspect(engine)
    for name, table in SQLModel.metadata.tables.items():
        declared_checks = {
            (check.name, _words(str(check.sqltext)))
            for check in table.constraints
            if isinstance(check, sa.CheckConstraint)
        }
        checks = {(c["name"], _words(c["sqltext"])) for c in made.get_check_constraints(name)}
        assert {check for check, _ in checks} == {str(check) for check, _ in declared_checks}, name
        for check, words in declared_checks:
            assert (check, words) in checks, f"{check}: run: {DRAW}"
        partial = {
            str(index.name): _words(str(index.dialect_options["sqlite"]["where"]))
            for index in table.indexes
            if index.dialect_options["sqlite"]["where"] is not None
        }
        found = {
            str(index["name"]): _words(
                str(index.get("dialect_options", {}).get(f"{made.dialect.name}_where"))
            )
            for index in made.get_indexes(name)
        }
        for index_name, words in partial.items():
            assert found[index_name] == words, f"{index_name}: run: {DRAW}"


def _words(condition: str) -> frozenset[str]:
    """A condition's names and values: databases rewrite the rest of it (IN becomes = ANY)."""
    for sign in "()[],:":
        condition = condition.replace(sign, " ")
    noise = {"in", "any", "array", "character", "varying", "text", "=", "not", "is", "null"}
    return frozenset(word.strip('"').lower() for word in condition.split()) - noise


def test_the_state_is_told_before_and_after(engine: Engine) -> None:
    assert state(engine) == (None, NEWEST)
    migrate(engine)
    assert state(engine) == (NEWEST, NEWEST)
    migrate(engine)
    assert state(engine) == (NEWEST, NEWEST)


def test_a_database_of_a_newer_release_is_refused(engine: Engine) -> None:
    migrate(engine)
    with engine.begin() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    assert state(engine)[0] == "9999"
    with pytest.raises(CommandError):
        migrate(engine)


def test_a_migration_that_fails_leaves_nothing_behind(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(sa.text("CREATE TABLE workspace (words VARCHAR)"))
    with pytest.raises(sa.exc.DBAPIError):
        migrate(engine)
    assert sa.inspect(engine).get_table_names() == ["workspace"]


def test_after_migrating_the_engine_is_as_it_was(engine: Engine) -> None:
    migrate(engine)
    with engine.connect() as connection:
        if is_sqlite(engine.url):
            assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1
            assert connection.exec_driver_sql("PRAGMA busy_timeout").scalar() == 2000
        else:
            assert connection.exec_driver_sql("SHOW statement_timeout").scalar() == "30s"
            assert connection.exec_driver_sql("SHOW lock_timeout").scalar() == "2s"
            driver: Any = connection.connection.driver_connection
            assert driver.info.options == "", "a pooler would refuse the connection"


def test_threads_that_migrate_at_once_take_turns(database_url: str) -> None:
    def one(_: int) -> tuple[str | None, str]:
        engine = make_engine(parsed(database_url))
        try:
            migrate(engine)
            return state(engine)
        finally:
            engine.dispose()

    with ThreadPoolExecutor(6) as pool:
        assert set(pool.map(one, range(6))) == {(NEWEST, NEWEST)}


def test_processes_that_migrate_at_once_take_turns(database_url: str) -> None:
    code = (
        "import sys; from storage.engine import *; from storage.migrate import *\n"
        "engine = make_engine(database_url(sys.argv[1])); sys.stdin.readline(); migrate(engine)\n"
        "print(*state(engine))"
    )
    command = [sys.executable, "-c", code, database_url]
    children = [
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for _ in range(3)
    ]
    for child in children:
        assert child.stdin is not None
        child.stdin.write("go\n")
        child.stdin.flush()
    answers = [child.communicate()[0].split() for child in children]
    assert answers == [[NEWEST, NEWEST]] * 3


def test_the_schema_is_found_from_any_folder(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    migrate(engine)
    assert state(engine) == (NEWEST, NEWEST)


@pytest.mark.sqlite
def test_a_folder_with_signs_in_its_name_is_no_obstacle(tmp_path: Path) -> None:
    folder = tmp_path / "100% mine; naïve"
    folder.mkdir()
    engine = make_engine(sa.URL.create("sqlite", database=str(folder / "earshot.db")))
    migrate(engine)
    assert state(engine) == (NEWEST, NEWEST)
    engine.dispose()


@pytest.mark.sqlite
def test_the_wheel_brings_every_migration(tmp_path: Path) -> None:
    root = PLACE.parents[1]
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)],
        cwd=root,
        check=True,
        stdout=subprocess.DEVNULL,
    )
    [wheel] = tmp_path.glob("*.whl")
    sources = [*PLACE.rglob("*.py"), *PLACE.rglob("*.mako")]
    wanted = {str(path.relative_to(root)) for path in sources}
    assert len(wanted) >= 6
    assert wanted <= set(zipfile.ZipFile(wheel).namelist())


# -- full text search -----------------------------------------------------------------------------


def test_search_finds_what_was_written_changed_and_not_what_was_removed(engine: Engine) -> None:
    migrate(engine)
    now = datetime(2026, 1, 1, tzinfo=UTC)
    observation = SQLModel.metadata.tables["observation"]
    workspace = SQLModel.metadata.tables["workspace"]
    with engine.begin() as connection:
        connection.execute(
            workspace.insert().values(
                team_id="T1",
                name="",
                url="",
                bot_user_id="",
                state="active",
                last_issue_number=0,
                installed_at=now,
            )
        )
        for number, words in enumerate(
            ["the invoice is wrong", "die rechnung straße", "領収書がない"], 1
        ):
            connection.execute(
                observation.insert().values(
                    id=number,
                    team_id="T1",
                    at=now,
                    reporter="U1",
                    reporter_hidden=False,
                    words=words,
                    search_key=words,
                    whose="customer",
                    touchpoint_guessed=False,
                    feeling_guessed=False,
                    severity="low",
                    follow_up=False,
                    private=False,
                )
            )
    assert _found(engine, "voic") == [1]
    assert _found(engine, "straß") == [2]
    assert _found(engine, "収書が") == [3]
    with engine.begin() as connection:
        changed = observation.update().where(observation.c.id == 1)
        connection.execute(changed.values(search_key="the receipt is wrong"))
        connection.execute(observation.delete().where(observation.c.id == 2))
    assert _found(engine, "voic") == []
    assert _found(engine, "receipt") == [1]
    assert _found(engine, "straß") == []
    if is_sqlite(engine.url):
        with engine.begin() as connection:
            connection.exec_driver_sql(
                "INSERT INTO observation_fts (observation_fts, rank) VALUES ('integrity-check', 1)"
            )


def _found(engine: Engine, part: str) -> list[int]:
    with engine.connect() as connection:
        if is_sqlite(engine.url):
            query = "SELECT rowid FROM observation_fts WHERE observation_fts MATCH :part"
            part = f'"{part}"'
        else:
            query = "SELECT id FROM observation WHERE search_key LIKE '%' || :part || '%'"
        return list(connection.scalars(sa.text(query), {"part": part}))


@pytest.mark.postgresql
def test_postgresql_searches_by_its_trigram_index(database_url: str) -> None:
    if is_sqlite(parsed(database_url)):
        pytest.skip("PostgreSQL's own index")
    engine = make_engine(parsed(database_url))
    migrate(engine)
    with engine.connect() as connection:
        connection.exec_driver_sql("SET enable_seqscan = off")
        plan = connection.scalars(
            sa.text("EXPLAIN SELECT id FROM observation WHERE search_key LIKE '%invoice%'")
        )
        assert "ix_observation_search_key_trgm" in "\n".join(plan)
    engine.dispose()


@pytest.mark.postgresql
def test_without_the_right_to_an_extension_search_goes_without_its_index(
    database_url: str,
) -> None:
    if is_sqlite(parsed(database_url)):
        pytest.skip("PostgreSQL's own rights")
    owner = make_engine(parsed(database_url))
    role = f"plain_{os.urandom(4).hex()}"
    name = parsed(database_url).database
    with owner.begin() as connection:
        connection.exec_driver_sql(f"CREATE ROLE {role}")
        connection.exec_driver_sql(f"GRANT ALL ON SCHEMA public TO {role}")
        # hides the extension from everybody but its superuser
        connection.exec_driver_sql(f"REVOKE CREATE ON DATABASE {name} FROM PUBLIC")
    engine = make_engine(parsed(database_url))

    @sa.event.listens_for(engine, "connect")
    def lower(connection: Any, _: Any) -> None:
        connection.execute(f"SET ROLE {role}")
        connection.commit()

    try:
        with capture_logs() as logs:
            migrate(engine)
        assert state(engine) == (NEWEST, NEWEST)
        indexes = {index["name"] for index in sa.inspect(engine).get_indexes("observation")}
        assert "ix_observation_search_key_trgm" not in indexes
        assert [entry["event"] for entry in logs] == ["search_without_index"]
    finally:
        engine.dispose()
        with owner.begin() as connection:
            connection.exec_driver_sql(f"DROP OWNED BY {role}")
            connection.exec_driver_sql(f"DROP ROLE {role}")
        owner.dispose()
