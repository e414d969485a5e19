"""Any number of copies of the app, with clocks that differ and hearts that stop, say it once."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.clock import SystemClock
from bot.delivery import SlackClients
from bot.ports import Message
from storage.books import Books
from storage.engine import database_url as parsed
from storage.engine import make_engine
from storage.tables import Card
from storage.tables.delivery import OutboxState
from storage.unit_of_work import Storage
from tests.delivery.bench import IMPATIENT, IMPATIENT_TIMEOUT, QUICK, TEAM, TIMEOUT, Bench, in_words


class SkewedClock(SystemClock):
    """A machine whose clock is wrong."""

    def __init__(self, by: timedelta) -> None:
        self._by = by

    def wall(self) -> datetime:
        return super().wall() + self._by


def _copies(bench: Bench, *clocks: SystemClock) -> list[Bench]:
    """The same app again, each with connections of its own."""
    url = bench.storage.engine.url
    return [Bench(Storage(make_engine(url)), bench.sandbox, clock) for clock in clocks]


async def _close(copies: list[Bench]) -> None:
    for copy in copies:
        await copy.slack.close()
        copy.storage.close()


@pytest.mark.parametrize("skew", [timedelta(), timedelta(hours=1)])
async def test_copies_that_send_side_by_side_say_everything_once(
    bench: Bench, skew: timedelta
) -> None:
    people = [bench.sandbox.add_person(f"P{number}") for number in range(5)]
    copies = _copies(bench, SkewedClock(skew), SkewedClock(-skew), SystemClock())
    for number in range(30):
        await bench.post(f"message {number}", people[number % 5])
    for copy in copies:
        copy.be_impatient()
    bench.sandbox.faults.add("chat.postMessage", "delay", seconds=0.05, times=None, probability=0.3)
    bench.sandbox.faults.add("chat.postMessage", "lose_answer", times=None, probability=0.1, seed=3)
    async with AsyncExitStack() as stack:
        for copy in copies:
            await stack.enter_async_context(copy.running())
        rows = await bench.settled()
    await _close(copies)
    assert {row.state for row in rows} == {OutboxState.SENT}
    for number, person in enumerate(people):
        said = bench.said(person)
        assert sorted(said) == sorted(f"message {n}" for n in range(number, 30, 5))


async def test_copies_that_queue_the_same_thing_at_the_same_time_say_it_once(bench: Bench) -> None:
    priya = bench.sandbox.add_person("Priya")
    [copy] = _copies(bench, SystemClock())

    def work(books: Books) -> None:
        books.outbox.post("the same", priya.id, {"text": "the same"}, now=bench.clock.now())
        time.sleep(0.1)  # not committed yet while the other one writes

    await asyncio.gather(bench.storage.write(TEAM, work), copy.storage.write(TEAM, work))
    await _close([copy])
    await bench.delivery().drain()
    assert bench.said(priya) == ["the same"]


async def test_copies_keep_one_pace_in_a_lane(bench: Bench) -> None:
    priya = bench.sandbox.add_person("Priya")
    pace = timedelta(seconds=0.2)
    copies = _copies(bench, SystemClock(), SystemClock())
    for number in range(6):
        await bench.post(f"message {number}", priya)
    deliveries = [copy.delivery(timing=replace(QUICK, pace=pace)) for copy in copies]
    await asyncio.gather(*(delivery.drain() for delivery in deliveries))
    await _close(copies)
    moments = [call.at for call in bench.calls("chat.postMessage")]
    assert bench.said(priya) == [f"message {number}" for number in range(6)]
    assert all(b - a >= pace for a, b in pairwise(moments))


async def test_copies_edit_a_card_once(bench: Bench) -> None:
    priya = bench.sandbox.add_person("Priya")
    await bench.card(7, priya)
    await bench.delivery().drain()
    await bench.touch(7)
    copies = _copies(bench, SystemClock(), SystemClock())
    bench.sandbox.faults.add("chat.update", "delay", seconds=0.2, times=None)
    await asyncio.gather(*(copy.delivery().drain() for copy in copies))
    await _close(copies)
    assert len(bench.calls("chat.update")) == 1


async def test_a_sender_that_stalled_past_its_lease_does_not_post_under_it(bench: Bench) -> None:
    """Its heart stops between the claim's commit and the post: another copy may have the row."""
    bench.be_impatient()
    priya = bench.sandbox.add_person("Priya")
    await bench.post("hello", priya)
    stalling = _Stalling(bench.sandbox.api_url, timeout=IMPATIENT_TIMEOUT)
    stalling.put(TEAM, bench.sandbox.bot_token)
    await bench.delivery(slack=stalling).drain()
    await stalling.close()
    # the first claim came to nothing, and the row went by another
    assert stalling.calls >= 2
    assert bench.said(priya) == ["hello"]
    assert len(bench.calls("chat.postMessage")) == 1


