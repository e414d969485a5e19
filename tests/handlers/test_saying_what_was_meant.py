"""What was typed in another way than it is understood: each answer says what would do."""

from __future__ import annotations

import json
from itertools import product

import pytest

from bot.domain.vocabulary import Feeling, Severity
from bot.sandbox.answers import Answer
from storage.books import Books
from tests.support.inside import Inside

MEANT = ("Yes", "Use it", "Data import")
"""What somebody presses who meant what is offered."""


def labels(answer: Answer) -> list[str]:
    """The buttons under an answer."""
    shown = answer.message or answer.replies[-1]
    rows = [block for block in shown["blocks"] if block["type"] == "actions"]
    return [element["text"]["text"] for row in rows for element in row["elements"]]


async def customers(firm: Inside) -> list[str]:
    (team,) = firm.app.clients.teams()
    return sorted(await firm.app.storage.read(team, lambda books: books.customers.names()))


async def logged_last(firm: Inside) -> tuple[str, str | None, str | None, object, Severity]:
    """Of the newest observation: words, customer, touchpoint, feeling, severity."""

    def find(books: Books) -> tuple[str, str | None, str | None, object, Severity]:
        (row,) = books.observations.of_reporter(firm.priya.id, limit=1)
        touchpoint = books.catalogue.touchpoint(row.touchpoint_id)
        customer = books.customers.name(row.customer_id)
        place = touchpoint.name if touchpoint else None
        return row.words, customer, place, row.feeling, row.severity

    (team,) = firm.app.clients.teams()
    return await firm.app.storage.read(team, find)


async def test_a_space_after_the_colon_is_asked_about(firm: Inside) -> None:
    answer = await firm.cx(firm.priya, "log It broke again customer: Acme")
    assert "“customer: Acme” stands in the words. Did you mean “customer:Acme”?" in answer.text
    both = await firm.cx(firm.priya, "log It broke customer: Acme customer:Blue")
    assert "Did you mean" not in both.text


@pytest.mark.parametrize("typed", ['customer:""', 'customer:"Acme', "customer:, feeling:angry"])
async def test_a_key_without_a_value_is_named_for_what_it_is(firm: Inside, typed: str) -> None:
    answer = await firm.cx(firm.priya, f"log It broke {typed}")
    said = "“customer:” stands in the words: nothing is behind it, or its quotes never close."
    assert said in answer.text


async def test_what_nothing_comes_near_is_named_in_one_line_and_leaves_no_button(
    firm: Inside,
) -> None:
    answer = await firm.cx(firm.priya, "log It broke touchpoint:zzz feeling:zzz severity:qqq")
    said = "I don't know the touchpoint “zzz”, the feeling “zzz”, the severity “qqq”."
    assert said in answer.text
    assert answer.text.count("Nothing is lost") == 1
    assert labels(answer) == ["Edit", "Undo"]


TYPOS = (
    "log It ate the file and said nothing custmer:Acmee touchpoint:inport feeling:angy "
    "severity: hgh"
)


async def test_a_line_full_of_slips_is_set_right_by_one_question_after_the_other(
    firm: Inside,
) -> None:
    await firm.press(firm.lena, await firm.cx(firm.lena, "touchpoints"), "catalogue_starter")
    await firm.cx(firm.priya, "log All is well customer:Acme")
    answer = await firm.cx(firm.priya, TYPOS)
    asked = []
    while question := next((each for each in labels(answer) if each in MEANT), None):
        assert len(labels(answer)) <= 5
        asked.append(question)
        answer = await firm.press(firm.priya, answer, question)
    assert len(asked) == 6
    assert await logged_last(firm) == (
        "It ate the file and said nothing",
        "Acme",
        "Data import",
        Feeling.ANGRY,
        Severity.HIGH,
    )


