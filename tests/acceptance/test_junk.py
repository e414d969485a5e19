"""Junk at the door: never a 5xx, nothing stored by who is not Slack, and the app lives on.
`EARSHOT_PROVE=1` sends 20,000 requests on each database."""

from __future__ import annotations

import asyncio
import os
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

import aiohttp
import pytest
from sqlmodel import SQLModel

from bot.sandbox.record import Delivery
from handlers.front_door import MAX_BYTES
from tests.acceptance.company import Company, company, open_for_business, shown
from tests.acceptance.door import JSON, Request
from tests.acceptance.mutation import Mutator
from tests.support.live import BOT, SECRET, until

REQUESTS = 20_000 if os.environ.get("EARSHOT_PROVE") else 600
CONNECTIONS = 16

pytestmark = [pytest.mark.xdist_group("acceptance_junk"), pytest.mark.timeout(600)]


async def test_junk_at_the_door_stores_nothing_and_breaks_nothing(
    database_url: str, tmp_path: Path
) -> None:
    logs = tmp_path / "log"
    async with company("http", database_url, limits=False, logs=logs) as firm:
        await open_for_business(firm)
        mutator = Mutator(await _some_of_everything(firm), seed=20261122)
        await until(lambda: _at_rest(firm))

        before = _counts(firm)
        answers = await _send_all(firm, mutator.unwelcome(REQUESTS // 2))
        wrong = [
            (status, want, request.headers, request.body[:300])
            for want, request, status in answers
            if status != want
        ]
        assert wrong == []
        assert _counts(firm) == before

        answers = await _send_all(firm, _good(mutator.real()))  # replayed, signed anew
        assert {status for *_, status in answers} == {200}
        assert _counts(firm) == before

        answers = await _send_all(firm, _good(mutator.mutants(REQUESTS // 2)))
        counted = Counter(status for *_, status in answers)
        odd = [request for _, request, status in answers if status not in (200, 400)]
        # an event that meets a busy database is refused so that Slack sends it again; nothing else
        assert {request.headers["content-type"] for request in odd} <= {JSON}, odd
        assert len(odd) <= REQUESTS / 1000, (counted, odd)
        again = await _send_all(firm, _good(odd))
        assert {status for *_, status in again} <= {200, 400}, again
        assert counted[200] > REQUESTS // 8  # it got past the door

        assert firm.live.running
        # signed junk may have made anybody a guest; who comes new is served as ever
        nina = firm.sandbox.add_person("Nina")
        firm.general.members.add(nina.id)
        assert (await firm.log("As ever", nina)).text.startswith("Got it.")
        # to trigger ids and response URLs that never were the app says in vain what it has to say
        firm.sandbox.refusals.clear()
    _tell_no_tales(logs.read_text())


async def _some_of_everything(firm: Company) -> list[Delivery]:
    """A short play with a request of every kind; its deliveries."""
    sam, priya = firm.sam, firm.priya
    await firm.log("It ate the file")
    card = await shown(sam, "It ate the file", button="Acknowledge")
    await sam.press(card, "Acknowledge")
    await sam.press(await shown(sam, button="Make a promise"), "Make a promise")
    await sam.fill("Next step", "Find out why")
    await sam.submit()
    await sam.press(await shown(sam, button="Reassign"), "Reassign")
    await sam.close(whole_stack=True)
    await priya.slash("/cx", "search file", channel=firm.general)
    await priya.slash("/cx", "issues", channel=firm.general)
    await priya.shortcut("log_observation")
    await priya.fill("What did the customer say or do?", "Seats were full")
    await priya.suggest(priya.modal or {}, "Customer", "ac")
    await priya.suggest(priya.modal or {}, "Touchpoint", "da")
    await priya.choose(priya.modal or {}, "Severity", "Critical")
    await until(lambda: "follow_up_1" in str(priya.modal))
    await priya.submit()
    await priya.press(priya.modal or {}, "Edit")
    await until(lambda: "What had they expected?" in str(priya.modal))
    await priya.submit()
    await priya.close(whole_stack=True)
    message = await firm.lena.say(firm.general, "Too slow")
    await priya.message_shortcut("log_message", message, firm.general)
    await until(lambda: priya.modal)
    await priya.close()
    await priya.mention(firm.general, "log Slow again")
    await priya.say(None, "They said it is slow")
    await priya.react(firm.general, message, "ear")
    await priya.open_home()
    await firm.sandbox.user_change(priya, name="Priya P.")
    return list(firm.sandbox.deliveries)


def _good(requests: Iterable[Request]) -> Iterator[tuple[int, Request]]:
    return ((200, request) for request in requests)


async def _send_all(
    firm: Company, wanted: Iterable[tuple[int, Request]]
) -> list[tuple[int, Request, int]]:
    """(wanted status, request, answered status) of each; 0 where there was no answer. Requests are
    made as they are sent: a signature is good for five minutes."""
    answers: list[tuple[int, Request, int]] = []
    coming = iter(wanted)

    async def send() -> None:
        for want, request in coming:
            try:
                async with session.post(
                    "/slack/events", data=request.body, headers=request.headers
                ) as response:
                    status = response.status
            except aiohttp.ClientError:
                # it may hang up on what is too large before all of it was sent
                status = 413 if len(request.body) > MAX_BYTES else 0
            answers.append((want, request, status))

    async with aiohttp.ClientSession(base_url=firm.live.url) as session:
        await asyncio.gather(*(send() for _ in range(CONNECTIONS)))
    return answers


def _counts(firm: Company) -> dict[str, int]:
    return {
        name: firm.rows(f"SELECT count(*) FROM {name}")[0][0] for name in SQLModel.metadata.tables
    }


def _tell_no_tales(logs: str) -> None:
    """Whatever went wrong, the log holds no token and nobody's words."""
    assert "request_failed" not in logs  # nothing from outside gets as far as that
    for secret in (SECRET, BOT, "ate the file", "Seats were full", "slow", "Acme"):
        assert secret not in logs, secret


def _at_rest(firm: Company) -> bool:
    waiting = firm.rows("SELECT 1 FROM outbox WHERE state IN ('queued', 'sending', 'unknown')")
    return not waiting
