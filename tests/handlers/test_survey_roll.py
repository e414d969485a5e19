"""Who is asked, found out of Slack: also after a crash, slowly, and where Slack says no."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from bot.domain.survey_form import Asked, Question, SurveyForm
from bot.domain.wave import Audience, WaveState
from bot.sandbox.answers import all_text
from bot.usecases.send_survey import send_survey
from storage.tables import Wave
from tests.handlers.test_surveys import TEAM, last, survey
from tests.support.inside import Inside, inside
from tests.support.office import MONDAY

QUESTION = Question("yesno", "Was it easy?")


async def begin(it: Inside, form: SurveyForm) -> None:
    """As if the process had ended right after the acknowledgement."""
    desk = it.app.gate.desk()
    await it.app.storage.write(TEAM, lambda books: send_survey(books, desk, form, it.lena.id))


async def wave(it: Inside) -> Wave:
    row = await it.app.storage.read(TEAM, lambda books: books.surveys.numbered(1))
    assert row is not None
    return row


@pytest.fixture(autouse=True)
def _keys(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EARSHOT_KEY_DIR", str(tmp_path / "keys"))


async def test_what_a_crash_left_half_done_is_done_at_the_next_turn(migrated_url: str) -> None:
    async with inside(migrated_url) as it:
        await it.lena.slash("/survey", "list", channel=it.general)
        await begin(it, SurveyForm((QUESTION,), asked=Asked(channel=it.general.id)))
        for _ in range(2):
            await it.app.gate.surveys.catch_up(TEAM)
            await it.send()
        assert len(it.sandbox.messages(it.general)) == 1


async def test_slack_is_asked_again_when_it_wants_to_be_asked_more_slowly(
    migrated_url: str,
) -> None:
    async with inside(migrated_url) as it:
        it.sandbox.add_usergroup("support", [it.sam, it.priya])
        it.sandbox.faults.add("usergroups.users.list", "ratelimited", seconds=0.1)
        it.sandbox.faults.add("users.info", "ratelimited", seconds=0.1, skip=1)
        await survey(it, it.lena, "yesno to:@support")
        assert (await wave(it)).invited == 2
        assert "Did you get done" in all_text(last(it.priya))


async def test_where_slack_never_says_the_author_hears_it(
    migrated_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with inside(migrated_url) as it:
        it.sandbox.add_usergroup("support", [it.sam])
        it.sandbox.faults.add("usergroups.users.list", "http_500", times=None)
        await survey(it, it.lena, "yesno to:@support")
        assert (await wave(it)).state is WaveState.GATHERING
        monkeypatch.setattr(it.app.clock, "_at", MONDAY + timedelta(days=6))
        await it.app.gate.surveys.catch_up(TEAM)
        await it.send()
        assert "Slack never told me who is in it." in all_text(last(it.lena))


async def test_a_group_that_is_gone_is_named_to_the_author(migrated_url: str) -> None:
    async with inside(migrated_url) as it:
        await it.lena.slash("/survey", "list", channel=it.general)
        form = SurveyForm((QUESTION,), Audience.PEOPLE, Asked(groups=("S0GONE",)))
        await begin(it, form)
        await it.app.gate.surveys.catch_up(TEAM)
        await it.send()
        assert "Not sent. Slack said `no_such_subteam`." in all_text(last(it.lena))


async def test_the_key_goes_with_the_close(migrated_url: str, tmp_path: Path) -> None:
    async with inside(migrated_url) as it:
        await survey(it, it.lena, "yesno anonymous:yes")
        assert len(list((tmp_path / "keys").glob("*.key"))) == 1
        await survey(it, it.lena, "close 1")
        assert list((tmp_path / "keys").glob("*.key")) == []
        assert (await wave(it)).key_name is None


async def test_another_kind_brings_its_own_wording_but_leaves_what_was_written(
    migrated_url: str,
) -> None:
    async with inside(migrated_url) as it:
        await it.lena.shortcut("new_survey")
        await it.lena.choose(it.lena.modal or {}, "Kind of question", "CES")
        await it.app.gate.drain()
        assert "made it easy for me to {task}" in str(it.lena.modal)
        await it.lena.fill("Question", "My own words")
        await it.lena.choose(it.lena.modal or {}, "Kind of question", "Single choice")
        await it.app.gate.drain()
        assert "My own words" in str(it.lena.modal)
        await it.press(it.lena, it.lena.modal or {}, "Add a question")
        assert "Question 2" in all_text(it.lena.modal or {})
