"""A message whose answer was lost is looked up, and sent again only if it is not there."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from bot.delivery import SlackClients
from bot.delivery.claims import Claims, Look, as_stored
from bot.delivery.limits import Limits
from bot.delivery.line import Line
from bot.delivery.looking import look
from bot.delivery.outcome import Outcome
from bot.sandbox import Channel, Person
from storage.repositories.queue import ACROSS
from storage.tables import OutboxRow
from storage.tables.delivery import OutboxState
from tests.delivery.bench import (
    IMPATIENT_TIMEOUT,
    QUICK,
    TEAM,
    TIMEOUT,
    Bench,
    alone,
    in_words,
    know,
)

PARKED, QUEUED, SENT = OutboxState.PARKED, OutboxState.QUEUED, OutboxState.SENT
UNKNOWN = OutboxState.UNKNOWN

ARRIVED = [
    ("lose_answer", 0.0),
    ("http_500_after", 0.0),
    ("delay_answer", IMPATIENT_TIMEOUT + 0.3),
]
NOT_ARRIVED = [("drop", 0.0), ("http_500", 0.0), ("http_503", 0.0), ("error:fatal_error", 0.0)]


@pytest.mark.parametrize(("kind", "seconds"), ARRIVED + NOT_ARRIVED)
async def test_without_an_answer_the_message_is_there_once_in_the_end(
    bench: Bench, kind: str, seconds: float
) -> None:
    bench.be_impatient()
    priya = bench.sandbox.add_person("Priya")
    bench.sandbox.faults.add("chat.postMessage", kind, seconds=seconds)
    await bench.post("hello", priya)
    async with bench.running():
        [row] = await bench.settled()
    assert bench.said(priya) == ["hello"]
    assert (row.state, row.ts) == (SENT, priya.dm[0]["ts"])
    assert len(bench.calls("chat.postMessage")) >= (1 if (kind, seconds) in ARRIVED else 2)


async def test_it_is_not_looked_up_before_the_settle_time_for_history_lags(bench: Bench) -> None:
    priya = bench.sandbox.add_person("Priya")
    bench.sandbox.history_lag = 0.6
    bench.sandbox.faults.add("chat.postMessage", "lose_answer")
    await bench.post("hello", priya)
    async with bench.running(timing=replace(QUICK, settle=timedelta(seconds=0.9))):
        await bench.settled()
    posted, looked = (
        bench.calls("chat.postMessage")[0].at,
        bench.calls("conversations.history")[0].at,
    )
    assert looked - posted >= timedelta(seconds=0.9)
    assert bench.said(priya) == ["hello"]


async def test_a_message_waiting_to_be_looked_up_holds_up_nobody_behind_it(bench: Bench) -> None:
    priya = bench.sandbox.add_person("Priya")
    bench.sandbox.faults.add("chat.postMessage", "lose_answer")
    await bench.post("uncertain", priya)
    await bench.post("next", priya)
    drained = await bench.delivery(timing=replace(QUICK, settle=timedelta(minutes=1))).drain(
        patience=1
    )
    assert (drained.sent, drained.unknown) == (1, 1)
    assert bench.said(priya) == ["uncertain", "next"]


async def test_a_lost_reply_is_looked_for_in_its_thread(bench: Bench) -> None:
    priya = bench.sandbox.add_person("Priya")
    parent = await bench.card(1, priya)
    await bench.delivery().drain()
    bench.sandbox.faults.add("chat.postMessage", "lose_answer")
    await bench.post("reply", priya, thread=parent)
    async with bench.running():
        await bench.settled()
    assert [call.ok for call in bench.calls("conversations.replies")] == [True]
    assert len(priya.threads((await bench.get_card(parent)).ts or "")) == 1


async def test_a_lost_card_is_edited_once_found_for_nobody_knows_what_it_shows(
    bench: Bench,
) -> None:
    priya = bench.sandbox.add_person("Priya")
    bench.sandbox.faults.add("chat.postMessage", "lose_answer")
    card = await bench.card(7, priya)
    async with bench.running():
        await bench.until(lambda: bool(bench.calls("chat.postMessage")))
        await bench.touch(7)
        await bench.settled()
        await bench.until(lambda: bench.said(priya) == ["card 7 version 2"])
    assert (await bench.get_card(card)).ts == priya.dm[0]["ts"]


async def test_it_is_found_however_much_was_said_since(bench: Bench) -> None:
    support = bench.sandbox.add_channel("support")
    bench.sandbox.faults.add("chat.postMessage", "lose_answer")
    await bench.post("hello", support)
    await bench.delivery(timing=replace(QUICK, settle=timedelta(minutes=1))).drain(patience=0)
    omar, world = bench.sandbox.add_person("Omar"), bench.sandbox.space.world
    for number in range(450):
        world.post(support, {"user": omar.id, "text": f"chatter {number}"})
    await _rested(bench)
    assert (await bench.delivery().drain()).sent == 1
    assert len(bench.calls("conversations.history")) == 3
    assert bench.said(support).count("hello") == 1


async def test_where_it_stands_is_asked_of_slack_when_the_dm_is_not_known(bench: Bench) -> None:
    priya = bench.sandbox.add_person("Priya")
    bench.sandbox.faults.add("chat.postMessage", "lose_answer", times=2)
    await bench.post("first", priya)
    async with bench.running():
        await bench.settled()
        assert len(bench.calls("conversations.open")) == 1
        await know(bench.storage, priya)
        await bench.post("second", priya)
        await bench.settled()
        # the first told no person, for there was none to tell
        assert len(bench.calls("conversations.open")) == 2
        bench.sandbox.faults.add("chat.postMessage", "lose_answer")
        await bench.post("third", priya)
        await bench.settled()
        assert len(bench.calls("conversations.open")) == 2


@pytest.mark.parametrize(
    ("history", "to", "state"),
    [
        ("all", "channel", SENT),
        ("all", "person", SENT),
        ("dm", "channel", PARKED),
        ("dm", "person", SENT),
        ("off", "channel", PARKED),
        ("off", "person", PARKED),
    ],
)
async def test_what_may_not_be_looked_up_is_parked_as_uncertain(
    bench: Bench, history: Any, to: str, state: OutboxState
) -> None:
    there: Person | Channel = (
        bench.sandbox.add_person("Priya") if to == "person" else bench.sandbox.add_channel("cx")
    )
    bench.sandbox.faults.add("chat.postMessage", "lose_answer")
    await bench.post("hello", there)
    async with bench.running(history=history):
        [row] = await bench.settled()
    assert row.state is state
    assert row.error == (None if state is SENT else "uncertain")
    assert bench.said(there) == ["hello"]
    looked = bench.calls("conversations.history")
    assert bool(looked) == (state is SENT)


@pytest.mark.parametrize("fault", ["http_500", "drop", "error:internal_error"])
async def test_after_enough_looks_that_told_nothing_it_is_parked(bench: Bench, fault: str) -> None:
    priya = bench.sandbox.add_person("Priya")
    bench.sandbox.faults.add("chat.postMessage", "lose_answer")
    bench.sandbox.faults.add("conversations.history", fault, times=None)
    await bench.post("hello", priya)
    async with bench.running():
        [row] = await bench.settled()
    assert (row.state, row.error, row.looks) == (PARKED, "uncertain", QUICK.looks - 1)
    # a dropped GET is repeated once by the HTTP client: reading twice does no harm
    assert len(bench.calls("conversations.history")) in (QUICK.looks, 2 * QUICK.looks)
    assert bench.said(priya) == ["hello"]


async def test_a_look_that_came_too_late_to_be_made_is_none_in_vain(bench: Bench) -> None:
    priya = bench.sandbox.add_person("Priya")
    bench.sandbox.faults.add("chat.postMessage", "lose_answer")
    await bench.post("hello", priya)
    async with bench.running(timing=replace(QUICK, settle=timedelta(seconds=1))):
        await bench.until_row(lambda rows: rows[0].state is UNKNOWN)
    line = Line(bench.storage, bench.slack, bench.clock, Limits(), QUICK)
    claims = Claims(in_words, alone, as_stored, "all", QUICK)
    await asyncio.sleep(1)
    claim = await bench.storage.write(
        ACROSS, lambda books: claims.rows(books.session, [TEAM], bench.clock.now(), "me", 1, 1)
    )
    [job] = claim.jobs
    assert isinstance(job, Look)
    assert await look(line, job, expires=asyncio.get_running_loop().time()) is Outcome.UNKNOWN
    [row] = await bench.rows()
    assert (row.state, row.looks, bench.calls("conversations.history")) == (UNKNOWN, 0, [])
    async with bench.running():
        [row] = await bench.settled()
    assert row.state is SENT
    assert bench.said(priya) == ["hello"]


async def test_a_history_that_is_refused_is_not_asked_twice(bench: Bench) -> None:
    cx = bench.sandbox.add_channel("cx")
    bench.sandbox.faults.add("chat.postMessage", "lose_answer")
    bench.sandbox.faults.add("conversations.history", "error:missing_scope", times=None)
    await bench.post("hello", cx)
    async with bench.running():
        [row] = await bench.settled()
    assert (row.state, row.error) == (PARKED, "uncertain")
    assert len(bench.calls("conversations.history")) == 1


async def test_a_dm_may_be_looked_up_by_its_own_id_too(bench: Bench) -> None:
    priya = bench.sandbox.add_person("Priya")
    dm = bench.sandbox.space.world.dm(priya.id)
    bench.sandbox.faults.add("chat.postMessage", "lose_answer")
    await bench.post("hello", dm)
    async with bench.running(history="dm"):
        [row] = await bench.settled()
    assert row.state is SENT
    assert bench.said(priya) == ["hello"]


async def test_a_message_that_never_arrives_is_given_up(bench: Bench) -> None:
    priya = bench.sandbox.add_person("Priya")
    bench.sandbox.faults.add("chat.postMessage", "drop", times=None)
    await bench.post("hello", priya)
    async with bench.running():
        [row] = await bench.settled()
    assert (row.state, row.error) == (PARKED, "no_answer")
    assert len(bench.calls("chat.postMessage")) == QUICK.tries


async def test_a_call_that_never_left_us_is_no_lost_answer(bench: Bench) -> None:
    """Nothing listens: no message is held against itself, and none needs looking up."""
    priya = bench.sandbox.add_person("Priya")
    nowhere = SlackClients("http://127.0.0.1:9/api/", timeout=TIMEOUT)
    nowhere.put(TEAM, "xoxb-sandbox")
    await bench.post("hello", priya)
    drained = await bench.delivery(slack=nowhere, history="off").drain(patience=1)
    assert (drained.failed, drained.unknown, drained.parked) == (1, 0, 0)
    row = await bench.row("hello")
    assert (row.state, row.error, row.attempts) == (QUEUED, "no_connection", 0)
    await nowhere.close()
    assert (await bench.delivery().drain()).sent == 1


async def _rested(bench: Bench) -> None:
    """As if the settle time were over."""
    await bench.storage.write(
        ACROSS, lambda books: books.session.execute(sa.update(OutboxRow).values(not_before=None))
    )
