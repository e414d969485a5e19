"""Everything counts once: two people at once, double-clicks, repeats of Slack's."""

from __future__ import annotations

import asyncio
import os
from collections import Counter
from pathlib import Path

import httpx
import pytest

from bot.sandbox.answers import Answer, all_text
from tests.acceptance import door
from tests.acceptance.company import (
    PLACE,
    Company,
    company,
    everything,
    labels,
    open_for_business,
    replied,
    shown,
    works_every_day,
)
from tests.support.live import until

ROUNDS = 1000 if os.environ.get("EARSHOT_PROVE") else 25
"""On each database."""
pytestmark = [pytest.mark.xdist_group("acceptance_at_once"), pytest.mark.timeout(120 + ROUNDS)]

FRIENDLY = "Already acknowledged by <@{}>. Nothing more to press here."


async def test_of_two_who_press_acknowledge_at_once_one_wins_and_the_other_reads_who(
    database_url: str,
) -> None:
    async with company("http", database_url) as firm:
        await open_for_business(firm)
        wins: Counter[str] = Counter()
        for number in range(1, ROUNDS + 1):
            await _log_high(firm, f"Round {number}")
            screens = [
                await who.slash("/cx", f"issue {number}", channel=firm.general)
                for who in (firm.sam, firm.lena)
            ]
            presses = await asyncio.gather(
                firm.sam.press(screens[0], "Acknowledge"),
                firm.lena.press(screens[1], "Acknowledge"),
            )
            assert [press for press in presses if not press.ok] == []
            said = [await replied(press) for press in presses]
            (_, opened, *_), (winner, what, *states) = firm.history(number)
            assert (opened, what, states[:2]) == (
                "opened",
                "acknowledged",
                ["open", "acknowledged"],
            )
            friendly = FRIENDLY.format(winner)
            second = firm.lena if winner == firm.sam.id else firm.sam
            assert friendly in said, said
            assert said.index(friendly) == [firm.sam, firm.lena].index(second), said
            assert said.count(friendly) == 1
            wins[str(winner)] += 1
        assert wins.total() == ROUNDS


async def test_a_double_click_acknowledges_once(tmp_path: Path) -> None:
    async with company("http", f"sqlite:///{tmp_path}/e.db") as firm:
        await open_for_business(firm)
        await firm.log("It ate the file")
        card = await shown(firm.sam, "It ate the file", button="Acknowledge")
        first, second = await asyncio.gather(
            firm.sam.press(card, "Acknowledge"), firm.sam.press(card, "Acknowledge")
        )
        assert first.ok
        assert second.ok
        await until(lambda: first.replies or second.replies)
        assert [row[1] for row in firm.history(1)] == ["opened", "acknowledged"]
        await shown(firm.priya, "has it now")
        assert len(firm.priya.dm) == 1
        assert len(firm.sam.dm) == 1
        said = [all_text(reply) for each in (first, second) for reply in each.replies]
        assert said.count(FRIENDLY.format(firm.sam.id)) <= 1


async def test_a_request_that_comes_again_has_one_effect(tmp_path: Path) -> None:
    async with company("http", f"sqlite:///{tmp_path}/e.db") as firm:
        await open_for_business(firm)
        await firm.log("It ate the file")
        card = await shown(firm.sam, "It ate the file", button="Acknowledge")
        await firm.sam.press(card, "Acknowledge")
        await firm.priya.mention(firm.general, f"log Seats were full touchpoint:{PLACE!r}")
        by_kind = {delivery.kind: delivery.payload for delivery in firm.sandbox.deliveries}
        again = [
            door.command(by_kind["slash_commands"]),
            door.interaction(by_kind["interactive"]),
            door.event(by_kind["events_api"]),
        ]
        before = _counts(firm)
        async with httpx.AsyncClient(base_url=firm.live.url) as client:
            for request in again * 3:  # the very same bytes, signature and all
                assert (await door.send(client, request)).status_code == 200
        events = [each for each in firm.sandbox.deliveries if each.kind == "events_api"]
        for retry in (1, 2, 3):  # as Slack does when it heard no answer
            assert (await firm.sandbox.redeliver(events[-1], retry)).ok
        assert _counts(firm) == before
        assert before["observation"] == 2
        # and after a new start, too: what was seen is kept in the database
        await firm.live.stop()
        await firm.live.start()
        async with httpx.AsyncClient(base_url=firm.live.url) as client:
            for request in again:
                assert (await door.send(client, request)).status_code == 200
        assert _counts(firm) == before


async def test_after_three_cards_in_an_hour_the_rest_come_together(tmp_path: Path) -> None:
    async with company("http", f"sqlite:///{tmp_path}/e.db") as firm:
        await open_for_business(firm)
        firm.write(works_every_day(firm.sam))
        for number in range(1, 7):
            await _log_high(firm, f"Stumble {number}")
            if number <= 3:
                await shown(firm.sam, f"Stumble {number}", button="Acknowledge")
        bundle = await shown(firm.sam, "together", "Stumble 4", "Stumble 5", "Stumble 6")
        assert len(everything(firm.sam)) == 4
        assert labels(bundle).count("Acknowledge") == 3
        # the buttons in it are as good as those of a card
        assert (await firm.sam.press(bundle, "Acknowledge", nth=1)).ok
        await until(lambda: len(firm.history(5)) == 2)
        await shown(firm.priya, "Stumble 5", "has it now")


async def test_what_is_undone_while_it_settles_disturbs_nobody(tmp_path: Path) -> None:
    async with company("http", f"sqlite:///{tmp_path}/e.db", EARSHOT_CARD_DELAY="2") as firm:
        await open_for_business(firm)
        firm.write(works_every_day(firm.sam))
        slip = await _log_high(firm, "A slip")
        meant = await _log_high(firm, "Meant so")
        undone = await replied(await firm.priya.press(slip, "Undo"))
        assert undone.startswith("Undone.")
        edited = await firm.priya.press(meant, "Edit")
        await until(lambda: edited.views)
        await firm.priya.fill("What did the customer say or do?", "Meant just so")
        assert (await firm.priya.submit()).errors == {}
        await shown(firm.sam, "Meant just so", button="Acknowledge")
        assert await firm.live.command("tick") == 0
        assert len(everything(firm.sam)) == 1
        assert everything(firm.priya) == []
        assert [row[1] for row in firm.history(1)] == ["opened", "withdrawn"]


async def _log_high(firm: Company, words: str) -> Answer:
    text = f'log {words} customer:"Acme" touchpoint:"{PLACE}" severity:high'
    return await firm.priya.slash("/cx", text, channel=firm.general)


def _counts(firm: Company) -> dict[str, int]:
    tables = ("observation", "issue", "issue_event", "outbox", "card", "customer")
    return {name: firm.rows(f"SELECT count(*) FROM {name}")[0][0] for name in tables}
