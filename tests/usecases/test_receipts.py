"""What each reporter reads of an issue: their own words first, and news as it comes."""

from __future__ import annotations

import pytest

from bot.usecases.acknowledge_issue import acknowledge_issue
from bot.usecases.end_issue import resolve_issue
from bot.usecases.settle_likely import add_to_issue
from storage.books import Books
from storage.tables.delivery import CardKind
from tests.support.office import Office

SAM, PRIYA, JO = "U0SAM", "U0PRIYA", "U0JO"


@pytest.mark.parametrize("sent", [True, False], ids=["in the thread", "in the receipt"])
def test_whoever_logged_more_of_the_same_reads_their_own_words_and_customer(
    office: Office, sent: bool
) -> None:
    office.log("It ate the file and said nothing.", customer="Acme")
    jos = office.log_again("It ate the file, said nothing.", by=JO, customer="Globex")

    def add(books: Books) -> None:
        row = books.observations.get(jos.observation.id)
        assert row is not None
        add_to_issue(books, office.desk, row, JO)

    office.do(add)
    office.with_issue(acknowledge_issue)
    for person, words, customer in (
        (PRIYA, "It ate the file and said nothing.", "Acme"),
        (JO, "It ate the file, said nothing.", "Globex"),
    ):
        (receipt,) = office.cards(CardKind.RECEIPT, person)
        assert f"What you logged ({customer}): “{words}”" in office.shown(receipt)["text"]
        if sent:
            office.send(receipt)
    office.with_issue(resolve_issue, "Files are read whole.")
    for person, customer in ((PRIYA, "Acme"), (JO, "Globex")):
        kind = CardKind.OUTCOME if sent else CardKind.RECEIPT
        (said,) = office.cards(kind, person)
        assert f"What you logged ({customer}, Data import) is fixed" in office.shown(said)["text"]


def test_an_owner_whose_cards_came_together_says_there_whom_they_told(office: Office) -> None:
    for nth in range(4):
        office.log(f"Complaint {nth}", by=SAM, customer=f"Customer {nth}")
        office.send_all(CardKind.ISSUE, SAM)
    office.with_issue(resolve_issue, "It is cured.")
    (card,) = office.cards(CardKind.ISSUE, SAM)
    together = office.ask(lambda books: books.cards.get(card.bundle_id))
    assert together is not None
    assert "I told the customer: Customer 3" in str(office.shown(together)["blocks"])
