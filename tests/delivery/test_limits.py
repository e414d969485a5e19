"""Slack's limits are kept, and its 429 is obeyed to the second."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any, TypeVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.app import build
from bot.clock import ShiftedClock
from bot.config import Settings
from bot.delivery import Timing
from bot.delivery.delivery import SLOTS
from bot.delivery.limits import PER_MINUTE, SLOWEST, Limits
from bot.delivery.line import LeaseOver, Line
from bot.sandbox import Sandbox
from bot.sandbox.limits import Limits as SlackLimits
from storage.tables.delivery import OutboxState
from tests.delivery.bench import QUICK, TEAM, TIMEOUT, Bench

T = TypeVar("T")


async def test_a_429_rests_its_lane_for_as_long_as_slack_says(bench: Bench) -> None:
    priya, omar = bench.sandbox.add_person("Priya"), bench.sandbox.add_person("Omar")
    bench.sandbox.faults.add(
        "chat.postMessage",
        "ratelimited",
        seconds=1,
        match=lambda args: args["channel"] == priya.id,
    )
    await bench.post("priya one", priya)
    await bench.post("priya two", priya)
    await bench.post("omar", omar)
    async with bench.running(timing=replace(QUICK, pace=timedelta(seconds=0.02))):
        rows = await bench.settled()
    assert bench.said(priya) == ["priya one", "priya two"]
    first, *then = [
        call.at for call in bench.calls("chat.postMessage") if call.args["channel"] == priya.id
    ]
    assert then[0] - first >= timedelta(seconds=1)
    assert priya.dm[0]["ts"] > bench.sandbox.messages(rows[2].channel or "")[0]["ts"]
    assert [(row.state, row.attempts) for row in rows] == [(OutboxState.SENT, 0)] * 3


async def test_a_429_of_the_whole_method_rests_every_lane(bench: Bench) -> None:
    people = [bench.sandbox.add_person(name) for name in ("Ann", "Ben", "Cat", "Dan", "Eve", "Fay")]
    bench.sandbox.faults.add("chat.postMessage", "ratelimited", seconds=1, times=2)
    delivery = bench.delivery()
    for person in people[:2]:
        await bench.post(f"to {person.id}", person)
    running = asyncio.create_task(delivery.run())
    await bench.until(lambda: len(bench.calls("chat.postMessage")) >= 2)
    await asyncio.sleep(0.05)
    for person in people[2:]:
        await bench.post(f"to {person.id}", person)
    await bench.settled()
    await delivery.stop()
    await running
    limited, later = bench.calls("chat.postMessage")[:2], bench.calls("chat.postMessage")[2:]
    assert len(later) == 6
    assert all(call.at - limited[0].at >= timedelta(seconds=1) for call in later)


async def test_a_429_of_an_edit_rests_the_edits(bench: Bench) -> None:
    priya = bench.sandbox.add_person("Priya")
    await bench.card(7, priya)
    await bench.delivery().drain()
    await bench.touch(7)
    bench.sandbox.faults.add("chat.update", "ratelimited", seconds=1)
    await bench.delivery().drain()
    first, second = [call.at for call in bench.calls("chat.update")]
    assert second - first >= timedelta(seconds=1)
    assert bench.said(priya) == ["card 7 version 2"]


async def test_a_429_of_a_look_is_no_look_in_vain(bench: Bench) -> None:
    priya = bench.sandbox.add_person("Priya")
    bench.sandbox.faults.add("chat.postMessage", "lose_answer")
    bench.sandbox.faults.add("conversations.history", "ratelimited", seconds=1, times=QUICK.looks)
    await bench.post("hello", priya)
    async with bench.running():
        [row] = await bench.settled()
    assert (row.state, row.looks) == (OutboxState.SENT, 0)


async def test_what_waits_to_be_looked_up_keeps_no_message_from_being_sent(bench: Bench) -> None:
    """After an outage there are more lost answers than Slack lets us look up in a minute."""
    lost = [bench.sandbox.add_person(f"Lost {number}") for number in range(SLOTS + 4)]
    bench.sandbox.faults.add("chat.postMessage", "http_500", times=None)
    for person in lost:
        await bench.post(f"to {person.id}", person)
    delivery = bench.delivery()
    running = asyncio.create_task(delivery.run())
    delivery.limits.penalize("conversations.history", TEAM, 600)
    await bench.until_row(lambda rows: all(row.state is OutboxState.UNKNOWN for row in rows))
    bench.sandbox.faults.clear()
    await asyncio.sleep(2 * QUICK.settle.total_seconds())
    told = [*lost, bench.sandbox.add_person("Priya")]
    for person in told:
        await bench.post(f"more to {person.id}", person)
    await bench.until(lambda: all(bench.said(to) == [f"more to {to.id}"] for to in told))
    assert [row.looks for row in await bench.rows()] == [0] * (len(lost) + len(told))
    await delivery.stop(grace=0)
    await running


async def test_a_call_that_would_come_too_late_takes_no_turn(bench: Bench) -> None:
    """Else a lease that is short against the limit would keep every look too late for ever."""
    limits, method = Limits(), "conversations.open"
    limits.penalize(method, TEAM, 600)
    line = Line(bench.storage, bench.slack, bench.clock, limits, QUICK)
    soon = asyncio.get_running_loop().time() + TIMEOUT + 60
    for _ in range(20):
        with pytest.raises(LeaseOver):
            async with asyncio.timeout(20):
                await line.call(
                    method, TEAM, soon, lambda client: client.conversations_open(users="U")
                )
    assert limits.wait(method, TEAM) < 600
    assert bench.calls(method) == []


async def test_with_slacks_own_limits_in_force_nothing_is_ever_too_soon(bench: Bench) -> None:
    """At Slack's real pace: a message a second in each lane, and no burst."""
    strict = SlackLimits(channel_burst=1)
    async with Sandbox(limits=strict) as sandbox:
        real = Bench(bench.storage, sandbox, bench.clock)
        people = [sandbox.add_person(f"P{number}") for number in range(4)]
        for number in range(12):
            await real.post(f"message {number}", people[number % 4])
        drained = await real.delivery(timing=replace(QUICK, pace=Timing().pace)).drain()
        await real.slack.close()
    assert drained.sent == 12
    assert [call.error for call in sandbox.calls if call.error] == []


