"""`earshot export` and the rest of the data verbs, on a simulated company's database."""

from __future__ import annotations

import json
import shutil
import sqlite3
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot import logs
from bot.cli import main
from bot.data_commands import Unclear, backup_to
from bot.export.heard import read_lines
from bot.simulate import Plan
from bot.simulate.database import simulate_at
from storage.engine import database_url, make_engine
from storage.migrate import migrate

COMPANY = "T0NORTHLIGHT"


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A simulated company's database, made once."""
    file = tmp_path_factory.mktemp("company") / "earshot.db"
    engine = make_engine(database_url(f"sqlite:///{file}"))
    migrate(engine)
    engine.dispose()
    plan = Plan(COMPANY, datetime(2026, 11, 20, tzinfo=UTC), 120, seed=2, days=60)
    simulate_at(f"sqlite:///{file}", plan, lambda _: None)
    return file


@pytest.fixture(autouse=True)
def _logs_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    """Loggers keep the stream that they wrote to first, and the runner closes its own."""
    monkeypatch.setattr(logs, "configure", lambda level: None)


@pytest.fixture
def url(company: Path, tmp_path: Path) -> str:
    shutil.copy(company, tmp_path / "earshot.db")
    return f"sqlite:///{tmp_path}/earshot.db"


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


def longest_said(file: Path) -> tuple[str, str]:
    """Of a customer with a name: (name, words)."""
    with sqlite3.connect(file) as connection:
        name, words = connection.execute(
            "SELECT customer.name, words FROM observation JOIN customer"
            " ON customer.id = customer_id ORDER BY length(words) DESC LIMIT 1"
        ).fetchone()
    connection.close()
    return name, words


@pytest.mark.parametrize("typed", ["Wendel & Co", "Wendell", "wandell und co", "W. Wendell"])
def test_a_customer_that_is_almost_meant_is_named_as_it_is_written_and_not_erased(
    url: str, tmp_path: Path, typed: str
) -> None:
    table = tmp_path / "old.csv"
    table.write_text("words,customer\nIt ate the file,Wendell & Co\n")
    earshot(url, "import", str(table))
    code, said = earshot(url, "erase", "customer", typed, "--yes")
    assert code == 2
    assert said.startswith(f"There is no customer {typed!r}. Names that come near: ")
    assert "Wendell & Co" in said


def test_of_a_person_whose_name_is_typed_the_id_is_said(url: str) -> None:
    with sqlite3.connect(url.removeprefix("sqlite:///")) as connection:
        user_id, name = connection.execute("SELECT user_id, name FROM person").fetchone()
    connection.close()
    for typed in (name, f"@{name.lower()}", name[:-1]):
        code, said = earshot(url, "erase", "person", typed, "--yes")
        assert code == 2
        assert f"{user_id} is {name}" in said
    code, said = earshot(url, "erase", "person", "U0NOBODY", "--yes")
    assert "There is no person 'U0NOBODY'. A person is named by their id in Slack" in said


@pytest.mark.parametrize("answer", ["", "\n", "n\n", "maybe\n"])
def test_nothing_is_erased_without_a_yes_to_whom_it_means(url: str, answer: str) -> None:
    with sqlite3.connect(url.removeprefix("sqlite:///")) as connection:
        user_id, name = connection.execute("SELECT user_id, name FROM person").fetchone()
    connection.close()
    words = ["erase", "person", f"<@{user_id.lower()}>"]
    done = CliRunner().invoke(main, words, env={"DATABASE_URL": url}, input=answer)
    asked = f"Erase the person {name} ({user_id})? Nothing brings it back. [y/N] "
    assert (done.exit_code, done.output) == (1, f"{asked}Nothing was erased.\n")
    done = CliRunner().invoke(main, words, env={"DATABASE_URL": url}, input="y\n")
    assert (done.exit_code, done.output.partition(";")[0]) == (0, f"{asked}Erased")


def test_an_erased_customer_is_not_even_in_the_file_any_more(url: str, tmp_path: Path) -> None:
    file = tmp_path / "earshot.db"
    name, words = longest_said(file)
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


def test_what_was_exported_is_imported_elsewhere_once_and_here_never(
    url: str, tmp_path: Path
) -> None:
    zipped, elsewhere = tmp_path / "all.zip", f"sqlite:///{tmp_path}/elsewhere.db"
    earshot(url, "export", str(zipped))
    earshot(url, "erase", "customer", longest_said(tmp_path / "earshot.db")[0], "--yes")
    assert earshot(url, "import", str(zipped))[1].startswith("0 observations imported")
    engine = make_engine(database_url(elsewhere))
    migrate(engine)
    engine.dispose()
    simulate_at(
        elsewhere, Plan(COMPANY, datetime(2026, 10, 2, tzinfo=UTC), 10, 3, 30), lambda _: None
    )
    with zipfile.ZipFile(zipped) as archive:
        count = len(archive.read("observations.jsonl").splitlines())
    assert earshot(elsewhere, "import", str(zipped))[1].startswith(f"{count} observations imported")
    assert earshot(elsewhere, "import", str(zipped))[1].startswith("0 observations imported")