@pytest.mark.parametrize("more", ["", " feeling:angry"])
async def test_a_slip_that_was_set_right_leaves_no_customer_behind(firm: Inside, more: str) -> None:
    await firm.cx(firm.priya, "log All is well customer:Acme")
    answer = await firm.cx(firm.priya, f"log It broke customer:Acmee{more}")
    assert "*Acmee* is new here and was added. Did you mean *Acme*?" in answer.text
    await firm.press(firm.priya, answer, "Use it")
    assert await customers(firm) == ["Acme"]
    twice = await firm.cx(firm.priya, "log It broke customer:Acmee")
    await firm.cx(firm.priya, "log It broke once more customer:Acmee")
    await firm.press(firm.priya, twice, "Use it")
    assert await customers(firm) == ["Acme", "Acmee"]


async def test_what_is_left_stays_as_it_was_stored_and_the_next_question_comes(
    firm: Inside,
) -> None:
    await firm.press(firm.lena, await firm.cx(firm.lena, "touchpoints"), "catalogue_starter")
    answer = await firm.cx(firm.priya, "log It broke custmer:Acme feeling:angy")
    answer = await firm.press(firm.priya, answer, "No")
    assert "I don't know the feeling “angy”. Did you mean *Angry*?" in answer.text
    answer = await firm.press(firm.priya, answer, "Leave it out")
    assert labels(answer) == ["Edit", "Undo"]
    words, customer, _, feeling, _ = await logged_last(firm)
    assert (words, customer, feeling) == ("It broke custmer:Acme", None, None)


async def test_everything_that_was_left_out_is_named_at_once(firm: Inside) -> None:
    """Who presses nothing has lost nothing: what was typed stands nowhere else."""
    await firm.press(firm.lena, await firm.cx(firm.lena, "touchpoints"), "catalogue_starter")
    far = "x" * 300
    line = f'log It broke touchpoint:inport feeling:angy severity:zz source:"{far} call"'
    answer = await firm.cx(firm.priya, line)
    assert "I don't know the touchpoint “inport”" in answer.text
    assert "Then I'd ask about the feeling “angy”." in answer.text
    assert f"I don't know the severity “zz”, the source “{far} call”." in answer.text
    long = await firm.cx(firm.priya, f'log It broke custmer:"{far}"')
    assert labels(long) == ["Edit", "Undo"]


EMOJI, BACKSLASH = "\U0001f600", "\\"


MUCH = (f"{' ' * 1900}x", "x" * 1790, f"'{'x' * 950}'", f"'{EMOJI * 300}'", f"'{BACKSLASH * 480}'")


async def test_however_much_was_typed_the_answer_comes_and_each_of_its_buttons_works(
    firm: Inside,
) -> None:
    """An answer that Slack refuses fails where the company is taken down."""
    for key, value in product(("custmer", "touchpoint", "feling", "source"), MUCH):
        answer = await firm.cx(firm.priya, f"log It broke {key}:{value} folowup:'{EMOJI * 200}'")
        assert "Got it." in answer.text
        if "Yes" in labels(answer):
            answer = await firm.press(firm.priya, answer, "Yes")
            assert "Got it." in answer.text
    keys = ("custmer", "touchpont", "feling", "severty", "sorce", "folowup")
    line = " ".join(f"{key}:'{EMOJI * 79}'" for key in keys)
    answer = await firm.cx(firm.priya, f"log It broke {line}")
    while "Yes" in labels(answer):
        answer = await firm.press(firm.priya, answer, "Yes")
    assert "Got it." in answer.text


async def test_a_customer_that_is_gone_again_takes_nobody_s_place(firm: Inside) -> None:
    await firm.cx(firm.sam, "log It broke customer:Globex")
    theirs = await firm.cx(firm.sam, "log It broke customer:Globexx")
    ours = await firm.cx(firm.priya, "log It broke customer:Globexy")
    await firm.press(firm.sam, theirs, "Use it")
    answer = await firm.press(firm.priya, ours, "Globexx")
    assert "I can't find that customer. It may be gone." in answer.text
    assert (await logged_last(firm))[1] == "Globexy"
    await firm.cx(firm.lena, "log It broke customer:Zebra")
    await firm.press(firm.priya, ours, "Globexx")
    assert (await logged_last(firm))[1] == "Globexy"
    await firm.press(firm.priya, ours, "Globex")
    again = await firm.press(firm.priya, ours, "Globex")
    assert "Got it. *Globex*." in again.text
    assert await customers(firm) == ["Globex", "Zebra"]