@pytest.mark.parametrize("method", [*PER_MINUTE, "some.other"])
def test_a_bucket_lets_no_more_through_in_any_minute_than_slack_allows(method: str) -> None:
    limit = PER_MINUTE.get(method, SLOWEST)
    moments = _taken(method, calls=limit * 2)
    for first in range(len(moments) - limit):
        assert moments[first + limit] - moments[first] >= 60 - 1e-6


@given(seconds=st.floats(1, 300), before=st.integers(0, 60))
def test_after_a_429_nothing_goes_through_before_its_time(seconds: float, before: int) -> None:
    async def work() -> float:
        limits = Limits()
        for _ in range(before):
            await limits.take("chat.update", "T1")
        start = asyncio.get_running_loop().time()
        limits.penalize("chat.update", "T1", seconds)
        assert limits.available("chat.update", "T1") == 0
        await limits.take("chat.update", "T1")
        return asyncio.get_running_loop().time() - start

    assert _at_leisure(work()) >= seconds - 1e-6


async def test_time_that_is_leapt_over_fills_the_buckets(tmp_path: Path) -> None:
    clock = ShiftedClock()
    app = build(Settings(database_url=f"sqlite:///{tmp_path}/e.db"), clock)
    limits = app.delivery.limits
    full = limits.available("chat.update", "T1")
    for _ in range(full):
        await limits.take("chat.update", "T1")
    assert limits.available("chat.update", "T1") < full
    clock.shift += timedelta(minutes=1)
    assert limits.available("chat.update", "T1") == full
    await app.stop()


def test_workspaces_and_methods_have_buckets_of_their_own() -> None:
    async def work() -> None:
        limits = Limits()
        limits.penalize("chat.update", "T1", 60)
        assert limits.available("chat.update", "T2") > 0
        assert limits.available("chat.postMessage", "T1") > 0

    _at_leisure(work())


def _taken(method: str, calls: int) -> list[float]:
    """When each of so many calls, asked for at once, was let through."""

    async def work() -> list[float]:
        limits, moments = Limits(), []

        async def one() -> None:
            await limits.take(method, "T1")
            moments.append(asyncio.get_running_loop().time())

        await asyncio.gather(*(one() for _ in range(calls)))
        return moments

    moments = _at_leisure(work())
    assert all(earlier <= later for earlier, later in pairwise(moments))
    return moments


class _Leisurely(asyncio.SelectorEventLoop):
    """An event loop whose time passes only by being waited for, and then at once."""

    _ready: Any
    _scheduled: Any

    def __init__(self) -> None:
        super().__init__()
        self._moment = 0.0

    def time(self) -> float:
        return self._moment

    def _run_once(self) -> None:
        if not self._ready and self._scheduled:
            self._moment = max(self._moment, self._scheduled[0].when())
        super()._run_once()  # type: ignore[misc]


def _at_leisure(work: Coroutine[Any, Any, T]) -> T:
    loop = _Leisurely()
    try:
        return loop.run_until_complete(work)
    finally:
        loop.close()
