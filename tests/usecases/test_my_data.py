"""What somebody downloads about themselves: all of theirs, and nobody else's."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from datetime import date
from typing import Any

from sqlmodel import select

from bot.usecases.my_data import my_data, send_my_data
from bot.usecases.promises import make_promise
from storage.tables import OutboxFile, OutboxRow
from tests.support.office import Office

SAM, PRIYA = "U0SAM", "U0PRIYA"


def rows(office: Office, person: str, name: str) -> list[dict[str, Any]]:
    packed = office.ask(lambda books: my_data(books, person))
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        lines = archive.read(f"{name}.jsonl").decode()
        table = archive.read(f"{name}.csv").decode("utf-8-sig")
    found = [json.loads(line) for line in lines.splitlines()]
    assert len(list(csv.DictReader(io.StringIO(table)))) == len(found)
    return found


def test_everyone_finds_their_own_and_nobody_elses(office: Office) -> None:
    office.log("It ate the file.", customer="Acme")
    office.with_issue(make_promise, "Find out", date(2026, 9, 16))
    [heard] = rows(office, PRIYA, "observations")
    assert heard["words"] == "It ate the file."
    assert rows(office, SAM, "observations") == rows(office, PRIYA, "promises") == []
    [promise] = rows(office, SAM, "promises")
    assert promise["next_step"] == "Find out"
    assert [row["what"] for row in rows(office, SAM, "what_you_did_with_issues")] == ["promised"]
    for person in (SAM, PRIYA):
        assert [row["user_id"] for row in rows(office, person, "you")] == [person]


def test_it_goes_into_the_dm_of_whoever_asked_once_a_minute(office: Office) -> None:
    office.log()
    assert office.do(lambda books: send_my_data(books, office.desk, PRIYA))
    assert not office.do(lambda books: send_my_data(books, office.desk, PRIYA))
    office.later(minutes=1)
    assert office.do(lambda books: send_my_data(books, office.desk, PRIYA))

    def queued(books: Any) -> list[tuple[str, str, bool]]:
        found = books.session.exec(
            select(OutboxRow, OutboxFile).where(OutboxFile.outbox_id == OutboxRow.id)
        )
        return [(row.lane, file.name, file.shared) for row, file in found]

    assert office.ask(queued) == [(PRIYA, "earshot-me-2026-09-14.zip", True)] * 2