async def test_a_modal_says_so_where_its_customer_is_gone_and_names_no_other(firm: Inside) -> None:
    await firm.cx(firm.sam, "log It broke customer:Globex")
    theirs = await firm.cx(firm.sam, "log It broke customer:Globexx")
    await firm.priya.slash("/cx")
    await firm.priya.fill("What did the customer say or do?", "It broke again")
    await firm.priya.fill("Customer", "Globexx", typed="globexx")
    await firm.press(firm.sam, theirs, "Use it")
    await firm.cx(firm.lena, "log It broke customer:Zebra")
    answer = await firm.priya.submit()
    assert list(answer.errors.values()) == ["I can't find that customer. It may be gone."]
    await firm.priya.fill("Customer", "Globex", typed="globex")
    await firm.priya.submit()
    assert (await logged_last(firm))[:2] == ("It broke again", "Globex")


async def test_card_digits_in_an_option_are_masked_like_those_in_words(firm: Inside) -> None:
    card, masked = "4111111111111111", "••••••••••••1111"
    for key in ("custmer", "customer", "touchpoint", "customer: "):
        piece = f"{key}{card}" if ":" in key else f"{key}:{card}"
        answer = await firm.cx(firm.priya, f"log It broke {piece} and again")
        assert card not in str(answer.message)
        assert "I stored the card number masked" in answer.text
        if "Yes" in labels(answer):
            answer = await firm.press(firm.priya, answer, "Yes")
            assert card not in str(answer.message)
            assert (await logged_last(firm))[:2] == ("It broke and again", masked)
    assert await customers(firm) == [masked]


async def test_no_follow_up_is_what_no_means(firm: Inside) -> None:
    answer = await firm.cx(firm.priya, "log It broke feeling:angry followup:nah")
    assert "Did you mean *yes*?" in answer.text
    answer = await firm.press(firm.priya, answer, "no")
    assert "It counts from now on." in answer.text


async def test_who_typed_no_is_not_asked_whether_someone_should_answer(firm: Inside) -> None:
    said = "log They are furious that it broke again"
    answer = await firm.cx(firm.priya, said)
    assert "Should someone answer?" in answer.text, "the guess calls for it"
    assert '"primary"' in json.dumps(answer.message)
    answer = await firm.cx(firm.priya, f"{said} followup:no")
    assert "It counts from now on." in answer.text
    assert labels(answer) == ["Needs a follow-up", "Edit", "Undo"]
    assert '"primary"' not in json.dumps(answer.message)


@pytest.mark.parametrize("said", ["feeling:angy followup:no", "followup: no feeling:angy"])
async def test_what_is_set_right_afterwards_asks_nobody_where_no_was_typed(
    firm: Inside, said: str
) -> None:
    answer = await firm.cx(firm.priya, f"log It broke {said} severity:hgh")
    while question := next((each for each in labels(answer) if each in MEANT), None):
        answer = await firm.press(firm.priya, answer, question)
    assert "Got it. Angry. It counts from now on." in answer.text
    assert (await logged_last(firm))[3:] == (Feeling.ANGRY, Severity.HIGH)
    assert "none" in (await firm.cx(firm.priya, "issues")).text


async def test_no_stands_whatever_is_pressed_next(firm: Inside) -> None:
    await firm.press(firm.lena, await firm.cx(firm.lena, "touchpoints"), "catalogue_starter")
    line = "log They are furious that the csv import broke touchpoint:bilings followup:no"
    answer = await firm.cx(firm.priya, line)
    for label in ("Leave it out", "Yes, Data import"):
        answer = await firm.press(firm.priya, answer, label)
        assert "It counts from now on." in answer.text
        assert '"primary"' not in json.dumps(answer.replies[-1])


