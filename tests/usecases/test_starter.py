"""The starter catalogue, to the letter, once."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from bot.domain.keywords import parse_keywords
from bot.usecases.desk import Desk
from bot.usecases.guessing import Guesses
from bot.usecases.starter import use_starter
from storage.books import Books
from storage.unit_of_work import Storage
from tests.support.office import MONDAY, TEAM

WRITTEN = """
*Marketing*: Website & pricing/Discover (pricing, plan) · Reviews & references/Discover (g2, \
reference) · Campaign promises/Evaluate (advertised, "said it could")
*Sales*: Sales demo/Evaluate (demo) · Quote & contract/Buy (quote, discount) · Handover/Onboard \
(handover, "told sales")
*Technology*: Trial/Evaluate (trial, poc) · Data import/Onboard (import, csv, migration) · \
Everyday workflow/Use (confusing, clicks) · Speed & uptime/Use (slow, down)
*Supporting systems*: Login & SSO/Onboard (sso, invite) · Billing & invoices/Renew (invoice, vat, \
refund) · Incident notices/Get help (status, outage)
*Third-party integrations*: CRM connector/Use (salesforce, hubspot, sync) · API & webhooks/Use \
(api, token)
*Support*: Docs & training/Onboard (docs, academy) · Help centre/Get help (article, bot) · \
Tickets/Get help (ticket, waiting)
*Policies*: Security & legal review/Buy (dpa, soc2) · Plan limits/Use (quota, overage) · Renewal & \
price change/Renew (uplift) · Cancellation/Renew (cancel, delete)
"""
"""As the product's own page writes it."""

DESK = Desk(MONDAY, timedelta(0), Guesses())


@pytest.fixture
def empty(storage: Storage) -> Storage:
    """A workspace with nothing in it."""
    storage.write_now(
        TEAM,
        lambda books: books.workspace.install(name="", url="", bot_user_id="UBOT", now=MONDAY),
    )
    return storage


def start(storage: Storage) -> bool:
    return storage.write_now(TEAM, lambda books: use_starter(books, DESK, "U0LENA"))


def catalogue(books: Books) -> dict[str, tuple[str, str, list[str]]]:
    """Name -> area, stage, keywords."""
    stages = {row.id: row.name for row in books.catalogue.stages()}
    return {
        row.name: (row.area.label, stages.get(row.stage_id, ""), row.keywords)
        for row in books.catalogue.touchpoints()
    }


def test_it_is_what_the_page_says(empty: Storage) -> None:
    assert start(empty)
    written = {}
    for line in WRITTEN.strip().splitlines():
        area, rest = re.fullmatch(r"\*(.+)\*: (.+)", line).groups()  # type: ignore[union-attr]
        for place in rest.split(" · "):
            name, stage, keywords = re.fullmatch(r"(.+)/(.+) \((.+)\)", place).groups()  # type: ignore[union-attr]
            written[name] = (area, stage, parse_keywords(keywords))
    assert len(written) == 22
    assert empty.read_now(TEAM, catalogue) == written


def test_its_journey_has_seven_stages_in_order(empty: Storage) -> None:
    start(empty)
    names = empty.read_now(TEAM, lambda books: [row.name for row in books.catalogue.stages()])
    assert names == ["Discover", "Evaluate", "Buy", "Onboard", "Use", "Get help", "Renew"]


def test_asked_for_again_it_undoes_no_edit(empty: Storage) -> None:
    start(empty)

    def rename(books: Books) -> None:
        row = books.catalogue.touchpoint_named("Trial")
        assert row is not None
        books.catalogue.rename_touchpoint(row, "Free trial")

    empty.write_now(TEAM, rename)
    assert not start(empty)
    names = empty.read_now(TEAM, catalogue)
    assert len(names) == 22
    assert "Free trial" in names


def test_a_journey_of_that_name_is_used_as_it_is(empty: Storage) -> None:
    def furnish(books: Books) -> None:
        journey = books.catalogue.add_journey("Customer Journey")
        books.catalogue.add_stage(journey.id or 0, "USE", 0)

    empty.write_now(TEAM, furnish)
    assert start(empty)
    assert empty.read_now(TEAM, lambda books: len(books.catalogue.journeys())) == 1
    stages = empty.read_now(TEAM, lambda books: [row.name for row in books.catalogue.stages()])
    assert stages[0] == "USE"
    assert sorted(stages) == sorted(
        ["USE", "Discover", "Evaluate", "Buy", "Onboard", "Get help", "Renew"]
    )
