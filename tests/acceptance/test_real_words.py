"""Words arrive to the letter, are found again and stay inert, whatever they are, whatever fails.
`EARSHOT_WORDS_CSV` names a file of real ones (columns text, category) to be tried as well."""

from __future__ import annotations

import asyncio
import contextlib
import csv
import os
import sqlite3
from collections.abc import AsyncIterator, Iterator, Sequence
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy.engine import make_url

from bot.sandbox import Person
from bot.sandbox.answers import Answer
from bot.sandbox.world import Json
from tests.acceptance.company import (
    PLACE,
    Company,
    company,
    everything,
    labels,
    open_for_business,
    shown,
)
from tests.acceptance.nasty_words import CHANGED, ORDERS, PLAIN
from tests.support.live import until

REAL = os.environ.get("EARSHOT_WORDS_CSV")
MANY = 1000

pytestmark = [pytest.mark.xdist_group("acceptance_words"), pytest.mark.timeout(900)]


async def test_nasty_words_are_stored_to_the_letter_found_again_and_shown_inert(
    database_url: str,
) -> None:
    async with company("http", database_url, limits=False) as firm:
        await open_for_business(firm)
        wanted = {**{words: words for words in PLAIN}, **CHANGED}
        for typed, stored in wanted.items():
            answer = await _logged(firm, typed)
            assert _last(firm) == stored
            _inert(answer.message)
            page = await _search(firm, stored)
            assert _stands_in(page, stored), stored
        assert [row[0] for row in firm.rows("SELECT words FROM observation ORDER BY id")] == list(
            wanted.values()
        )
        for word in ("log", "log   ", 'log customer:"Acme" feeling:angry'):
            refused = await firm.priya.slash("/cx", word, channel=firm.general)
            assert "There are no words yet." in refused.text
        assert firm.rows("SELECT count(*) FROM observation")[0][0] == len(wanted)


async def test_a_refusal_carries_back_all_that_was_typed(tmp_path: Path) -> None:
    async with company("http", f"sqlite:///{tmp_path}/e.db", limits=False) as firm:
        for words in (*PLAIN, "long " * 2180):
            answer = await firm.priya.slash("/cx", f"lgo {words}", channel=firm.general)
            assert "I don't know “lgo”" in answer.text
            _inert(answer.message)
            back = _plain_words(answer.message).rstrip()
            assert back.endswith(f"lgo {words}".rstrip()), words
        answer = await firm.priya.slash("/cx", f"lgo {'😀' * 12_000}", channel=firm.general)
        assert "lgo 😀😀" in answer.text
        assert "A message holds no more." in answer.text


async def test_nasty_words_stay_inert_all_the_way_to_owner_and_reporter(tmp_path: Path) -> None:
    nasty = [words for words in PLAIN if len(words) < 300 and any(o in words for o in ("<", "*"))]
    async with company("http", f"sqlite:///{tmp_path}/e.db", limits=False) as firm:
        await open_for_business(firm)
        for number, words in enumerate(nasty, start=1):
            typed = f'log {words} customer:"{words[:20]}" touchpoint:"{PLACE}" severity:critical'
            _inert((await firm.priya.slash("/cx", typed, channel=firm.general)).message)
            whole = await firm.sam.slash("/cx", f"issue {number}", channel=firm.general)
            _inert(whole.message)
            await firm.sam.press(whole, "Resolve")
            await firm.sam.fill("What changed?", words)
            await firm.sam.fill("Root cause", words)
            assert (await firm.sam.submit()).errors == {}
            edit = await firm.priya.slash("/cx", f"issue {number}", channel=firm.general)
            _inert(edit.message)
        for person in (firm.sam, firm.priya):
            await until(partial(_has, person, 3))
            for message in everything(person):
                _inert(message)


@pytest.mark.skipif(not REAL, reason="EARSHOT_WORDS_CSV names no file of real words")
async def test_a_thousand_real_words_are_stored_to_the_letter_and_found_again(
    database_url: str,
) -> None:
    with open(str(REAL), encoding="utf-8", newline="") as file:  # noqa: ASYNC230
        said = [row["text"] for row in islice(csv.DictReader(file), MANY)]
    assert len(said) == MANY
    async with company("http", database_url, limits=False) as firm:
        await open_for_business(firm)
        for words in said:
            _inert((await _logged(firm, words)).message)
        stored = [row[0] for row in firm.rows("SELECT words FROM observation ORDER BY id")]
        assert stored == [words.strip() for words in said]
        pages: dict[str, str] = {}
        for words in stored:
            asked = " ".join(words.split()[:3])
            if asked not in pages:
                pages[asked] = "\n".join([page async for page in _pages(firm, asked)])
            assert f"“{words}”" in pages[asked], words


# -- when something else fails ---------------------------------------------------------------------


