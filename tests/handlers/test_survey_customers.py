"""Surveys for customers, from Slack: recorded, linked, and their results."""

from __future__ import annotations

import re
from typing import Any

import httpx
import pytest

from bot.domain.wave import Given
from bot.sandbox import Person
from bot.sandbox.answers import Answer, all_text
from tests.support.inside import Inside, modal_text
from tests.support.office import MONDAY
from tests.support.surveys import begin


@pytest.fixture
async def wave(firm: Inside) -> int:
    """Lena asks customers for an NPS."""
    row = await _do(firm, lambda books: begin(books, MONDAY, author=firm.lena.id))
    return row.id or 0


async def _do(firm: Inside, work: Any) -> Any:
    return await firm.app.storage.write(next(iter(firm.app.clients.teams())), work)


async def survey(firm: Inside, person: Person, text: str) -> Answer:
    firm.general.members.add(person.id)
    answer = await person.slash("/survey", text, channel=firm.general)
    await firm.app.gate.drain()
    return answer


async def _answers(firm: Inside, wave: int) -> list[tuple[Given, dict[int, str]]]:
    found: list[tuple[Given, dict[int, str]]] = await _do(
        firm,
        lambda books: [
            (row.given, books.responses.answers(row))
            for row in books.responses.in_wave(books.surveys.wave(wave))
        ],
    )
    return found


async def test_a_colleague_records_in_one_line(firm: Inside, wave: int) -> None:
    said = await survey(firm, firm.sam, '1 record customer:"Acme Corp" score:9 "Quick: no waiting"')
    assert "I don't know the kind of survey" in said.text
    said = await survey(firm, firm.sam, "record 1 customer:“Acme Corp” score:9 “Quick: no waiting”")
    assert "*Acme Corp* answered “9”" in said.text
    assert await _answers(firm, wave) == [(Given.RECORDED, {0: "9", 9: "Quick: no waiting"})]


async def test_what_is_missing_opens_the_form_with_the_line_in_it(firm: Inside, wave: int) -> None:
    await survey(firm, firm.sam, "record 1 customer:Acme They like it")
    assert "They like it" in modal_text(firm.sam)
    assert "Acme" in modal_text(firm.sam)
    await firm.fill_in(firm.sam, Answer="10 of 10, extremely likely")
    assert "answered “10”" in modal_text(firm.sam)
    assert await _answers(firm, wave) == [(Given.RECORDED, {0: "10", 9: "They like it"})]


@pytest.mark.parametrize("typed", ["9", "9/10", "9 of 10"])
async def test_the_score_of_the_line_is_chosen_in_the_form(
    firm: Inside, wave: int, typed: str
) -> None:
    await survey(firm, firm.sam, f'record 1 score:"{typed}" They like it')
    await firm.sam.fill("Customer", "Add “Acme”", typed="Acme")
    await firm.sam.submit()
    await firm.app.gate.drain()
    assert await _answers(firm, wave) == [(Given.RECORDED, {0: "9", 9: "They like it"})]


async def test_a_low_score_says_that_an_issue_is_open(firm: Inside, wave: int) -> None:
    said = await survey(firm, firm.sam, "record 1 customer:Acme score:2 It ate the file")
    assert "in issue #1" in said.text
    assert "It ate the file" in (await firm.cx(firm.sam, "issue 1")).text


async def test_what_can_not_be_recorded_carries_the_words_back(firm: Inside, wave: int) -> None:
    said = await survey(firm, firm.sam, "record 1 customer:Acme score:12 They like it")
    assert "a whole number from 0 to 10" in said.text
    assert "They like it" in said.text
    said = await survey(firm, firm.sam, "record 99 customer:A score:1 They left")
    assert "There is no micro-survey #99" in said.text
    assert "They left" in said.text


async def test_the_list_shows_everybody_where_answers_can_be_recorded(
    firm: Inside, wave: int
) -> None:
    said = await survey(firm, firm.sam, "list")
    assert "Record a customer's answer" in said.text
    assert "Close now" not in said.text
    await firm.press(firm.sam, said, "Record a customer's answer")
    assert "Who answered?" in modal_text(firm.sam)