async def test_what_is_not_clear_is_still_asked_after_another_button(firm: Inside) -> None:
    line = "log They are furious that it broke source:emial severity:hgh followup:no"
    answer = await firm.cx(firm.priya, line)
    answer = await firm.press(firm.priya, answer, "Needs a follow-up")
    assert "I don't know the severity “hgh”. Did you mean *High*?" in answer.text
    assert "Then I'd ask about the source “emial”." in answer.text


async def test_a_guest_is_not_asked_about_customers_that_others_named(firm: Inside) -> None:
    ida = firm.sandbox.add_person("Ida", guest=True)
    await firm.cx(firm.priya, "log All is well customer:Acme")
    (team,) = firm.app.clients.teams()
    await firm.app.storage.write(team, lambda books: books.people.add_lead(firm.lena.id))
    await firm.cx(firm.lena, "settings")
    await firm.fill_in(firm.lena, Guests=["Guests may log"])
    answer = await firm.cx(ida, "log It broke customer:Acmee")
    assert "Acme*" not in answer.text
    assert labels(answer) == ["Edit", "Undo"]


SAID = {
    "/cx issues bogus": "It can be *mine*, *open*, *overdue* or *unowned*.",
    "/cx report 30x": "period “30x”. It can be *7d*, *30d*, *90d* or *2026-Q3*.",
    "/cx report area:tec": "the area “tec”. Did you mean *Technology*?",
    "/cx report area:zzz": "It can be *Marketing*, *Sales*, *Technology*,",
    "/cx export sheep": "It can be *observations*, *issues*, *responses* or *all*.",
    "/cx export isues": "Did you mean *issues*? It can be",
    "/survey zzz": "It can be *nps*, *csat*, *ces*,",
    "/survey resluts": "Did you mean *results*?",
    "/cx issues touchpoint:zzz": "`/cx touchpoints` lists them all",
    "/cx issues touchpoint:bilings": "Did you mean *Billing &amp; invoices*?",
    "/cx touchpoint edit zzz": "`/cx touchpoints` lists them all",
    "/cx issue abc": "“abc” is no number. Which one? Write its number",
    "/cx issue": "as in `/cx issue 42`; `/cx issues` shows the numbers.",
    "/cx issue 99": "I can't find an issue “99”",
    "/survey close": "as in `/survey close 7`; `/survey list` shows the numbers.",
    "/survey record": "as in `/survey record 7`",
    "/survey results": "as in `/survey results 7`",
    "/survey results 99": "no micro-survey #99. `/survey list` shows yours.",
    "/survey close #99": "no micro-survey #99. `/survey list` shows yours.",
    "/survey record 99": "no micro-survey #99. `/survey list` shows yours.",
}


async def test_a_refusal_says_what_would_do_and_carries_no_bare_command_back(firm: Inside) -> None:
    await firm.press(firm.lena, await firm.cx(firm.lena, "touchpoints"), "catalogue_starter")
    for line, said in SAID.items():
        command, _, text = line.partition(" ")
        answer = await firm.lena.slash(command, text)
        assert said in answer.text, line
        assert "Nothing is lost" not in answer.text, line


@pytest.mark.parametrize(
    ("command", "line"),
    [
        ("/cx", "It broke and nobody said a word"),
        ("/survey", 'record customer:Acme score:3 "It broke"'),
        ("/cx", "issues open It broke"),
    ],
)
async def test_words_are_carried_back(firm: Inside, command: str, line: str) -> None:
    answer = await firm.lena.slash(command, line)
    assert "Nothing is lost. You wrote:" in answer.text
    assert "It broke" in answer.text


async def test_survey_help_is_a_screen_of_its_own(firm: Inside) -> None:
    answer = await firm.sam.slash("/survey", "help")
    assert "/survey list" in answer.text
    assert "Nothing is lost" not in answer.text
