"""Slack waits three seconds for an answer: whatever is slow shares them."""

from __future__ import annotations

import asyncio
import sqlite3
import time
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path

import pytest

from bot.sandbox.answers import Answer, all_text
from handlers.inbound import Kind, from_interaction
from storage.tables import Person
from tests.support.inside import Inside, inside

TEAM = "T0EARSHOT"


@pytest.fixture
async def firm(tmp_path: Path) -> AsyncIterator[Inside]:
    async with inside(f"sqlite:///{tmp_path}/earshot.db") as firm:
        yield firm


async def test_words_are_stored_though_slack_does_not_say_who_it_is(firm: Inside) -> None:
    firm.sandbox.faults.add("users.info", "delay", seconds=2.4)
    answer = await firm.cx(firm.sam, "log It ate the file")
    assert answer.seconds < 2.2
    assert "Got it" in all_text(answer.message or {})
    assert not (await _person(firm, firm.sam.id)).is_known
    await firm.cx(firm.sam, "log And again")  # asked once more, as it was left out
    assert (await _person(firm, firm.sam.id)).name == "Sam"


async def test_whom_slack_does_not_name_may_log_and_read_nothing(firm: Inside) -> None:
    await firm.cx(firm.priya, "log It ate the file customer:Acme")
    firm.sandbox.faults.add("users.info", "error:fatal_error", times=None)
    assert "Got it" in (await firm.cx(firm.sam, "log It ate mine too")).text
    for typed in ("/cx search ate", "/cx issues", "/cx report 7d", "/survey nps to:#general"):
        command, _, rest = typed.partition(" ")
        answer = await firm.sam.slash(command, rest, channel=firm.general)
        assert "Slack didn't answer me" in answer.text
        assert "Acme" not in answer.text


async def test_a_stranger_stays_one_while_slack_is_silent(firm: Inside) -> None:
    firm.sandbox.faults.add("users.info", "error:user_not_found")
    firm.sandbox.faults.add("users.info", "error:fatal_error", times=None)
    for _ in range(2):
        answer = await firm.cx(firm.sam, "search ate")
        assert "only for people of the company" in answer.text


async def test_a_slow_slack_and_a_locked_database_share_one_deadline(
    firm: Inside, tmp_path: Path
) -> None:
    firm.sandbox.faults.add("users.info", "delay", seconds=2.4)
    with closing(sqlite3.connect(tmp_path / "earshot.db", isolation_level=None)) as holder:
        holder.execute("BEGIN IMMEDIATE")
        asked = asyncio.create_task(firm.cx(firm.sam, "log It ate the file"))
        await asyncio.sleep(2.9)
        assert asked.done()
        holder.execute("ROLLBACK")
    answer: Answer = await asked
    assert answer.ok
    assert "It ate the file" in all_text(answer.message or {})  # not stored, and not lost


async def test_people_who_are_named_are_asked_for_at_once(firm: Inside) -> None:
    firm.sandbox.faults.add("users.info", "delay", seconds=0.4, times=None)
    named = {"users": {"leads": {"selected_users": [firm.lena.id, firm.sam.id, firm.priya.id]}}}
    view = {"id": "V1", "callback_id": "settings", "state": {"values": named}}
    body = {"user": {"id": firm.lena.id}, "view": view}
    begun = time.monotonic()
    await firm.app.gate.directory.ensure(from_interaction(Kind.SUBMISSION, body, TEAM))
    assert time.monotonic() - begun < 0.9
    assert (await _person(firm, firm.priya.id)).name == "Priya"


async def _person(firm: Inside, user_id: str) -> Person:
    person = await firm.app.storage.read(TEAM, lambda books: books.people.get(user_id))
    assert person is not None
    return person
