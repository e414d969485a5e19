"""A survey's DMs to thousands, over a bad line, by senders that are killed at any instruction: each
gets exactly one, who may not be asked gets none, and all of it as fast as Slack permits.

`EARSHOT_PROVE=1`: five thousand people, a hundred kills, at Slack's own limits.
"""

from __future__ import annotations

import asyncio
import os
import random
import signal
import sys
from collections import Counter
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest

from bot.clock import SystemClock
from bot.domain.survey_form import Asked, Question, SurveyForm
from bot.domain.wave import Audience
from bot.sandbox import Sandbox
from bot.sandbox.limits import Limits
from bot.usecases.close_wave import cancel_wave
from bot.usecases.desk import Desk
from bot.usecases.guessing import Guesses
from bot.usecases.send_survey import Found, open_wave, send_survey
from bot.usecases.show_wave import write_survey
from storage.books import Books
from storage.engine import database_url as parsed
from storage.engine import make_engine
from storage.tables import Person
from storage.tables.delivery import OutboxState
from storage.unit_of_work import Storage
from tests.delivery.bench import TEAM, Bench, install
from tests.delivery.nursery import senders

LONG = "EARSHOT_PROVE" in os.environ
PEOPLE, KILLS, TIMES = (5_000, 100, 1) if LONG else (30, 2, 20)
A_MINUTE = 300 * TIMES
"""Messages that the stand-in takes."""
LEAD = "U0LEAD"
"""Asks: a member may not reach so many."""


@pytest.fixture
async def pressed(migrated_url: str) -> AsyncIterator[Bench]:
    """A bench whose Slack keeps its limits."""
    storage = Storage(make_engine(parsed(migrated_url), busy_seconds=30))
    install(storage)
    limits = Limits(posts_per_minute=A_MINUTE, tier_factor=TIMES)
    async with Sandbox(limits=limits) as sandbox:
        bench = Bench(storage, sandbox, SystemClock())
        try:
            yield bench
        finally:
            await bench.slack.close()
            storage.close()


@pytest.mark.timeout(3600)
async def test_each_of_thousands_gets_one_dm_and_who_is_barred_none(pressed: Bench) -> None:
    bench, dice = pressed, random.Random(20261122)
    asked = [bench.sandbox.add_person(f"P{number}").id for number in range(PEOPLE)]
    spared = [bench.sandbox.add_person(f"S{number}").id for number in range(5)]
    barred = [bench.sandbox.add_person(f"B{number}").id for number in range(9)]
    lead = bench.sandbox.add_person("Lead").id
    now = datetime.now(UTC)
    await _send_survey(bench, asked, spared, barred, now)
    struck = [
        bench.sandbox.faults.add("chat.postMessage", kind, times=None, probability=share, seed=seed)
        for seed, (kind, share) in enumerate(
            [("ratelimited", 0.01), ("http_500_after", 0.01), ("http_503", 0.01), ("drop", 0.005)]
        )
    ]
    async with senders(bench, times=TIMES) as born:
        alive = await born()
        for life in range(KILLS):
            await _until(bench, PEOPLE * (life + dice.random()) / (KILLS + 1))
            os.kill(alive, signal.SIGKILL)
            alive = await born()
        bench.sandbox.faults.clear()
        rows = await bench.settled(900)
    got = Counter(
        f"U{channel.id[1:]}"
        for channel in bench.sandbox.space.world.channels.values()
        for _ in channel.messages
    )
    assert got.pop(lead), "its author hears how it goes"
    assert got == Counter(asked)
    sent = [row for row in rows if row.state is not OutboxState.CANCELLED and row.wave_id]
    assert Counter(row.state for row in sent) == {OutboxState.SENT: PEOPLE}
    lost, rate = sum(fault.hits for fault in struck), _rate(bench)
    sys.stdout.write(
        f"{PEOPLE} people, {KILLS} kills, {lost} faults, "
        f"{len(bench.calls('conversations.history'))} looks, {rate:.0%} of the permitted rate"
    )
    assert lost
    if LONG:
        assert rate >= 0.95


async def test_a_card_does_not_wait_behind_a_survey(bench: Bench) -> None:
    asked = [bench.sandbox.add_person(f"P{number}").id for number in range(40)]
    await _send_survey(bench, asked, [], [], datetime.now(UTC))
    sam = bench.sandbox.add_person("Sam")
    await bench.post("Critical", sam)
    async with bench.running(write=write_survey):
        await bench.until(lambda: len(bench.calls("chat.postMessage")) > 40)
    order = [call.args["channel"] for call in bench.calls("chat.postMessage")]
    assert order.index(sam.id) < 8, "among the first that are taken together"


async def test_what_is_cancelled_reaches_nobody_else(bench: Bench) -> None:
    asked = [bench.sandbox.add_person(f"P{number}").id for number in range(60)]
    now = datetime.now(UTC)
    await _send_survey(bench, asked, [], [], now)
    desk = Desk(now, timedelta(0), Guesses())

    def cancel(books: Books) -> None:
        wave = books.surveys.numbered(1)
        assert wave is not None
        cancel_wave(books, desk, wave, LEAD)

    async with bench.running(write=write_survey):
        await bench.until(lambda: len(bench.calls("chat.postMessage")) > 10)
        await bench.storage.write(TEAM, cancel)
        rows = await bench.settled()
    sent = [row for row in rows if row.wave_id and row.state is OutboxState.SENT]
    assert 10 <= len(sent) < 50, "what was on its way arrives, the rest does not"
    withdrawn = [row for row in rows if row.wave_id and row.state is OutboxState.CANCELLED]
    assert len(sent) + len(withdrawn) == 60


async def _send_survey(
    bench: Bench, asked: list[str], spared: list[str], barred: list[str], now: datetime
) -> None:
    """`spared` had another survey the day before."""

    def work(books: Books) -> None:
        for user_id in (LEAD, *asked, *spared, *barred):
            books.session.add(
                Person(
                    team_id=TEAM,
                    user_id=user_id,
                    is_deleted=user_id in barred[:3],
                    is_bot=user_id in barred[3:6],
                    home_team_id="T0PARTNER" if user_id in barred[6:] else TEAM,
                    seen_at=now,
                )
            )
        books.session.flush()
        books.people.add_lead(LEAD)
        if spared:
            before = _open(books, spared, now - timedelta(days=1))
            books.outbox.withdraw_wave(before, now)  # on the way it would be one more
        _open(books, [*asked, *spared, *barred], now)

    await bench.storage.write(TEAM, work)


def _open(books: Books, people: list[str], now: datetime) -> int:
    form = SurveyForm(
        (Question("nps", "Would you recommend us?"),),
        audience=Audience.PEOPLE,
        asked=Asked(people=tuple(people)),
    )
    wave = send_survey(books, Desk(now, timedelta(0), Guesses()), form, LEAD)
    open_wave(books, wave.id or 0, Found(people), now)
    return wave.id or 0


async def _until(bench: Bench, messages: float) -> None:
    """Until so many messages stand in Slack."""
    calls, seen, stand = bench.sandbox.calls, 0, 0
    while stand < messages:
        for call in calls[seen:]:
            stand += call.method == "chat.postMessage" and call.ts is not None
        seen = len(calls)
        await asyncio.sleep(0.01)


def _rate(bench: Bench) -> float:
    """What was sent until nine in ten had their message, by what the limits permit in that time."""
    sent = [call.at for call in bench.calls("chat.postMessage") if call.ts]
    most = sent[: len(sent) * 9 // 10]
    minutes = (most[-1] - most[0]).total_seconds() / 60
    return float(len(most) / minutes / A_MINUTE)