async def test_an_answer_that_comes_after_the_lease_still_counts(bench: Bench) -> None:
    """The sender stalls between the answer and writing it down; another copy looks it up."""
    bench.be_impatient()
    priya = bench.sandbox.add_person("Priya")
    await bench.post("hello", priya)
    async with _stalled_before_settling(bench):
        await bench.until(lambda: bench.said(priya) == ["hello"])
        await _sent_by_another(bench)
    assert bench.said(priya) == ["hello"]
    assert await bench.states() == [OutboxState.SENT]


async def test_a_refusal_that_comes_after_the_lease_changes_nothing(bench: Bench) -> None:
    """Meanwhile another copy found nothing, and sent it: it must not be sent a second time."""
    bench.be_impatient()
    priya = bench.sandbox.add_person("Priya")
    bench.sandbox.faults.add("chat.postMessage", "error:service_unavailable")
    await bench.post("hello", priya)
    async with _stalled_before_settling(bench):
        await bench.until(lambda: len(bench.calls("chat.postMessage")) == 1)
        await _sent_by_another(bench)
    assert await bench.states() == [OutboxState.SENT]
    await bench.delivery().drain()
    assert bench.said(priya) == ["hello"]


@asynccontextmanager
async def _stalled_before_settling(bench: Bench) -> AsyncIterator[None]:
    """A sender that, once Slack answered, cannot write until the block ends."""
    write, go = bench.storage.write, asyncio.Event()

    async def slow(team_id: str, work: Any) -> Any:
        if bench.calls("chat.postMessage"):
            await go.wait()
        return await write(team_id, work)

    bench.storage.write = slow  # type: ignore[method-assign,assignment]
    draining = asyncio.create_task(bench.delivery().drain(patience=0))
    yield
    go.set()
    await draining
    bench.storage.write = write  # type: ignore[method-assign]


async def _sent_by_another(bench: Bench) -> None:
    [other] = _copies(bench, SystemClock())
    other.be_impatient()
    async with other.running():
        await other.settled()
    await _close([other])


async def test_a_crashed_senders_lane_is_free_again_after_its_lease(bench: Bench) -> None:
    bench.be_impatient()
    priya = bench.sandbox.add_person("Priya")
    await bench.post("lost", priya)
    await bench.post("next", priya)
    delivery = bench.delivery()
    bench.sandbox.faults.add("chat.postMessage", "delay", seconds=0.5)
    running = asyncio.create_task(delivery.run())
    await bench.until_row(lambda rows: rows[0].state is OutboxState.SENDING)
    await asyncio.sleep(0.1)
    for task in [running, *delivery._tasks]:
        task.cancel()
    async with bench.running():
        rows = await bench.settled()
    assert [row.state for row in rows] == [OutboxState.SENT] * 2
    assert sorted(bench.said(priya)) == ["lost", "next"]


def test_a_lease_must_outlast_a_call(bench: Bench) -> None:
    with pytest.raises(ValueError, match="longer than the client's timeout"):
        bench.delivery(timing=replace(QUICK, lease=timedelta(seconds=TIMEOUT)))


async def test_a_database_that_is_busy_for_a_while_ends_no_sender(bench: Bench) -> None:
    priya = bench.sandbox.add_person("Priya")
    async with bench.running():
        engine = make_engine(parsed(bench.storage.engine.url.render_as_string(False)))
        locked, let_go = threading.Event(), threading.Event()

        def hold() -> None:
            with engine.begin() as connection:
                if connection.dialect.name == "postgresql":
                    connection.exec_driver_sql("LOCK TABLE lane, outbox")
                locked.set()
                let_go.wait(10)

        holding = asyncio.get_running_loop().run_in_executor(None, hold)
        await asyncio.to_thread(locked.wait)
        await asyncio.sleep(0.5)
        let_go.set()
        await holding
        engine.dispose()
        await bench.post("hello", priya)
        await bench.settled()
    assert bench.said(priya) == ["hello"]


async def test_a_card_is_shown_as_it_is_when_it_is_edited_not_when_it_was_queued(
    bench: Bench,
) -> None:
    priya = bench.sandbox.add_person("Priya")
    seen: list[int] = []

    def render(books: Books, card: Card, now: datetime) -> Message:
        seen.append(card.wanted)
        return in_words(books, card, now)

    await bench.card(7, priya)
    for _ in range(3):
        await bench.touch(7)
    await bench.delivery(render=render).drain()
    assert set(seen) == {4}  # a transaction that is tried again renders again
    assert bench.said(priya) == ["card 7 version 4"]


class _Stalling(SlackClients):
    """Before its first call it stands still, and the whole process with it: as when the machine was
    suspended."""

    calls = 0

    def client(self, team_id: str) -> AsyncWebClient:
        self.calls += 1
        if self.calls == 1:
            time.sleep(IMPATIENT.lease.total_seconds())
        return super().client(team_id)
