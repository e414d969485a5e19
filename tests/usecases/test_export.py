"""An export is whole, names nobody who hid, and tells no place that is private."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from bot.domain.errors import Refusal, Why
from bot.domain.vocabulary import Feeling, Severity
from bot.domain.wave import Audience, Given, WaveState
from bot.export.tables import TABLES, Part
from bot.usecases.acknowledge_issue import acknowledge_issue
from bot.usecases.export import ask_export, export, make_export
from storage.books import Books
from storage.tables import (
    AuditEntry,
    Customer,
    Observation,
    OutboxFile,
    Response,
    ResponseAnswer,
    Survey,
    Wave,
)
from tests.support.office import TEAM, Office


def exported(office: Office, part: Part = Part.ALL) -> dict[str, list[dict[str, Any]]]:
    out = io.BytesIO()
    counts = office.ask(lambda books: export(books, part, out, "About."))
    with zipfile.ZipFile(out) as archive:
        found = {
            name: [json.loads(line) for line in archive.read(f"{name}.jsonl").splitlines()]
            for name in counts
        }
    assert {name: len(rows) for name, rows in found.items()} == counts
    return found


def test_every_table_of_it_has_its_columns_filled_from_the_books(office: Office) -> None:
    office.log(
        "It ate the file",
        customer="Acme",
        feeling=Feeling.ANGRY,
        severity=Severity.HIGH,
        channel="C0CX",
        message_ts="1789.000100",
    )
    office.with_issue(acknowledge_issue)
    found = exported(office)
    [row] = found["observations"]
    assert row | {"id": 0} == {
        "id": 0,
        "at": "2026-09-14T10:00:00+00:00",
        "words": "It ate the file",
        "whose": "customer",
        "customer": "Acme",
        "relation": "customer",
        "segment": None,
        "touchpoint": "Data import",
        "area": "technology",
        "stage": row["stage"],
        "touchpoint_guessed": False,
        "feeling": "angry",
        "feeling_guessed": False,
        "severity": "high",
        "source": None,
        "follow_up": True,
        "expected": None,
        "got_it_done": None,
        "issue": 1,
        "reporter": "Priya",
        "private": False,
        "link": "https://northlight.slack.com/archives/C0CX/p1789000100",
    }
    [issue] = found["issues"]
    assert (issue["number"], issue["state"], issue["owner"]) == (1, "acknowledged", "Sam")
    assert [row["what"] for row in found["issue_history"]] == ["opened", "acknowledged"]
    for table in TABLES:
        for line in found[table.name]:
            assert list(line) == [column.name for column in table.columns]


def test_who_hid_their_name_and_where_something_private_was_said_stay_out(office: Office) -> None:
    office.log("Hidden")
    office.do(
        lambda books: books.session.execute(sa.update(Observation).values(reporter_hidden=True))
    )
    office.log("Private", private=True, channel="C0SECRET", message_ts="1.2")
    hidden, private = exported(office, Part.OBSERVATIONS)["observations"]
    assert hidden["reporter"] is None
    assert private["words"] == "Private"
    assert private["link"] is None
    assert "C0SECRET" not in json.dumps([hidden, private])


def test_what_was_undone_is_left_out_and_pages_join(office: Office) -> None:
    def fill(books: Books) -> None:
        for at in range(2_300):
            books.session.add(
                Customer(team_id=TEAM, name=f"C{at}", name_key=f"c{at}", created_at=office.now)
            )

    office.do(fill)
    for number in range(3):
        office.log(f"Words {number}")
    found = exported(office, Part.OBSERVATIONS)["observations"]
    assert [row["words"] for row in found] == ["Words 0", "Words 1", "Words 2"]


def test_anonymous_answers_and_hidden_results_are_in_no_export(office: Office) -> None:
    for anonymous, hidden, state in (
        (False, False, WaveState.OPEN),
        (True, False, WaveState.CLOSED),
        (False, True, WaveState.OPEN),
        (False, True, WaveState.CLOSED),
    ):
        office.do(lambda books, made=(anonymous, hidden, state): answered(books, office, *made))  # type: ignore[misc]
    found = exported(office, Part.RESPONSES)["responses"]
    assert [(row["wave"], row["question"], row["answer"]) for row in found] == [
        (1, "How likely?", "9"),
        (1, "reason", "=It imports"),
        (4, "How likely?", "9"),
        (4, "reason", "=It imports"),
    ]


def answered(books: Books, office: Office, anonymous: bool, hidden: bool, state: WaveState) -> None:
    survey = Survey(
        team_id=TEAM,
        author="U0LENA",
        created_at=office.now,
        questions=[{"kind": "nps", "text": "How likely?", "options": []}],
        anonymous=anonymous,
        audience=Audience.PEOPLE,
        open_for=60,
        results_hidden=hidden,
    )
    books.session.add(survey)
    books.session.flush()
    count = books.session.execute(sa.select(sa.func.count()).select_from(Wave)).scalar_one()
    wave = Wave(
        team_id=TEAM,
        survey_id=survey.id or 0,
        number=count + 1,
        state=state,
        begun_at=office.now,
        closes_at=office.now + timedelta(days=5),
    )
    books.session.add(wave)
    books.session.flush()
    response = Response(
        team_id=TEAM, wave_id=wave.id or 0, voter="U0JO", given=Given.SELF, at=office.now
    )
    books.session.add(response)
    books.session.flush()
    for part, answer in ((0, "9"), (9, "=It imports")):
        books.session.add(
            ResponseAnswer(response_id=response.id or 0, part=part, team_id=TEAM, answer=answer)
        )


def test_it_is_asked_for_once_audited_and_made(office: Office) -> None:
    office.log("It ate the file")
    assert office.do(lambda books: ask_export(books, office.desk, "U0LENA", "")) is Part.ALL
    for typed in ("all", "ALL "):
        with pytest.raises(Refusal) as again:
            office.do(
                lambda books, typed=typed: ask_export(books, office.desk, "U0LENA", typed)  # type: ignore[misc]
            )
        assert again.value.why is Why.ALREADY
    errand = office.do(lambda books: books.errands.claim(office.now, timedelta(hours=1)))
    assert errand is not None
    post = office.ask(lambda books: make_export(books, errand))
    office.do(lambda books: post(books, "errand:1", office.now))
    [file] = office.ask(lambda books: books.session.execute(sa.select(OutboxFile)).scalars().all())
    assert file.name == "earshot-everything-2026-09-14.zip"
    assert zipfile.ZipFile(io.BytesIO(file.content)).testzip() is None
    audited = office.ask(
        lambda books: [
            row.subject
            for row in books.session.execute(sa.select(AuditEntry)).scalars()
            if row.what == "export"
        ]
    )
    assert audited == ["all"]
    with pytest.raises(Refusal) as raised:
        office.do(lambda books: ask_export(books, office.desk, "U0LENA", "observation"))
    assert raised.value.why is Why.UNKNOWN_VALUE
    assert "observations" in str(raised.value.facts["near"])
