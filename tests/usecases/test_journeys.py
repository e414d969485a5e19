"""Journeys: stages keep what sits on them, owner and sponsor answer when nobody else does."""

from __future__ import annotations

from typing import Any

import pytest
from sqlmodel import select

from bot.domain.errors import Refusal, Why
from bot.usecases.journeys import JourneyEntry, add_journey, edit_journey, journey_facts
from storage.books import Books
from storage.tables import AuditEntry, Journey
from tests.support.office import Office

LENA, JO = "U0LENA", "U0JO"


def edit(office: Office, stages: str = "Onboard", **given: Any) -> list[str]:
    new = JourneyEntry(**({"name": "Customer journey", "stages": stages} | given))
    return office.do(
        lambda books: edit_journey(books, office.desk, journey(books, office), new, LENA)
    )


def journey(books: Books, office: Office) -> Journey:
    row = books.catalogue.journey(office.journey)
    assert row is not None
    return row


def stages(office: Office) -> list[tuple[int | None, str]]:
    return office.ask(
        lambda books: [(row.id, row.name) for row in books.catalogue.stages(office.journey)]
    )


def stage_of_data_import(office: Office) -> str | None:
    def ask(books: Books) -> str | None:
        touchpoint = books.catalogue.touchpoint(office.data_import)
        stage = books.catalogue.stage(touchpoint.stage_id) if touchpoint else None
        return stage.name if stage else None

    return office.ask(ask)


def refusal(office: Office, **given: Any) -> tuple[Why, str | None]:
    with pytest.raises(Refusal) as raised:
        edit(office, **given)
    return raised.value.why, raised.value.field


def test_the_order_of_the_lines_is_the_order_of_the_stages(office: Office) -> None:
    edit(office, "Buy\n\n  Onboard \r\nUse\n")
    assert [name for _, name in stages(office)] == ["Buy", "Onboard", "Use"]
    before = dict(stages(office))
    edit(office, "Use\nBuy\nOnboard")
    assert [name for _, name in stages(office)] == ["Use", "Buy", "Onboard"]
    assert dict(stages(office)) == before


def test_a_renamed_stage_keeps_its_touchpoints(office: Office) -> None:
    edit(office, "Buy\nOnboard\nUse")
    assert edit(office, "Buy\nGetting started\nUse") == []
    assert stage_of_data_import(office) == "Getting started"


def test_a_stage_that_goes_leaves_its_touchpoints_and_says_which(office: Office) -> None:
    edit(office, "Onboard\nBuy")
    assert edit(office, "Buy") == ["Data import"]
    assert stage_of_data_import(office) is None


def test_what_cannot_be_is_said_under_its_field(office: Office) -> None:
    office.do(lambda books: add_journey(books, office.desk, JourneyEntry("Partners", "Sign"), LENA))
    assert refusal(office, stages=" \n ") == (Why.MISSING, "stages")
    assert refusal(office, stages="Buy\nUse\nBUY") == (Why.NAME_TAKEN, "stages")
    assert refusal(office, stages="x" * 76) == (Why.TOO_MUCH, "stages")
    assert refusal(office, stages="\n".join(map(str, range(21)))) == (Why.TOO_MUCH, "stages")
    assert refusal(office, name="") == (Why.MISSING, "name")
    assert refusal(office, name="partners") == (Why.NAME_TAKEN, "name")
    assert refusal(office, owner="U0NOBODY") == (Why.NOT_A_PERSON, "owner")
    assert refusal(office, sponsor="U0NOBODY") == (Why.NOT_A_PERSON, "sponsor")
    assert [name for _, name in stages(office)] == ["Onboard"]


def test_owner_sponsor_and_name_are_stored_and_audited(office: Office) -> None:
    edit(office, name="Getting started", owner=JO, sponsor=LENA)
    facts = office.ask(lambda books: journey_facts(books, journey(books, office)))
    assert (facts.name, facts.owner, facts.sponsor) == ("Getting started", JO, LENA)
    edit(office, name="Getting started", owner=JO, sponsor=LENA)
    entries = office.ask(lambda books: list(books.session.exec(select(AuditEntry))))
    kept = {"stages": ["Onboard"], "goal": None, "score": None}
    assert [(row.actor, row.what, row.before, row.after) for row in entries] == [
        (
            LENA,
            "journey",
            {"name": "Customer journey", "owner": None, "sponsor": None, **kept},
            {"name": "Getting started", "owner": JO, "sponsor": LENA, **kept},
        )
    ]
