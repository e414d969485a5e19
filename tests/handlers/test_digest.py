"""`/cx digest …` from the keyboard to the channel, with a strict stand-in for Slack."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from typing import Any

import pytest

from bot.clock import StandingClock
from bot.domain.wave import REASON_PART, WaveState
from bot.sandbox import Channel
from bot.sandbox.answers import Answer
from bot.schedule.tick import tick
from storage.books import Books
from tests.support.inside import Inside, inside, modal_text
from tests.support.office import MONDAY
from tests.support.surveys import begin

WEEK = timedelta(days=7)


@pytest.fixture
async def play(database_url: str) -> AsyncIterator[Inside]:
    async with inside(database_url, "all") as play:
        yield play


async def set_up(play: Inside, **fields: object) -> Answer:
    await play.cx(play.lena, "digest setup")
    return await play.fill_in(play.lena, Hour="09:30", Time_zone="UTC", **fields)


async def on(play: Inside, moment: datetime) -> None:
    """Do and send what is due at `moment`."""
    await tick(play.app.storage, list(play.app.clients.teams()), moment)
    await play.app.delivery.drain(moment)


def posts(play: Inside, channel: Channel) -> list[dict[str, Any]]:
    """What stands in the channel itself."""
    rows = play.sandbox.messages(channel)
    return [row for row in rows if row.get("thread_ts", row["ts"]) == row["ts"]]


def replies(play: Inside, channel: Channel) -> list[dict[str, Any]]:
    rows = play.sandbox.messages(channel)
    return [row for row in rows if row.get("thread_ts", row["ts"]) != row["ts"]]


async def test_a_digest_comes_to_its_channel_with_a_picture_and_records(play: Inside) -> None:
    await set_up(play)
    assert "every Monday at 09:30" in modal_text(play.lena)
    for n in range(12):
        await play.cx(play.priya, f"log It ate file {n} customer:Firm{n} feeling:angry")
    await on(play, MONDAY + WEEK)
    [post] = posts(play, play.general)
    assert "12 of 12 customers heard" in post["text"]
    [reply] = replies(play, play.general)
    assert reply["thread_ts"] == post["ts"]
    [image] = [block for block in reply["blocks"] if block["type"] == "image"]
    file = play.sandbox.file(image["slack_file"]["id"])
    assert file is not None
    assert file.content is not None
    assert file.content.startswith(b"\x89PNG")
    assert "12" in image["alt_text"]
    await play.press(play.priya, reply, "Records")
    assert "1–10 of 12" in modal_text(play.priya)
    assert "It ate file 11" in modal_text(play.priya)
    await play.press(play.priya, play.priya.modal or {}, "More")
    assert "11–12 of 12" in modal_text(play.priya)


async def test_a_second_one_on_the_same_date_is_not_promised(play: Inside) -> None:
    for hour, first in (("10:30", "14 Sep"), ("15:00", "21 Sep")):
        await play.cx(play.lena, "digest setup")
        await play.fill_in(play.lena, Hour=hour, Time_zone="UTC")
        assert f"every Monday at {hour} (UTC), first on {first}" in modal_text(play.lena)
        await on(play, MONDAY + timedelta(hours=6))
        assert len(posts(play, play.general)) == 1


async def test_behind_a_score_are_the_answers_and_of_customers_alone_to_who_did_not_ask(
    play: Inside,
) -> None:
    await set_up(play)

    def asked(books: Books) -> None:
        wave = begin(books, MONDAY, author=play.lena.id)
        for n in range(24):
            row = books.responses.by(wave, f"U{n}", MONDAY, is_customer=n % 2 == 0)
            books.responses.put(row, 0, "9" if n > 3 else "3")
            books.responses.put(row, REASON_PART, f"Because {n}.")
        wave.state, wave.closed_at = WaveState.CLOSED, MONDAY + WEEK - timedelta(days=1)
        books.session.add(wave)

    [team_id] = play.app.clients.teams()
    await play.app.storage.write(team_id, asked)
    await on(play, MONDAY + WEEK)
    [reply] = replies(play, play.general)
    await play.press(play.priya, reply, "Records")
    assert "10 promoters, 0 passives, 2 detractors" in modal_text(play.priya)
    assert "eNPS" not in modal_text(play.priya)
    assert "Because" not in modal_text(play.priya)
    await play.press(play.lena, reply, "Records")
    assert "eNPS" in modal_text(play.lena)
    assert "Because" in modal_text(play.lena)


async def test_a_preview_is_what_would_be_posted(play: Inside) -> None:
    await set_up(play)
    await play.cx(play.priya, "log It ate the file customer:Acme feeling:angry")
    before = len(play.sam.dm)
    answer = await play.cx(play.sam, "digest")
    assert "your DM" in answer.text
    await play.send()
    [preview] = play.sam.dm[before:]
    [details] = replies(play, play.sandbox.space.world.dm(play.sam.id))
    await on(play, MONDAY + WEEK)
    [post] = posts(play, play.general)
    assert preview["text"].split(" · ")[0] == post["text"].split(" · ")[0]
    assert details["thread_ts"] == preview["ts"]
    assert any(block["type"] == "image" for block in details["blocks"])


async def test_a_preview_names_people_to_who_asks_where_they_are_named(play: Inside) -> None:
    board = play.sandbox.add_channel("board", private=True, members=[play.lena, play.sam])
    beside = "Beside broken promises, after a working day"
    await set_up(play, Channel=board.id, **{"People's_names": beside})
    for person, place in ((play.priya, play.general), (play.sam, board), (play.lena, play.general)):
        await person.slash("/cx", "digest", channel=place)
        await play.send()
    [team_id] = play.app.clients.teams()
    named = await play.app.storage.read(
        team_id, lambda books: [run.named for n in (1, 2, 3) if (run := books.digests.run(n))]
    )
    assert named == [False, True, True], "a member elsewhere, a member there, a CX lead"


async def test_a_channel_without_earshot_says_what_to_type(play: Inside) -> None:
    away = play.sandbox.add_channel("away", app_in=False)
    answer = await set_up(play, Channel=away.id)
    assert "/invite @Earshot" in str(answer.errors)
    await play.cx(play.lena, "digest off")
    assert posts(play, away) == []


async def test_a_shared_channel_is_refused_and_one_that_becomes_so_is_paused(
    play: Inside,
) -> None:
    shared = play.sandbox.add_channel("partners")
    await play.cx(play.lena, "digest setup")
    await play.lena.fill("Channel", shared.id)
    shared.ext_shared = True  # before it was, Slack let them choose it
    answer = await play.fill_in(play.lena, Time_zone="UTC")
    assert "shared with another company" in str(answer.errors)
    await set_up(play, Channel=play.general.id)
    play.sandbox.add_team("T0PARTNER", "Partner")
    await play.sandbox.share(play.general, "T0PARTNER")
    await on(play, MONDAY + WEEK)
    assert posts(play, play.general) == []
    assert "paused" in play.lena.dm[-1]["text"]


async def test_a_channel_that_became_shared_while_nobody_listened_gets_nothing(
    play: Inside,
) -> None:
    await set_up(play, Channel=play.general.id)
    await play.cx(play.priya, "log It ate the file customer:Acme feeling:angry")
    play.general.ext_shared = True  # and no event says so
    assert isinstance(play.app.clock, StandingClock)
    play.app.clock._at = MONDAY + WEEK
    await on(play, MONDAY + WEEK)
    assert posts(play, play.general) == []
    await on(play, MONDAY + WEEK + timedelta(minutes=1))
    said = play.lena.dm[-1]["text"]
    assert "is paused: the channel is shared with another company now" in said
    play.general.ext_shared = False
    unshared = {"type": "channel_unshared", "channel": play.general.id, "is_ext_shared": False}
    await play.sandbox.event(unshared)
    await on(play, MONDAY + 2 * WEEK)
    [post] = posts(play, play.general)
    assert "this one covers 2 weeks" in str(post["blocks"])


async def test_a_digest_waits_while_slack_does_not_say_what_its_channel_is(play: Inside) -> None:
    await set_up(play, Channel=play.general.id)
    await play.cx(play.priya, "log It ate the file customer:Acme feeling:angry")
    play.sandbox.faults.add("conversations.info", "drop", times=1)
    await on(play, MONDAY + WEEK)
    asked = [call for call in play.sandbox.calls if call.method == "conversations.info"]
    assert len(asked) > 1
    assert len(posts(play, play.general)) == 1


async def test_a_private_channel_gets_one_from_its_members_alone(play: Inside) -> None:
    closed = play.sandbox.add_channel("board", private=True, members=[play.lena])
    await set_up(play, Channel=closed.id)
    await play.cx(play.priya, "log It ate the file customer:Acme feeling:angry")
    await on(play, MONDAY + WEEK)
    [post] = posts(play, closed)
    assert "1 customer waits" in post["text"]
    await play.sandbox.archive(closed)
    await on(play, MONDAY + 2 * WEEK)
    assert len(posts(play, closed)) == 1
    assert "paused" in play.lena.dm[-1]["text"]
    other = play.sandbox.add_channel("council", private=True, members=[play.lena])
    await play.cx(play.lena, "digest setup")
    await play.lena.fill("Channel", other.id)
    other.members.discard(play.lena.id)
    assert "that you are not in" in str((await play.lena.submit()).errors)


async def test_only_cx_leads_decide_who_gets_it(play: Inside) -> None:
    for typed in ("digest setup", "digest off"):
        assert "a CX lead" in (await play.cx(play.sam, typed)).text


async def test_off_ends_it(play: Inside) -> None:
    await set_up(play)
    assert "no more digests" in (await play.cx(play.lena, "digest off")).text
    assert "No channel gets a digest" in (await play.cx(play.lena, "digest off")).text
    await on(play, MONDAY + WEEK)
    assert posts(play, play.general) == []


async def test_who_takes_a_decision_is_told_and_the_digest_says_so(play: Inside) -> None:
    await set_up(play)
    await play.cx(play.priya, "log It ate the file customer:Acme feeling:angry followup:yes")
    await on(play, MONDAY + WEEK)
    [post] = posts(play, play.general)
    await play.press(play.sam, post, "I'll take it")
    await play.send()
    [post] = posts(play, play.general)
    assert "Taken" in str(post["blocks"])


async def test_a_journey_comes_as_a_picture(play: Inside) -> None:
    await play.cx(play.lena, "journey edit")
    await play.fill_in(play.lena, Name="Trial & start", Stages="Buy\nOnboard\nUse", Goal="75")
    assert "goal 75" in modal_text(play.lena)
    assert "Which journey?" in (await play.cx(play.sam, "journey nowhere at all")).text
    answer = await play.cx(play.sam, "journey")
    assert "comes to your DM" in answer.text
    await play.send()
    message = play.sam.dm[-1]
    [image] = [block for block in message["blocks"] if block["type"] == "image"]
    assert play.sandbox.file(image["slack_file"]["id"]) is not None
    assert image["alt_text"].startswith("Trial & start, Too few to say (n 0). ")
    assert "too few to say" in str(message["blocks"])
    await play.press(play.sam, message, "Records")
    assert "Nothing is behind it" in modal_text(play.sam)
    refused = await play.cx(play.sam, "journey relation:freind")
    assert "freind" in refused.text


async def test_a_goal_is_a_whole_number(play: Inside) -> None:
    await play.cx(play.lena, "journey edit")
    answer = await play.fill_in(play.lena, Name="Getting started", Stages="Buy", Goal="0")
    assert "Goal" in answer.errors