async def test_while_the_database_is_locked_the_words_come_back_in_time(database_url: str) -> None:
    async with company("http", database_url) as firm:
        await open_for_business(firm)
        await firm.log("Before the lock")
        await asyncio.sleep(1.2)  # the cards are on their way
        before = firm.rows("SELECT count(*) FROM observation")
        with _locked(database_url):
            answers = await asyncio.gather(*(firm.log(f"In the lock {n} & so") for n in range(3)))
        for number, answer in enumerate(answers):
            assert answer.ok
            assert "I couldn't store this just now" in answer.text
            assert f"In the lock {number} & so" in answer.text
        await asyncio.sleep(1)
        assert firm.rows("SELECT count(*) FROM observation") == before
        assert firm.rows("SELECT count(*) FROM issue") == [(1,)]
        assert (await firm.log("After the lock")).text.startswith("Got it.")
        await shown(firm.sam, "After the lock")


async def test_while_slack_answers_500_words_are_stored_and_people_hear_a_sentence(
    tmp_path: Path,
) -> None:
    url = f"sqlite:///{tmp_path}/e.db"
    async with company("http", url, EARSHOT_SETTLE_SECONDS="1") as firm:
        await open_for_business(firm)
        for method in ("users.info", "views.open", "chat.postMessage", "chat.update"):
            firm.sandbox.faults.add(method, "http_500", times=None)
        nina = firm.sandbox.add_person("Nina")  # nobody Earshot ever heard of
        firm.general.members.add(nina.id)
        assert (await firm.log("Said to who is not known", nina)).text.startswith("Got it.")
        assert _last(firm) == "Said to who is not known"
        for answer in (
            await firm.priya.slash("/cx", channel=firm.general),
            await firm.priya.slash("/cx", "  ", channel=firm.general),
        ):
            assert "Slack didn't answer me" in answer.text
        firm.sandbox.faults.clear()
        assert len((await firm.priya.slash("/cx", channel=firm.general)).views) == 1
        await shown(firm.sam, "Said to who is not known", button="Acknowledge")
        assert len(firm.sam.dm) == 1


# -- helpers ---------------------------------------------------------------------------------------


async def _logged(firm: Company, typed: str) -> Answer:
    answer = await firm.priya.slash("/cx", f"log {typed}", channel=firm.general)
    assert answer.ok, typed
    assert answer.text.startswith("Got it."), (typed, answer.text)
    return answer


async def _search(firm: Company, stored: str) -> Json | None:
    asked = " ".join(stored.split()[:3])
    return (await firm.priya.slash("/cx", f"search {asked}", channel=firm.general)).message


async def _pages(firm: Company, asked: str) -> AsyncIterator[str]:
    """The words on each page of a search."""
    answer = await firm.priya.slash("/cx", f"search {asked}", channel=firm.general)
    page = answer.message
    while page is not None:
        _inert(page)
        yield _plain_words(page)
        if "Next page" not in labels(page):
            return
        page = await (await firm.priya.press(page, "Next page")).reply()


def _has(person: Person, count: int) -> bool:
    return len(person.dm) >= count


def _last(firm: Company) -> Any:
    return firm.rows("SELECT words FROM observation ORDER BY id DESC LIMIT 1")[0][0]


def _stands_in(page: Json | None, words: str) -> bool:
    """Whether the page shows the words, or the beginning of very long ones (emoji count twice)."""
    return f"“{words[:390]}" in _plain_words(page)


def _texts(node: object) -> Iterator[tuple[str, str]]:
    """(type, text) of every text object."""
    if isinstance(node, dict):
        if node.get("type") in ("mrkdwn", "plain_text"):
            yield node["type"], node["text"]
        for inner in node.values():
            yield from _texts(inner)
    elif isinstance(node, Sequence) and not isinstance(node, str):
        for inner in node:
            yield from _texts(inner)


def _plain_words(message: Json | None) -> str:
    return "".join(text for kind, text in _texts(message) if kind == "plain_text")


def _inert(message: Json | None) -> None:
    """What Slack parses holds no order of anybody's."""
    assert message is not None
    parsed = [text for kind, text in _texts(message) if kind == "mrkdwn"] + [message["text"]]
    for text in parsed:
        assert not any(order in text for order in ORDERS), text


@contextlib.contextmanager
def _locked(database_url: str) -> Iterator[None]:
    """Somebody else holds what a logging needs, and does not let go of it."""
    url = make_url(database_url)
    if url.get_backend_name() == "sqlite":
        holder: Any = sqlite3.connect(str(url.database), isolation_level=None)
        holder.execute("BEGIN IMMEDIATE")
    else:
        holder = psycopg.connect(
            dbname=url.database, user=url.username, host=str(url.query["host"])
        )
        holder.execute("LOCK TABLE observation IN ACCESS EXCLUSIVE MODE")
    try:
        yield
    finally:
        holder.rollback()
        holder.close()
