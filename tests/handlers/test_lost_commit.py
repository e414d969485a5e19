"""The database went just as it confirmed: what is stored is said to be stored."""

from __future__ import annotations

from typing import Any

import psycopg
import pytest

from tests.support import databases, postgres
from tests.support.inside import inside

TEAM = "T0EARSHOT"


@pytest.mark.postgresql
async def test_a_command_whose_commit_was_not_confirmed_is_answered_all_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    url = databases.migrated_postgresql()
    async with inside(url) as firm:
        await firm.cx(firm.priya, "help")  # we know who she is
        dialect = firm.app.storage.engine.dialect
        commit = dialect.do_commit
        lost: list[Any] = []

        def do_commit(connection: Any) -> None:
            commit(connection)
            if not lost:
                lost.append(connection)
                raise psycopg.OperationalError("the connection was closed")

        monkeypatch.setattr(dialect, "do_commit", do_commit)
        answer = await firm.cx(firm.priya, "log It ate the file")
        assert lost
        assert "it is stored" in answer.text
        rows, _ = await firm.app.storage.read(
            TEAM, lambda books: books.observations.search("", None, offset=0, limit=9)
        )
        assert [row.words for row in rows] == ["It ate the file"]
    postgres.server().drop(url)