async def test_a_survey_for_customers_says_that_it_is_open_and_how_answers_come(
    firm: Inside,
) -> None:
    await firm.lena.shortcut("new_survey")
    assert "User groups" in modal_text(firm.lena)
    await firm.lena.choose(
        firm.lena.modal or {}, "Who is asked", "Customers: you record, or they open a link"
    )
    await firm.app.gate.drain()
    shown = modal_text(firm.lena).splitlines()
    assert not {"Channel", "People", "User groups", "How many of them"} & set(shown)
    await firm.lena.fill("Question", "Would you recommend us?")
    await firm.fill_in(firm.lena)
    assert "Your name is stored" not in modal_text(firm.lena)
    await firm.fill_in(firm.lena)
    assert "is open until" in modal_text(firm.lena)
    assert "on its way" not in modal_text(firm.lena)
    await firm.press(firm.lena, firm.lena.modal or {}, "Record a customer's answer")
    assert "Who answered?" in modal_text(firm.lena)


async def test_a_link_is_made_in_slack_and_answered_in_a_browser(firm: Inside, wave: int) -> None:
    said = await survey(firm, firm.lena, "list")
    await firm.press(firm.lena, said, "Copy a link")
    await firm.lena.fill("Customer", "Add “Acme”", typed="Acme")
    await firm.lena.fill("Who is asked?", "Ann Lee")
    await firm.fill_in(firm.lena)
    address = re.search(r"http\S+/s/[\w-]{38}", modal_text(firm.lena))
    assert address
    assert "Ann Lee, Acme" in modal_text(firm.lena)
    async with httpx.AsyncClient() as browser:
        page = await browser.get(address[0])
        seen = re.findall(r'name="(seal|seen)" value="(\w*)"', page.text)
        sent = await browser.post(address[0], data={**dict(seen), "q0": "4"})
    assert sent.status_code == 303
    assert await _answers(firm, wave) == [(Given.SELF, {0: "4"})]
    refused = await survey(firm, firm.sam, "record 1 customer:Acme score:9 They love it")
    assert "Stored" in refused.text  # of the customer, not of Ann


async def test_a_self_given_answer_stays_and_what_was_told_can_be_logged(
    firm: Inside, wave: int
) -> None:
    await survey(firm, firm.sam, "record 1 customer:Acme score:9")

    def give(books: Any) -> None:
        [row] = books.responses.in_wave(books.surveys.wave(wave))
        row.given = Given.SELF
        books.session.add(row)

    await _do(firm, give)
    said = await survey(firm, firm.sam, "record 1 customer:Acme score:2 They hate it")
    assert "has answered by themselves" in said.text
    await firm.press(firm.sam, said, "Log an observation")
    assert "They hate it" in modal_text(firm.sam)
    assert await _answers(firm, wave) == [(Given.SELF, {0: "9"})]


async def test_only_who_manages_a_survey_hands_out_open_links(firm: Inside, wave: int) -> None:
    said = await survey(firm, firm.sam, "list")
    await firm.press(firm.sam, said, "Copy a link")
    assert "open link" not in modal_text(firm.sam)
    said = await survey(firm, firm.lena, "list")
    await firm.press(firm.lena, said, "Copy a link")
    assert "open link" in modal_text(firm.lena)
    await firm.fill_in(firm.lena)
    assert "For whoever has it" in modal_text(firm.lena)


async def test_results_are_shown_at_once_and_sent_with_pictures(firm: Inside, wave: int) -> None:
    for name, score in zip("ABCDEF", (9, 10, 9, 3, 8, 9), strict=True):
        await survey(firm, firm.sam, f"record 1 customer:{name} score:{score}")
    said = await survey(firm, firm.lena, "results 1")
    assert "NPS *+50*, rough" in said.text
    assert "recorded by colleagues" in said.text
    assert "Only its author or a CX lead" in (await survey(firm, firm.sam, "results 1")).text
    await firm.press(firm.lena, said, "Send it to my DM")
    await firm.send()
    card = firm.lena.dm[-1]
    assert "NPS *+50*" in all_text(card)
    assert "Promoters" in all_text(card)  # what the picture says


async def test_who_closes_it_twice_is_told_what_became_of_it(firm: Inside, wave: int) -> None:
    assert "Closed" in (await survey(firm, firm.lena, "close 1")).text
    said = await survey(firm, firm.lena, "close 1")
    assert said.text == "Survey 1 is closed already. `/survey results 1` shows what it says."
    said = await survey(firm, firm.sam, "record 1 customer:Acme score:9 They like it")
    assert "takes no more answers" in said.text
    assert "They like it" in said.text
