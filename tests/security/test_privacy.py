"""What was said in private is read by its logger, the owner, whoever an escalation reached and CX
leads; where it was said is its logger's to know. Outsiders see nothing at all."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from structlog.testing import capture_logs

from bot.usecases.acknowledge_issue import acknowledge_issue
from bot.usecases.end_issue import resolve_issue
from bot.usecases.hand_over import hand_over
from bot.usecases.log_observation import NewObservation, log_observation
from bot.usecases.open_issue import stand_behind
from bot.usecases.render_card import render_card
from handlers.inbound import Kind
from storage.books import Books
from storage.tables import Card, SQLModel
from tests.security.company import PEOPLE, PRIVATE, WORDS, Company
from tests.security.presses import presses
from tests.security.pressing import Press, inbound

READERS = {"reporter", "owner", "escalated", "CX lead"}
PLACE = "D0RITA"
OUTSIDERS = ("guest", "deactivated", "bot", "Slack Connect")
ANSWERS = ("survey_press", "survey_answer", "survey_follow_up")
ASKED = ("guest", "Slack Connect")
"""A survey may be answered by whoever of them was asked."""

pytestmark = pytest.mark.asyncio(loop_scope="module")


def looks(firm: Company) -> Iterator[Press]:
    """Every way to look at something."""
    typed = (
        "issues",
        "issues open",
        "issue 5",
        "customer Quorvex",
        "search whispered",
        "search it",
    )
    for text in typed:
        yield Press(Kind.COMMAND, "/cx", {"command": "/cx", "text": text})
    values = {
        "issue_show": firm.ids.private,
        "digest_records": f"{firm.ids.digest}:heard:0",
        "history_page_on": f"1 {firm.ids.private}",
        "issues_page_on": "5 ",
        "customer_page_on": f"0 {firm.ids.customer}",
        "search_page_on": "0 it",
    }
    for name, value in values.items():
        actions = [{"action_id": name, "value": str(value)}]
        yield Press(Kind.ACTION, name, {"actions": actions})
    for press in presses(firm.ids):
        if press.name == "app_home_opened":
            yield press


@pytest.mark.parametrize("part", PEOPLE)
async def test_private_words_are_shown_to_those_who_may_read_them(part: str, firm: Company) -> None:
    shown = [(await firm.serve(inbound(firm, part, press))).said for press in looks(firm)]
    assert any(PRIVATE in said for said in shown) == (part in READERS)
    assert any(f"/archives/{PLACE}" in said for said in shown) == (part == "reporter")
    if part != "reporter":
        assert not any(PLACE in said for said in shown)


async def test_no_message_to_anybody_else_holds_them(firm: Company) -> None:
    """The issue goes from hand to hand, gets a second reporter, and is resolved."""

    def work(books: Books) -> dict[str, str]:
        issue = books.issues.get(firm.ids.private)
        assert issue is not None
        acknowledge_issue(books, firm.desk, issue, PEOPLE["owner"])
        for part in ("member", "touchpoint owner"):
            hand_over(books, firm.desk, issue, PEOPLE[part], by=PEOPLE["CX lead"], note="")
        new = NewObservation("Me too", customer="Quorvex", follow_up=False)
        row = log_observation(books, firm.desk, PEOPLE["deputy"], new).observation
        second = books.observations.get(row.id)
        assert second is not None
        second.follow_up = True
        stand_behind(books, issue, second)
        books.session.flush()
        resolve_issue(books, firm.desk, issue, "It doesn't.", PEOPLE["touchpoint owner"])
        books.session.flush()
        return {
            f"{card.kind} {card.person} {card.id}": json.dumps(
                render_card(books, card, firm.desk.now), ensure_ascii=False
            )
            for card in all_cards(books)
        }

    shown = await firm.do(work)
    may_read = {PEOPLE[part] for part in ("reporter", "CX lead", "touchpoint owner", "escalated")}
    told = {name: text for name, text in shown.items() if PRIVATE in text}
    assert told, "the owner and the reporter do read them"
    assert {name.split()[1] for name in told} <= may_read
    places = {name.split()[1] for name, text in shown.items() if PLACE in text}
    assert places <= {PEOPLE["reporter"]}
    assert {PEOPLE["deputy"], PEOPLE["member"], PEOPLE["owner"]} <= {
        name.split()[1] for name in shown
    }


def all_cards(books: Books) -> list[Card]:
    table = SQLModel.metadata.tables["card"]
    ids = books.session.execute(table.select().with_only_columns(table.c.id)).scalars()
    cards = (books.cards.get(card_id) for card_id in ids)
    return [card for card in cards if card is not None]


@pytest.mark.parametrize("part", OUTSIDERS)
async def test_an_outsider_is_shown_nothing_of_the_company(part: str, firm: Company) -> None:
    for press in [*looks(firm), *presses(firm.ids)]:
        sent = inbound(firm, part, press)
        outcome = await firm.serve(sent)
        answers = press.name in ANSWERS and part in ASKED
        assert outcome.changed == answers, press
        seen = [word for word in (*WORDS, PRIVATE) if word in outcome.said]
        assert [word for word in seen if word not in sent.text] == [], press


async def test_the_log_holds_no_words_and_no_token(firm: Company) -> None:
    with capture_logs() as logs:
        for part in ("reporter", "member", "guest", "Slack Connect"):
            for press in [*looks(firm), *presses(firm.ids)]:
                await firm.serve(inbound(firm, part, press))
    said = json.dumps(logs, default=str, ensure_ascii=False)
    for secret in (*WORDS, PRIVATE, "It broke", firm.sandbox.bot_token):
        assert secret not in said


async def test_a_reporter_who_hid_stays_hidden_from_everybody_else(firm: Company) -> None:
    def hide(books: Books) -> None:
        for row in books.observations.behind(firm.ids.private):
            row.reporter_hidden = True
            books.session.add(row)

    await firm.do(hide)
    press = Press(
        Kind.ACTION,
        "issue_show",
        {"actions": [{"action_id": "issue_show", "value": str(firm.ids.private)}]},
    )
    for part in ("owner", "CX lead", "member", "escalated"):
        async with firm.watched(keep=True) as watch:
            await firm.app.gate.serve(inbound(firm, part, press))
        assert PEOPLE["reporter"] not in watch.said
    async with firm.watched(keep=True) as watch:
        await firm.app.gate.serve(inbound(firm, "reporter", press))
    assert PEOPLE["reporter"] in watch.said
