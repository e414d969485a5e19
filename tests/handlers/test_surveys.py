"""A survey from the typed line to its close, through the real gate and the strict stand-in."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bot.sandbox.answers import Answer, all_text
from bot.sandbox.person import Person
from storage.books import Books
from tests.support.inside import Inside, inside, modal_text

TEAM = "T0EARSHOT"


async def survey(it: Inside, person: Person, line: str, *, here: bool = True) -> Answer:
    """`/survey …`, what follows its acknowledgement, and what is sent then."""
    answer = await person.slash("/survey", line, channel=it.general if here else None)
    await it.app.gate.drain()
    await it.send()
    return answer


def in_channel(it: Inside) -> dict[str, Any]:
    """The only survey in the channel."""
    [message] = [each for each in it.sandbox.messages(it.general) if "thread_ts" not in each]
    return message


def last(person: Person) -> dict[str, Any]:
    return person.dm[-1]


async def answers(it: Inside, number: int = 1) -> dict[str, dict[int, str]]:
    """Named answers by voter and part."""

    def work(books: Books) -> dict[str, dict[int, str]]:
        wave = books.surveys.numbered(number)
        assert wave is not None
        return {row.voter: books.responses.answers(row) for row in books.responses.in_wave(wave)}

    return await it.app.storage.read(TEAM, work)


@pytest.fixture(autouse=True)
def _keys(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EARSHOT_KEY_DIR", str(tmp_path / "keys"))


async def test_one_line_asks_the_channel_and_one_click_answers(migrated_url: str) -> None:
    async with inside(migrated_url) as it:
        answer = await survey(it, it.lena, "nps")
        assert "Survey 1 is on its way" in answer.text
        message = in_channel(it)
        assert "How likely are you to recommend" in all_text(message)
        await it.press(it.sam, message, "9")
        assert "You answered 9. Thank you." in all_text(it.sam.ephemerals(it.general)[-1])
        await it.press(it.sam, message, "2")
        await it.press(it.priya, message, "10")
        assert await answers(it) == {it.sam.id: {0: "2"}, it.priya.id: {0: "10"}}
        await it.send()
        assert "2 of 3 answered." in all_text(in_channel(it))


async def test_the_reason_is_asked_after_a_score_and_stored_with_it(migrated_url: str) -> None:
    async with inside(migrated_url) as it:
        await survey(it, it.lena, 'csat "How satisfied were you with lunch?"')
        await it.press(it.sam, in_channel(it), "4")
        await it.press(it.sam, it.sam.ephemerals(it.general)[-1], "Say why")
        await it.sam.fill("What's the main reason?", "The soup.")
        await it.sam.submit()
        assert "Your reason is stored" in modal_text(it.sam)
        assert await answers(it) == {it.sam.id: {0: "4", 9: "The soup."}}


async def test_a_dm_shows_what_was_answered_and_can_be_changed(migrated_url: str) -> None:
    async with inside(migrated_url) as it:
        await survey(it, it.lena, "yesno to:@Sam")
        await it.press(it.sam, last(it.sam), "Yes")
        assert "You answered “Yes”. Thank you." in all_text(last(it.sam))
        await it.press(it.sam, last(it.sam), "No")
        assert await answers(it) == {it.sam.id: {0: "no"}}


async def test_nobody_gets_two_surveys_within_seven_days(migrated_url: str) -> None:
    async with inside(migrated_url) as it:
        await survey(it, it.lena, "yesno to:@Sam")
        before = len(it.sam.dm)
        await survey(it, it.priya, 'text "What now?" to:"@Sam @Lena"')
        assert len(it.sam.dm) == before
        assert "1 kept out" in all_text(last(it.priya))
        assert "Sent to 0 of 1" in all_text(last(it.priya))


async def test_what_is_missing_opens_the_modal_with_the_line_kept(migrated_url: str) -> None:
    async with inside(migrated_url) as it:
        await survey(it, it.lena, "csat anonymous:yes closes:2w")
        assert "What is asked about?" in modal_text(it.lena)
        assert "How satisfied were you with {thing}?" in str(it.lena.modal)
        await it.lena.fill("Question", "How satisfied were you with the move?")
        await it.lena.submit()
        assert "A preview: press it, nothing is stored." in modal_text(it.lena)
        await it.press(it.lena, it.lena.modal or {}, "4")
        assert "Counted. Thank you." in modal_text(it.lena)
        await it.lena.submit()
        await it.app.gate.drain()
        await it.send()
        assert "Anonymous: your answer is kept" in all_text(in_channel(it))


async def test_a_question_that_is_too_long_stands_whole_in_the_form(migrated_url: str) -> None:
    async with inside(migrated_url) as it:
        question = "Was it easy, " * 30 + "and is this the end of it?"
        await survey(it, it.lena, f'nps "{question}"')
        assert "At most 300 characters" in modal_text(it.lena)
        assert question in modal_text(it.lena)
        refused = await it.lena.submit()
        assert "At most 300 characters" in str(refused.errors)
        await it.lena.fill("Question", "Was it easy?")
        await it.lena.submit()
        assert "A preview" in modal_text(it.lena)


async def test_a_place_that_is_not_known_is_all_that_is_said_of_the_place(
    migrated_url: str,
) -> None:
    async with inside(migrated_url) as it:
        await survey(it, it.lena, "nps to:#nowhere")
        assert "I don't know the place or person" in modal_text(it.lena)
        assert "This is no channel" not in modal_text(it.lena)


async def test_one_bare_word_is_asked_of_nobody_before_the_form_was_seen(migrated_url: str) -> None:
    async with inside(migrated_url) as it:
        await survey(it, it.lena, "nps here")
        assert "Nothing is sent yet" in modal_text(it.lena)
        assert "'initial_value': 'here'" in str(it.lena.modal)
        assert it.sandbox.messages(it.general) == []


async def test_what_is_carried_back_says_names_as_they_were_typed(migrated_url: str) -> None:
    async with inside(migrated_url) as it:
        answer = await survey(it, it.lena, "nsp to:#general for @Sam & <all>")
        assert "nsp to:#general for @sam & <all>" in answer.text
        answer = await survey(it, it.lena, 'record 99 customer:Acme score:9 "@Sam was kind"')
        assert "@sam was kind" in answer.text
        assert it.sam.id not in answer.text


async def test_a_channel_without_earshot_opens_the_modal(migrated_url: str) -> None:
    async with inside(migrated_url) as it:
        it.sandbox.add_channel("elsewhere", app_in=False)
        await survey(it, it.lena, "nps to:#elsewhere")
        assert "/invite @Earshot" in modal_text(it.lena)


async def test_a_dm_asks_nobody_and_the_form_says_so(migrated_url: str) -> None:
    async with inside(migrated_url) as it:
        await it.lena.slash("/survey", "csat", channel=it.lena.dm_channel)
        said = modal_text(it.lena)
        assert "“{thing}” still stands in the question" in said
        assert "there is nobody here to ask" in said
        assert "This is needed." not in said


async def test_an_anonymous_answer_is_final_and_thanked_for_without_a_word_of_it(
    migrated_url: str,
) -> None:
    async with inside(migrated_url) as it:
        await survey(it, it.lena, "nps anonymous:yes")
        message = in_channel(it)
        await it.press(it.sam, message, "9")
        assert all_text(it.sam.ephemerals(it.general)[-1]).strip().endswith("Counted. Thank you.")
        await it.press(it.sam, message, "3")
        assert "final once sent" in all_text(it.sam.ephemerals(it.general)[-1])
        assert await answers(it) == {}


async def test_a_survey_that_is_closed_takes_no_more_and_says_so(migrated_url: str) -> None:
    async with inside(migrated_url) as it:
        await survey(it, it.lena, "nps")
        message = in_channel(it)
        await it.press(it.sam, message, "9")
        await survey(it, it.lena, "close 1")
        await it.press(it.priya, message, "1")
        assert "This survey is closed." in all_text(it.priya.ephemerals(it.general)[-1])
        assert list(await answers(it)) == [it.sam.id]
        assert "Results of survey 1" in all_text(last(it.lena))


async def test_who_came_later_was_not_asked(migrated_url: str) -> None:
    async with inside(migrated_url) as it:
        await survey(it, it.lena, "nps")
        late = it.sandbox.add_person("Late")
        it.general.members.add(late.id)
        await it.press(late, in_channel(it), "9")
        assert "sent to others" in all_text(late.ephemerals(it.general)[-1])


async def test_app_home_has_what_is_not_answered_yet(migrated_url: str) -> None:
    async with inside(migrated_url) as it:
        await survey(it, it.lena, "nps anonymous:yes")
        await survey(it, it.lena, "yesno")
        await it.sam.open_home()
        await it.app.gate.drain()
        assert "Surveys for you: 2" in all_text(it.sam.home or {})
        await it.press(it.sam, it.sam.home or {}, "9")
        assert "Counted. Thank you." in modal_text(it.sam)
        assert "Surveys for you: 1" in all_text(it.sam.home or {})
        await it.sam.close()
        await it.press(it.sam, it.sam.home or {}, "No")
        assert "You answered “No”. Thank you." in modal_text(it.sam)
        assert "Surveys for you" not in all_text(it.sam.home or {})


async def test_a_user_group_is_asked_by_dm(migrated_url: str) -> None:
    async with inside(migrated_url) as it:
        it.sandbox.add_usergroup("support", [it.sam, it.priya])
        await it.lena.shortcut("new_survey")
        await it.lena.fill("Kind of question", "Open text")
        await it.lena.fill("Question", "What now?")
        await it.lena.fill("Who is asked", "People and user groups, by DM")
        await it.lena.fill("User groups", ["@support"])
        await it.lena.submit()
        await it.lena.submit()
        await it.app.gate.drain()
        await it.send()
        await it.press(it.priya, last(it.priya), "Answer")
        await it.priya.fill("What now?", "Tea.")
        await it.priya.submit()
        assert "You answered “Tea.”" in modal_text(it.priya)
        assert await answers(it) == {it.priya.id: {0: "Tea."}}


async def test_a_private_channel_is_asked_where_earshot_is(migrated_url: str) -> None:
    async with inside(migrated_url) as it:
        secret = it.sandbox.add_channel("secret", private=True, members=[it.sam, it.priya])
        await it.sam.slash("/survey", "nps", channel=secret)
        await it.app.gate.drain()
        await it.send()
        [message] = it.sandbox.messages(secret)
        await it.press(it.priya, message, "8")
        assert await answers(it) == {it.priya.id: {0: "8"}}


async def test_people_of_another_company_answer_in_a_shared_channel_and_stand_apart(
    migrated_url: str,
) -> None:
    async with inside(migrated_url) as it:
        eve = it.sandbox.add_person("Eve", team_id="T0PARTNER")
        shared = it.sandbox.add_channel("shared", members=[it.lena, eve], ext_shared=True)
        await it.lena.slash("/survey", 'csat "How was it?"', channel=shared)
        await it.app.gate.drain()
        await it.send()
        [message] = it.sandbox.messages(shared)
        await it.press(eve, message, "4")
        await it.press(it.lena, message, "2")

        def counts(books: Books) -> list[dict[str, int]]:
            wave = books.surveys.numbered(1)
            assert wave is not None
            rows = books.responses.in_wave(wave)
            return [
                {row.voter: 1 for row in rows if row.is_customer is side} for side in (True, False)
            ]

        assert await it.app.storage.read(TEAM, counts) == [{eve.id: 1}, {it.lena.id: 1}]


async def test_a_low_score_is_followed_up_when_the_person_says_yes(migrated_url: str) -> None:
    async with inside(migrated_url) as it:
        await survey(it, it.lena, 'csat "How satisfied were you with lunch?"')
        await it.press(it.sam, in_channel(it), "5")
        assert "May we follow up?" not in all_text(it.sam.ephemerals(it.general)[-1])
        await it.press(it.sam, in_channel(it), "1")
        thanked = it.sam.ephemerals(it.general)[-1]
        assert "You answered 1. Thank you." in all_text(thanked)
        assert "can't find" in (await it.cx(it.sam, "issue 1")).text
        said = await it.press(it.sam, thanked, "Yes")
        assert "Somebody will get back to you." in all_text(await said.reply())
        assert "Answered 1 of 5" in (await it.cx(it.sam, "issue 1")).text
        await it.press(it.sam, in_channel(it), "2")
        assert "can't find" in (await it.cx(it.sam, "issue 2")).text


@pytest.mark.parametrize("asked", ["nps", 'csat "How was lunch?" anonymous:yes'])
async def test_enps_and_anonymous_answers_are_never_followed_up(
    migrated_url: str, asked: str
) -> None:
    async with inside(migrated_url) as it:
        await survey(it, it.lena, asked)
        await it.press(it.sam, in_channel(it), "1")
        assert "Thank you." in all_text(it.sam.ephemerals(it.general)[-1])
        assert "follow up" not in all_text(it.sam.ephemerals(it.general)[-1])
