"""Digests of two copies that are killed at any instruction, over a line that loses answers: one
post, one picture, one thread each, and periods that join. `EARSHOT_PROVE=1` kills three hundred."""

from __future__ import annotations

import asyncio
import os
import random
import signal
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import col, select

from bot.delivery.claims import History
from bot.domain.vocabulary import Feeling
from bot.sandbox import Channel
from bot.usecases.desk import Desk
from bot.usecases.digest_subscriptions import DigestEntry, set_up_digest
from bot.usecases.guessing import Guesses
from bot.usecases.log_observation import NewObservation, log_observation
from storage.books import Books
from storage.tables import DigestRun, OutboxRow
from storage.tables.delivery import OutboxState
from tests.delivery.bench import TEAM, Bench, know

KILLS = 300 if os.environ.get("EARSHOT_PROVE") else 6
COPIES = 2
BEGIN = datetime(2026, 9, 7, 9, tzinfo=UTC)
WEEK = timedelta(days=7)
SLACK_CALLS = 8
"""About as many as a digest takes, with its picture and its thread."""


@pytest.mark.timeout(300 + 10 * KILLS)
@pytest.mark.parametrize("history", ["all", "dm"])
async def test_killed_copies_post_each_digest_once(bench: Bench, history: History) -> None:
    dice = random.Random(4)
    cx = bench.sandbox.add_channel("cx")
    priya = bench.sandbox.add_person("Priya")
    await know(bench.storage, priya)
    await bench.storage.write(TEAM, lambda books: _set_up(books, cx.id, priya.id))

    def hear(week: int, now: datetime) -> Callable[[Books], None]:
        return lambda books: _hear(books, priya.id, week, now)

    faults = bench.sandbox.faults
    for seed, method in enumerate(
        ("chat.postMessage", "files.getUploadURLExternal", "files.completeUploadExternal")
    ):
        faults.add(method, "lose_answer", times=None, probability=0.08, seed=seed)
        faults.add(method, "http_503", times=None, probability=0.05, seed=10 + seed)
    now = BEGIN
    async with _copies(bench, history) as born:
        for week in range(KILLS // COPIES):
            now += WEEK
            await bench.storage.write(TEAM, hear(week, now))
            alive = [await born(now) for _ in range(COPIES)]
            for pid in alive:
                await _some_life(bench, dice)
                os.kill(pid, signal.SIGKILL)
        faults.clear()
        now += WEEK
        await born(now)
        await _until_made(bench, now)
        rows = await bench.settled(120)
    runs = await bench.storage.read(TEAM, lambda books: list(books.session.exec(select(DigestRun))))
    posts = {row.key: row for row in rows if row.key.startswith("digest:")}
    _assert_once(bench, cx, posts)
    sent = [run for run in runs if _state(posts, run) is OutboxState.SENT]
    sent.sort(key=lambda run: run.ends_at)
    states = {state: sum(_state(posts, run) is state for run in runs) for state in OutboxState}
    sys.stdout.write(f"{KILLS} kills, {len(runs)} digests: {states}; ")
    assert len(sent) > KILLS // 20
    if history == "all":
        assert {row.state for row in posts.values()} <= {OutboxState.SENT, OutboxState.CANCELLED}
        assert all(one.ends_at == other.starts_at for one, other in pairwise(sent)), "no gap"
        assert (sent[0].starts_at, sent[-1].ends_at) == (BEGIN, now)
    else:
        assert all(one.ends_at <= other.starts_at for one, other in pairwise(sent)), "no overlap"


def _set_up(books: Books, channel: str, by: str) -> None:
    desk = Desk(BEGIN, timedelta(), Guesses())
    set_up_digest(books, desk, DigestEntry(channel, 0, 18, "UTC"), by)


def _hear(books: Books, by: str, week: int, now: datetime) -> None:
    desk = Desk(now - timedelta(days=1), timedelta(), Guesses())
    new = NewObservation(f"It broke in week {week}.", feeling=Feeling.ANGRY, follow_up=False)
    log_observation(books, desk, by, new)


def _state(posts: dict[str, OutboxRow], run: DigestRun) -> OutboxState:
    return posts[f"digest:{run.subscription_id}:{run.day}"].state


def _assert_once(bench: Bench, cx: Channel, posts: dict[str, OutboxRow]) -> None:
    """No message stands twice, each thread has a picture of its own and is where it belongs."""
    messages = bench.sandbox.messages(cx)
    ids = [message["metadata"]["event_payload"]["id"] for message in messages]
    assert len(set(ids)) == len(ids), "nothing is said twice"
    by_uid = {row.uid: row for row in posts.values()}
    assert set(ids) <= set(by_uid)
    uids_sent = {row.uid for row in posts.values() if row.state is OutboxState.SENT}
    assert uids_sent <= set(ids)
    pictures: list[str] = []
    for message, uid in zip(messages, ids, strict=True):
        key = by_uid[uid].key
        images = [block for block in message["blocks"] if block["type"] == "image"]
        assert len(images) == key.endswith(":thread"), key
        pictures += [image["slack_file"]["id"] for image in images]
        if images:
            parent = posts[key.removesuffix(":thread")]
            assert message["thread_ts"] == parent.ts
    assert len(set(pictures)) == len(pictures)


async def _some_life(bench: Bench, dice: random.Random) -> None:
    """Mostly until the copies have made so many calls, and any moment more: by calls and not by
    time, lest a busy machine kill them all before they begin. Sometimes before that."""
    calls: Any = bench.sandbox.calls
    early = dice.random() < 0.25
    until = len(calls) + (0 if early else dice.randint(1, SLACK_CALLS))
    end = asyncio.get_running_loop().time() + 8
    while len(calls) < until and asyncio.get_running_loop().time() < end:  # noqa: ASYNC110
        await asyncio.sleep(0.002)
    await asyncio.sleep(dice.uniform(0, 0.5 if early else 0.05))


async def _until_made(bench: Bench, now: datetime) -> None:
    """Wait for the last digest: it covers whatever none before it does."""

    def made(books: Books) -> bool:
        query = select(DigestRun).where(col(DigestRun.ends_at) == now)
        return books.session.exec(query).first() is not None

    async with asyncio.timeout(60):
        while not await bench.storage.read(TEAM, made):  # noqa: ASYNC110
            await asyncio.sleep(0.05)


@asynccontextmanager
async def _copies(
    bench: Bench, history: str
) -> AsyncIterator[Callable[[datetime], Awaitable[int]]]:
    """Starts copies; all are dead in the end, also when the test process is killed."""
    nursery = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.delivery.digest_copy",
        bench.storage.engine.url.render_as_string(hide_password=False),
        bench.sandbox.api_url,
        history,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        cwd=Path(__file__).parents[2],
    )
    assert nursery.stdin is not None
    assert nursery.stdout is not None
    stdin, stdout = nursery.stdin, nursery.stdout

    async def born(now: datetime) -> int:
        stdin.write(f"{now.isoformat()}\n".encode())
        return int(await stdout.readline())

    try:
        yield born
    finally:
        stdin.close()
        await nursery.wait()
