"""What each reporter reads of an issue: their own words first, and news as it comes."""

from __future__ import annotations

import pytest

from bot.usecases.acknowledge_issue import acknowledge_issue
from bot.usecases.end_issue import resolve_issue
from bot.usecases.settle_likely import add_to_issue
from storage.books import Books
from storage.tables.delivery import CardKind
from tests.support.office import Office

PRIYA, JO = "U0PRIYA", "U0JO"


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
