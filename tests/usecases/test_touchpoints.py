"""The catalogue: who may be named, who is told, and what stands in the audit log."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from sqlmodel import select

from bot.domain.errors import Refusal, Why
from bot.domain.vocabulary import Area
from bot.usecases.render_card import render_card
from bot.usecases.touchpoints import (
    TouchpointEntry,
    add_touchpoint,
    catalogue_page,
    decline_ownership,
    edit_keywords,
    edit_touchpoint,
)
from storage.books import Books
from storage.tables import AuditEntry, Card, Touchpoint
from storage.tables.delivery import CardKind, OutboxState
from tests.support.office import Office

LENA, SAM, MAYA, PRIYA, JO = "U0LENA", "U0SAM", "U0MAYA", "U0PRIYA", "U0JO"


def entry(**given: Any) -> TouchpointEntry:
    return TouchpointEntry(**({"name": "Invoices", "area": Area.SALES} | given))


def data_import(**given: Any) -> TouchpointEntry:
    """As it stands, but for what is given."""
    stands = {"name": "Data import", "area": Area.TECHNOLOGY, "owner": SAM, "deputy": MAYA}
    return entry(**(stands | given))


def add(office: Office, new: TouchpointEntry, by: str = LENA) -> Touchpoint:
    return office.do(lambda books: add_touchpoint(books, office.desk, new, by))


def edit(office: Office, new: TouchpointEntry, by: str = LENA) -> int:
    return office.do(
        lambda books: edit_touchpoint(books, office.desk, touchpoint(books, office), new, by)
    )


def touchpoint(books: Books, office: Office) -> Touchpoint:
    row = books.catalogue.touchpoint(office.data_import)
    assert row is not None
    return row


def role_cards(office: Office, touchpoint_id: int | None = None) -> list[Card]:
    about = touchpoint_id or office.data_import
    return office.ask(lambda books: list(books.cards.of(CardKind.ROLE, about)))


def said(office: Office, card: Card) -> str:
    def ask(books: Books) -> str:
        fresh = books.cards.get(card.id)
        assert fresh is not None
        return str(render_card(books, fresh, office.now)["text"])

    return office.ask(ask)


def audit(office: Office) -> list[tuple[str | None, Any, Any]]:
    return office.ask(
        lambda books: [
            (row.actor, row.before, row.after)
            for row in books.session.exec(
                select(AuditEntry).where(AuditEntry.what == "touchpoint").order_by("id")
            )
        ]
    )


def refusal(office: Office, new: TouchpointEntry) -> tuple[Why, str | None]:
    with pytest.raises(Refusal) as raised:
        edit(office, new)
    return raised.value.why, raised.value.field


# -- what is stored -------------------------------------------------------------------------------


def test_what_was_typed_is_stored_and_audited(office: Office) -> None:
    row = add(
        office,
        entry(name="  Invoice \n e-mails ", owner=JO, keywords=["vat"], home_channel="C0BILLS"),
    )
    assert (row.name, row.area, row.owner, row.keywords) == (
        "Invoice e-mails",
        Area.SALES,
        JO,
        ["vat"],
    )
    (actor, before, after), *_ = audit(office)
    assert (actor, before) == (LENA, None)
    assert after["owner"] == JO
    assert after["home_channel"] == "C0BILLS"


def test_the_audit_row_of_an_edit_holds_only_what_changed(office: Office) -> None:
    edit(office, data_import(keywords=["csv", "date"]))
    assert audit(office)[-1][1:] == (
        {"stage_id": 1, "keywords": ["csv"]},
        {"stage_id": None, "keywords": ["csv", "date"]},
    )


def test_an_edit_that_changes_nothing_leaves_no_row(office: Office) -> None:
    stage = office.ask(lambda books: touchpoint(books, office).stage_id)
    edit(office, data_import(keywords=["csv"], stage_id=stage))
    assert audit(office) == []


def test_a_stage_of_another_workspace_is_no_stage(office: Office) -> None:
    edit(office, data_import(stage_id=4711))
    assert office.ask(lambda books: touchpoint(books, office).stage_id) is None


def test_the_next_guess_comes_from_the_new_keywords(office: Office) -> None:
    before = office.log("The zeppelin is late.", touchpoint_id=None).observation
    edit(office, data_import(keywords=["zeppelin"]))
    after = office.log("The zeppelin is late.", touchpoint_id=None).observation
    assert (before.touchpoint_id, after.touchpoint_id) == (None, office.data_import)


# -- what is refused ------------------------------------------------------------------------------


def test_a_name_is_needed_and_taken_once_in_any_case(office: Office) -> None:
    add(office, entry(name="Billing"))
    assert refusal(office, data_import(name=" \t ")) == (Why.MISSING, "name")
    assert refusal(office, data_import(name="BILLING")) == (Why.NAME_TAKEN, "name")
    assert refusal(office, data_import(name="x" * 76)) == (Why.TOO_MUCH, "name")
    assert refusal(office, data_import(area=None)) == (Why.MISSING, "area")
    assert edit(office, data_import(name="DATA import")) == 0


def test_a_name_that_grows_when_folded_still_fits(office: Office) -> None:
    add(office, entry(name="ﷺ" * 75))
    with pytest.raises(Refusal) as raised:
        add(office, entry(name="ﷺ" * 75))
    assert raised.value.why is Why.NAME_TAKEN


@pytest.mark.parametrize("field", ["owner", "deputy"])
def test_who_cannot_answer_cannot_be_named(office: Office, field: str) -> None:
    today = office.now.date()
    office.do(lambda books: books.people.add_away(JO, today, today, LENA, office.now))
    for person in (JO, "U0NOBODY"):
        assert refusal(office, data_import(**{field: person})) == (Why.NOT_A_PERSON, field)


def test_who_is_away_stays_the_owner_through_an_edit(office: Office) -> None:
    week = (office.now.date(), office.now.date() + timedelta(days=6))
    office.do(lambda books: books.people.add_away(SAM, *week, LENA, office.now))
    edit(office, data_import(keywords=["csv", "date"]))
    assert office.ask(lambda books: touchpoint(books, office).owner) == SAM


# -- who is told ----------------------------------------------------------------------------------


def test_who_becomes_the_owner_is_told_once_in_their_working_time(office: Office) -> None:
    office.later(hours=9)  # evening: Jo works from nine
    edit(office, data_import(owner=JO))
    edit(office, data_import(owner=JO, keywords=["date"]))
    (card,) = role_cards(office)
    due = office.due(card)
    assert card.person == JO
    assert due is not None
    assert (due.date(), due.hour) == (date(2026, 9, 15), 9)
    assert "You now own *Data import*" in said(office, card)


def test_who_names_themselves_is_not_told(office: Office) -> None:
    edit(office, data_import(owner=LENA))
    assert role_cards(office) == []


def test_a_card_nobody_has_seen_goes_when_another_is_named(office: Office) -> None:
    edit(office, data_import(owner=JO))
    edit(office, data_import(owner=PRIYA))
    jo, priya = role_cards(office)
    rows = office.ask(lambda books: [books.outbox.of_card(card) for card in (jo, priya)])
    assert [row.state for row in rows if row] == [OutboxState.CANCELLED, OutboxState.QUEUED]


def test_who_owned_it_reads_that_they_do_not_any_more(office: Office) -> None:
    edit(office, data_import(owner=JO))
    (card,) = role_cards(office)
    office.send(card)
    edit(office, data_import(owner=PRIYA))
    jo, _ = role_cards(office)
    assert jo.wanted > card.wanted
    assert said(office, jo) == "You don't own *Data import* any more. Nothing is asked of you."


def test_who_is_named_again_gets_a_new_card(office: Office) -> None:
    for owner in (JO, PRIYA, JO):
        edit(office, data_import(owner=owner))
    first, _, again = role_cards(office)
    assert (first.person, again.person) == (JO, JO)
    assert (first.folded, again.folded) == (True, False)
    assert "You now own" not in said(office, first)
    assert "You now own" in said(office, again)


def test_not_me_takes_the_owner_off_and_is_audited(office: Office) -> None:
    edit(office, data_import(owner=JO))

    def decline(by: str) -> str | None:
        def work(books: Books) -> str | None:
            row = touchpoint(books, office)
            decline_ownership(books, office.desk, row, by)
            return row.owner

        return office.do(work)

    assert decline(PRIYA) == JO
    assert decline(JO) is None
    assert audit(office)[-1] == (JO, {"owner": JO}, {"owner": None})
    assert said(office, role_cards(office)[0]).startswith("You don't own")


# -- open issues ----------------------------------------------------------------------------------


def test_a_new_owner_does_not_get_the_open_issues_and_the_answer_counts_them(
    office: Office,
) -> None:
    office.log()
    office.log()
    assert edit(office, data_import(keywords=["csv", "date"])) == 0
    assert edit(office, data_import(owner=JO)) == 2
    assert office.issue.owner == SAM
    assert edit(office, data_import(owner=None)) == 2


# -- what an owner may change ---------------------------------------------------------------------


def test_keywords_and_channel_can_be_changed_alone(office: Office) -> None:
    def work(books: Books) -> Touchpoint:
        row = touchpoint(books, office)
        edit_keywords(
            books, office.desk, row, home_channel="C0DATA", keywords=["csv", "date"], by=SAM
        )
        return row

    row = office.do(work)
    assert (row.home_channel, row.keywords) == ("C0DATA", ["csv", "date"])
    assert (row.name, row.owner, row.deputy) == ("Data import", SAM, MAYA)
    assert audit(office) == [
        (
            SAM,
            {"home_channel": None, "keywords": ["csv"]},
            {"home_channel": "C0DATA", "keywords": ["csv", "date"]},
        )
    ]


# -- the page -------------------------------------------------------------------------------------


def test_the_catalogue_is_grouped_by_area_and_says_who_may_edit(office: Office) -> None:
    for number in range(13):
        add(office, entry(name=f"Place {number:02}", area=Area.POLICIES))
    add(office, entry(name="Website", area=Area.MARKETING))

    def page(person: str, start: int = 0) -> Any:
        return office.ask(
            lambda books: catalogue_page(books, books.people.actor(person), start, office.now)
        )

    first, second = page(SAM), page(SAM, 12)
    names = [facts.name for facts, _ in (*first.touchpoints, *second.touchpoints)]
    assert names == ["Website", "Data import", *(f"Place {number:02}" for number in range(13))]
    assert (first.total, first.unowned, first.leads) == (15, 14, False)
    assert [facts.name for facts, mine in first.touchpoints if mine] == ["Data import"]
    assert all(mine for _, mine in page(LENA).touchpoints)
    assert not any(mine for _, mine in page(JO).touchpoints)
    assert page(SAM, 4711).start == 0
