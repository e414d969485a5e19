"""Slack waits three seconds for an answer: whatever is slow shares them.

What is slow stays so until the answer is there, so that no clock is needed to see that it was not
waited for.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from bot.sandbox.answers import all_text
from bot.sandbox.interactions import PATIENCE as OF_SLACK
from handlers import inbound
from handlers.inbound import Kind, from_interaction
from storage import engine
from storage.tables import Person
from tests.support.inside import Inside, inside
from tests.support.live import until
from tests.support.patience import PATIENCE

TEAM = "T0EARSHOT"
ENDLESS = 2 * PATIENCE


@pytest.fixture
async def firm(tmp_path: Path) -> AsyncIterator[Inside]:
    async with inside(f"sqlite:///{tmp_path}/earshot.db") as firm:
        yield firm


def test_slack_would_wait_for_all_that_is_waited_for() -> None:
    assert inbound.ASKED_WITHIN < inbound.ANSWERED_WITHIN < OF_SLACK
    assert engine.BUSY_SECONDS < OF_SLACK


async def test_words_are_stored_though_slack_does_not_say_who_it_is(
    firm: Inside, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inbound, "ASKED_WITHIN", 0.2)
    monkeypatch.setattr(inbound, "ANSWERED_WITHIN", PATIENCE)
    firm.sandbox.faults.add("users.info", "delay", seconds=ENDLESS)
    answer = await firm.cx(firm.sam, "log It ate the file")
    assert "Got it" in all_text(answer.message or {})
    assert not (await _person(firm, firm.sam.id)).is_known
    firm.sandbox.faults.clear()
    monkeypatch.setattr(inbound, "ASKED_WITHIN", PATIENCE)
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


@pytest.fixture
def in_haste(firm: Inside, monkeypatch: pytest.MonkeyPatch) -> None:
    """Half a second for an answer, of a database that would wait without end."""
    monkeypatch.setattr(inbound, "ASKED_WITHIN", 0.2)
    monkeypatch.setattr(inbound, "ANSWERED_WITHIN", 0.5)
    firm.app.storage.engine.update_execution_options(**{engine.PATIENCE: ENDLESS})


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    with closing(sqlite3.connect(folder / "earshot.db", isolation_level=None)) as holder:
        holder.execute("BEGIN IMMEDIATE")
        yield


@pytest.mark.usefixtures("in_haste")
async def test_a_locked_database_is_waited_for_no_longer_than_slack_waits(
    firm: Inside, tmp_path: Path
) -> None:
    with _locked(tmp_path):
        answer = await firm.cx(firm.sam, "log It ate the file")
    assert "It ate the file" in answer.text  # not stored, and not lost


@pytest.mark.usefixtures("in_haste")
async def test_a_slow_slack_and_then_a_locked_database_share_one_deadline(
    firm: Inside, tmp_path: Path
) -> None:
    silence = firm.sandbox.faults.add("users.info", "delay", seconds=ENDLESS)
    logging = asyncio.create_task(firm.cx(firm.sam, "log It ate the file"))
    await until(lambda: silence.hits == 1)
    with _locked(tmp_path):
        answer = await logging
    firm.sandbox.faults.clear()
    assert "It ate the file" in answer.text


async def test_people_who_are_named_are_asked_for_at_once(
    firm: Inside, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inbound, "ASKED_WITHIN", PATIENCE)
    silence = firm.sandbox.faults.add("users.info", "delay", seconds=ENDLESS, times=None)
    named = {"users": {"leads": {"selected_users": [firm.lena.id, firm.sam.id, firm.priya.id]}}}
    view = {"id": "V1", "callback_id": "settings", "state": {"values": named}}
    body = {"user": {"id": firm.lena.id}, "view": view}
    known = asyncio.create_task(
        firm.app.gate.directory.ensure(from_interaction(Kind.SUBMISSION, body, TEAM))
    )
    await until(lambda: silence.hits == 3)
    firm.sandbox.faults.clear()
    await known
    assert (await _person(firm, firm.priya.id)).name == "Priya"


async def _person(firm: Inside, user_id: str) -> Person:
    person = await firm.app.storage.read(TEAM, lambda books: books.people.get(user_id))
    assert person is not None
    return person
