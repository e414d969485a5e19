"""What an import does between its preview and its end, on both databases."""

from __future__ import annotations

from bot.blocks.import_screens import ImportFacts
from bot.domain.catalogue_csv import CatalogueRow
from bot.domain.errors import Why
from bot.usecases.import_touchpoints import import_kept, preview_import
from storage.books import Books
from storage.tables import Card
from storage.tables.delivery import CardKind, OutboxState
from tests.support.office import Office

LENA, SAM, PRIYA, JO = "U0LENA", "U0SAM", "U0PRIYA", "U0JO"
PEOPLE = {"@sam": SAM, "@priya": PRIYA, "@jo": JO}


def preview(office: Office, *rows: CatalogueRow) -> ImportFacts:
    return office.do(lambda books: preview_import(books, office.desk, rows, PEOPLE, {}, LENA))


def store(office: Office) -> ImportFacts:
    return office.do(lambda books: import_kept(books, office.desk, LENA))


def place(line: int, owner: str, **cells: str) -> CatalogueRow:
    return CatalogueRow(line, f"Place {line}", "Sales", owner=owner, **cells)


def cards(office: Office, person: str, kind: CardKind) -> list[Card]:
    """Those of this kind that wait to be sent to `person`."""

    def work(books: Books) -> list[Card]:
        queued = []
        for card_id in range(1, 100):
            card = books.cards.get(card_id)
            row = books.outbox.of_card(card) if card else None
            if card and row and row.state is OutboxState.QUEUED:
                queued.append(card)
        return [card for card in queued if (card.person, card.kind) == (person, kind)]

    return office.ask(work)


def test_who_left_since_the_preview_is_named_and_the_rest_is_stored(office: Office) -> None:
    assert len(preview(office, place(2, "@jo"), place(3, "@priya")).new) == 2

    def leave(books: Books) -> None:
        person = books.people.get(JO)
        assert person is not None
        person.is_deleted = True
        books.session.add(person)

    office.do(leave)
    facts = store(office)
    assert facts.new == ["Place 3"]
    assert [(fault.line, fault.refusal.why) for fault in facts.faults] == [(2, Why.NOT_A_PERSON)]
    assert office.ask(lambda books: books.catalogue.touchpoint_named("Place 2")) is None


def test_several_come_in_one_message_and_one_alone(office: Office) -> None:
    preview(office, place(2, "@priya"), place(3, "@priya"), place(4, "@jo"))
    store(office)
    assert len(cards(office, PRIYA, CardKind.BUNDLE)) == 1
    assert cards(office, PRIYA, CardKind.ROLE) == []
    assert len(cards(office, JO, CardKind.ROLE)) == 1


def test_issues_do_not_gather_under_the_message_of_an_import(office: Office) -> None:
    preview(office, place(2, "@sam"), place(3, "@sam"))
    store(office)
    (roles,) = cards(office, SAM, CardKind.BUNDLE)
    for _ in range(5):
        office.log()
        office.send_all(CardKind.ISSUE, SAM)
    gathered = [card for card in cards(office, SAM, CardKind.BUNDLE) if card.id != roles.id]
    assert len(gathered) == 1
    assert "more, together" in office.shown(gathered[0])["text"]
    assert "You now own 2 touchpoints." in office.shown(roles)["text"]


def test_an_owner_hears_that_a_touchpoint_went_to_another(office: Office) -> None:
    preview(office, place(2, "@priya"), place(3, "@priya"))
    store(office)
    preview(office, place(2, "@jo"))
    assert store(office).changed == ["Place 2"]
    (roles,) = cards(office, PRIYA, CardKind.BUNDLE)
    assert "You now own 1 touchpoint." in office.shown(roles)["text"]
    assert len(cards(office, JO, CardKind.ROLE)) == 1


def test_who_imports_for_themselves_is_told_nothing(office: Office) -> None:
    rows = [CatalogueRow(2, "Place 2", "Sales", owner="@lena")]
    found = {"@lena": LENA}
    office.do(lambda books: preview_import(books, office.desk, rows, found, {}, LENA))
    store(office)
    assert cards(office, LENA, CardKind.ROLE) == []


def test_an_empty_cell_takes_nothing_away(office: Office) -> None:
    full = place(2, "@sam", deputy="@priya", stage="Onboard", keywords="a, b")
    preview(office, full)
    store(office)
    before = office.ask(lambda books: books.catalogue.touchpoint_named("Place 2"))
    assert preview(office, CatalogueRow(2, "PLACE  2")).same == 1
    assert preview(office, CatalogueRow(2, "Place 2", area="support")).changed == ["Place 2"]
    store(office)
    after = office.ask(lambda books: books.catalogue.touchpoint_named("Place 2"))
    assert before is not None
    assert after is not None
    kept = ("name", "owner", "deputy", "stage_id", "keywords", "home_channel")
    assert [getattr(after, name) for name in kept] == [getattr(before, name) for name in kept]
    assert (before.area.label, after.area.label) == ("Sales", "Support")