def test_what_stands_in_a_table_is_imported_and_what_is_not_known_told(
    url: str, tmp_path: Path
) -> None:
    table = tmp_path / "old.csv"
    table.write_text(
        "words,customer,feeling,at,touchpoint,id\n"
        "It ate the file,New & Co,Angry,2025-01-02T03:04:05+02:00,data import,1\n"
        ",nobody,,,,\n"
        f"Card 4111 1111 1111 1111,,furious,,Moon base,{'9' * 30}\n"
        "Old times,,,31.10.2026,,\n",
        encoding="utf-8-sig",
    )
    code, said = earshot(url, "import", str(table))
    assert (code, said) == (
        0,
        "2 observations imported, 1 left out (there already, or no words), "
        "1 left out because of their at.\n"
        "Line 5: left out, because its at '31.10.2026' is no ISO date such as 2026-10-31 or "
        "2026-10-31T09:30+01:00.\n"
        "Line 4: stored without its touchpoint 'Moon base', which nobody here has added.\n"
        "Line 4: stored without its feeling 'furious', which is none of delighted, happy, neutral, "
        "frustrated, angry.\n",
    )
    with sqlite3.connect(tmp_path / "earshot.db") as connection:
        rows = connection.execute(
            "SELECT words, name, feeling, at, issue_id FROM observation"
            " LEFT JOIN customer ON customer.id = customer_id ORDER BY observation.id DESC LIMIT 2"
        ).fetchall()
    connection.close()
    assert rows[1][:3] == ("It ate the file", "New & Co", "angry")
    assert str(rows[1][3]).startswith("2025-01-02 01:04:05")
    assert "4111 1111 1111 1111" not in rows[0][0]
    assert rows[0][2] is None
    assert {row[4] for row in rows} == {None}


def test_a_heading_may_have_capitals_and_spaces_and_one_is_one(url: str, tmp_path: Path) -> None:
    table = tmp_path / "old.csv"
    table.write_text(" Words ,CUSTOMER\nIt ate the file,New & Co\n")
    said = "1 observation imported, 0 left out (there already, or no words).\n"
    assert earshot(url, "import", str(table)) == (0, said)
    (_, row) = next(read_lines(table))
    assert row == {"words": "It ate the file", "customer": "New & Co"}


@pytest.mark.parametrize(
    ("name", "content"), [("x.xlsx", "a"), ("x.jsonl", "not json"), ("x.jsonl", "[1]")]
)
def test_a_file_that_is_no_table_is_refused(tmp_path: Path, name: str, content: str) -> None:
    (tmp_path / name).write_text(content)
    with pytest.raises(ValueError, match=r"wanted|line 1 is no JSON object"):
        list(read_lines(tmp_path / name))


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("x.zip", "PK, but no more", "it is no zip, or a broken one."),
        ("x.jsonl", '{"words": "a"}\n\n{"words":\n', "line 3 is no JSON object."),
        ("x.csv", "text,who\na,b\n", "it has no column words; its first line has text, who."),
        ("x.csv", "text;who\na;b\n", "it has no column words; its first line has text, who."),
        ("x.csv", "", "it has no column words; its first line has nothing."),
    ],
)
def test_a_file_that_can_t_be_imported_is_told_in_a_line(
    url: str, tmp_path: Path, name: str, content: str, why: str
) -> None:
    file = tmp_path / name
    file.write_text(content)
    assert earshot(url, "import", str(file)) == (2, f"{file} can't be imported: {why}\n")


def test_a_file_that_is_not_there_or_not_in_utf8_is_told_in_a_line(
    url: str, tmp_path: Path
) -> None:
    file = tmp_path / "x.csv"
    said = f"{file} can't be read: No such file or directory.\n"
    assert earshot(url, "import", str(file)) == (2, said)
    file.write_bytes("words\nÄrger\n".encode("latin-1"))
    said = f"{file} can't be imported: it is not in UTF-8.\n"
    assert earshot(url, "import", str(file)) == (2, said)


def test_semicolons_part_a_table_too(tmp_path: Path) -> None:
    file = tmp_path / "x.csv"
    file.write_text('words;customer\n"It ate; the file, and went";Acme\n', "utf-8-sig")
    row = {"words": "It ate; the file, and went", "customer": "Acme"}
    assert list(read_lines(file)) == [(2, row)]


@pytest.mark.parametrize("verb", ["export", "backup"])
def test_what_can_t_be_written_is_told_in_a_line(url: str, tmp_path: Path, verb: str) -> None:
    file = tmp_path / "none" / "a.zip"
    said = f"{file} can't be written: No such file or directory.\n"
    assert earshot(url, verb, str(file)) == (2, said)


@pytest.mark.parametrize("words", [("export", "a"), ("backup", "a"), ("import", "a.csv")])
def test_a_database_that_is_not_there_is_not_made(tmp_path: Path, words: tuple[str, str]) -> None:
    verb, name = words
    there = tmp_path / "none.db"
    said = earshot(f"sqlite:///{there}", verb, str(tmp_path / name))
    assert said == (2, f"There is no database at {there}.\n")
    assert list(tmp_path.iterdir()) == []
