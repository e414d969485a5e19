"""What was typed in another way than it is understood: each answer says what would do."""

from __future__ import annotations

import pytest

from tests.support.inside import Inside


async def test_a_space_after_the_colon_is_asked_about(firm: Inside) -> None:
    answer = await firm.cx(firm.priya, "log It broke again customer: Acme")
    assert "Did you mean “customer:Acme”, without the space?" in answer.text
    assert "“customer: Acme” stands in the words" in answer.text
    both = await firm.cx(firm.priya, "log It broke customer: Acme customer:Blue")
    assert "without the space" not in both.text


async def test_nothing_is_lost_is_said_once_for_several_wrong_options(firm: Inside) -> None:
    answer = await firm.cx(firm.priya, "log It broke touchpoint:zzz feeling:zzz severity:zzz")
    assert answer.text.count("I don't know the") == 3
    assert answer.text.count("Nothing is lost") == 1


@pytest.mark.parametrize(
    ("command", "line", "said"),
    [
        ("/cx", "issues bogus", "There are *mine*, *open*, *overdue*, *unowned*."),
        ("/cx", "issues touchpoint:zzz", "`/cx touchpoints` lists them all"),
        ("/cx", "issues touchpoint:bilings", "Did you mean *Billing &amp; invoices*?"),
        ("/cx", "touchpoint edit zzz", "`/cx touchpoints` lists them all"),
        ("/cx", "issue abc", "“abc” is no number. Which one? Write its number"),
        ("/cx", "issue", "as in `/cx issue 42`; `/cx issues` shows the numbers."),
        ("/cx", "issue 99", "I can't find an issue “99”"),
        ("/survey", "close", "as in `/survey close 7`; `/survey list` shows the numbers."),
        ("/survey", "record", "as in `/survey record 7`"),
        ("/survey", "results", "as in `/survey results 7`"),
        ("/survey", "results 99", "no micro-survey #99. `/survey list` shows yours."),
        ("/survey", "close #99", "no micro-survey #99. `/survey list` shows yours."),
        ("/survey", "record 99", "no micro-survey #99. `/survey list` shows yours."),
    ],
)
async def test_a_refusal_says_what_would_do_and_carries_no_bare_command_back(
    firm: Inside, command: str, line: str, said: str
) -> None:
    await firm.press(firm.lena, await firm.cx(firm.lena, "touchpoints"), "catalogue_starter")
    answer = await firm.lena.slash(command, line)
    assert said in answer.text
    assert "Nothing is lost" not in answer.text


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
