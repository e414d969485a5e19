"""Senders that are killed at any instruction, over a line that loses answers: nothing is doubled,
nothing is missing. `EARSHOT_PROVE=1` kills three hundred of them on each database."""

from __future__ import annotations

import asyncio
import os
import random
import re
import signal
import sys
from collections import Counter
from typing import Literal

import pytest
from sqlmodel import select

from bot.sandbox import Channel, Person
from storage.books import Books
from storage.repositories.queue import ACROSS
from storage.tables import Card
from storage.tables.delivery import OutboxState
from tests.delivery.bench import Bench
from tests.delivery.nursery import senders

KILLS = 300 if os.environ.get("EARSHOT_PROVE") else 12
AT_ONCE = 2
"""Senders alive at the same time: one takes over while another goes on."""


@pytest.mark.timeout(120 + 4 * KILLS)
async def test_killed_senders_and_lost_answers_double_nothing_and_lose_nothing(
    bench: Bench,
) -> None:
    dice = random.Random(20261122)
    people = [bench.sandbox.add_person(f"P{number}") for number in range(4)]
    places: list[Person | Channel] = [
        *people,
        bench.sandbox.add_channel("cx"),
        bench.sandbox.add_channel("digest"),
    ]
    faults = bench.sandbox.faults
    struck = [
        faults.add("chat.postMessage", kind, times=None, probability=probability, seed=seed)
        for seed, (kind, probability) in enumerate(
            [("lose_answer", 0.06), ("drop", 0.04), ("http_500_after", 0.03), ("http_503", 0.03)]
        )
    ]
    for seed, method in enumerate(["files.getUploadURLExternal", "files.completeUploadExternal"]):
        faults.add(method, "lose_answer", times=None, probability=0.1, seed=seed)
    faults.add("chat.postMessage", "delay", seconds=0.02, times=None, probability=0.5, seed=7)
    faults.add("chat.update", "delay_answer", seconds=0.02, times=None, probability=0.5, seed=8)
    faults.add("conversations.history", "http_500", times=None, probability=0.1, seed=9)
    keys: list[str] = []
    async with senders(bench) as born:
        alive = [await born() for _ in range(AT_ONCE)]
        for life in range(KILLS):
            for number in range(4):
                key = f"message {life}.{number}"
                await bench.post(key, dice.choice(places))
                keys.append(key)
            if dice.random() < 0.4:
                file: Literal["shown", "shared"] = dice.choice(("shown", "shared"))
                await bench.post(f"file {life}", dice.choice(places), file=file)
                keys.append(f"file {life}")
            parent = await bench.card(life, dice.choice(people))
            keys.append(f"card {life}")
            if dice.random() < 0.3:
                card = await bench.get_card(parent)
                person = next(person for person in people if person.id == card.person)
                await bench.post(f"reply {life}", person, thread=parent)
                keys.append(f"reply {life}")
            await bench.touch(dice.randrange(life + 1))
            await _some_life(bench, dice)
            os.kill(alive.pop(dice.randrange(AT_ONCE)), signal.SIGKILL)
            alive.append(await born())
        faults.clear()
        rows = await bench.settled(60 + KILLS / 2)
        cards = await _fresh(bench)
    assert {row.state for row in rows} == {OutboxState.SENT}
    standing = {
        str(message["ts"]): str(message["text"])
        for place in bench.sandbox.space.world.channels
        for message in bench.sandbox.messages(place)
    }
    said = Counter(re.sub(r" version \d+$", "", text) for text in standing.values())
    assert said == Counter(keys)
    # the message that shares a file is not named by Slack
    assert {row.ts for row in rows if row.ts} == set(standing) - _shares(bench)
    assert all(
        standing[card.ts or ""] == f"card {card.record_id} version {card.wanted}" for card in cards
    )
    lookups = len(bench.calls("conversations.history")) + len(bench.calls("conversations.replies"))
    lost = sum(fault.hits for fault in struck)
    edits = len(bench.calls("chat.update"))
    sys.stdout.write(
        f"{KILLS} kills, {len(keys)} messages, {lost} lost answers, {lookups} looks, {edits} edits"
    )
    assert lost > KILLS / 20
    assert lookups > lost


def _shares(bench: Bench) -> set[str]:
    return {
        str(message["ts"])
        for place in bench.sandbox.space.world.channels
        for message in bench.sandbox.messages(place)
        if "files" in message
    }


async def _some_life(bench: Bench, dice: random.Random) -> None:
    """Until the senders have made so many calls, and any moment more: by calls and not by time,
    lest a busy machine kill them all before they begin."""
    calls = bench.sandbox.calls
    until = len(calls) + dice.randrange(8)
    end = asyncio.get_running_loop().time() + 3
    while len(calls) < until and asyncio.get_running_loop().time() < end:  # noqa: ASYNC110
        await asyncio.sleep(0.005)
    await asyncio.sleep(dice.uniform(0, 0.03))


async def _fresh(bench: Bench) -> list[Card]:
    """Wait until no card is stale; all cards."""

    def work(books: Books) -> list[Card]:
        return list(books.session.exec(select(Card)))

    async with asyncio.timeout(30):
        while True:
            cards = await bench.storage.read(ACROSS, work)
            if not any(card.refresh_at for card in cards):
                return cards
            await asyncio.sleep(0.05)
