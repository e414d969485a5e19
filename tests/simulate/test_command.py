"""`earshot simulate`, as it is typed."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot import logs
from bot.cli import main
from tests.support import databases


def test_what_was_made_is_said_in_one_line_and_is_what_was_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(logs, "configure", lambda level: None)
    url = databases.migrated_sqlite(tmp_path)
    typed = ["simulate", "--observations", "3", "--days", "60"]
    done = CliRunner().invoke(main, typed, env={"DATABASE_URL": url})
    assert done.exit_code == 0, done.output
    assert done.output.count("\n") == 1
    assert done.output.startswith("3 observations of 30 customers, heard by 16 people; ")
