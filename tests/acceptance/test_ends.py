"""How it ends: a deployment's SIGTERM, an app that is removed, a token that is revoked."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from bot.sandbox.answers import Answer, all_text
from tests.acceptance.company import Company, company, everything, open_for_business, shown
from tests.support.live import until

pytestmark = [pytest.mark.xdist_group("acceptance_at_once"), pytest.mark.timeout(240)]


async def test_a_stop_in_the_middle_loses_nothing_that_was_answered(database_url: str) -> None:
    async with company("http", database_url) as firm:
        await open_for_business(firm)
        words = [f"Said before the stop {number:02}." for number in range(40)]
        hands = asyncio.Semaphore(4)

        async def log(each: str) -> Answer:
            async with hands:
                return await firm.log(each)

        logging = [asyncio.create_task(log(each)) for each in words]
        await until(lambda: sum(task.done() for task in logging) > 5)
        await firm.live.stop()
        answers = await asyncio.gather(*logging)
        answered = {
            each for each, answer in zip(words, answers, strict=True) if "Got it." in answer.text
        }
        assert len(answered) > 5
        assert answered <= {row[0] for row in firm.rows("SELECT words FROM observation")}
        sent = len(firm.sam.dm)
        await firm.live.start()
        await until(lambda: len(firm.sam.dm) >= sent + 3)
        said = [all_text(card).splitlines()[0] for card in everything(firm.sam)]
        assert len(said) == len(set(said))


async def test_once_slack_took_the_app_away_nothing_is_sent(tmp_path: Path) -> None:
    async with company("http", f"sqlite:///{tmp_path}/e.db") as firm:
        await open_for_business(firm)
        for end in ("app_uninstalled", "tokens_revoked"):
            for number in range(5):
                await firm.log(f"Stumble {number} before {end}")
            await shown(firm.sam, f"Stumble 1 before {end}")
            # the token would still do, so that only the event can be what ends the sending
            tokens = {"tokens": {"oauth": [], "bot": [firm.sandbox.app.user_id]}}
            assert (await firm.sandbox.event({"type": end} | tokens)).ok
            assert firm.rows("SELECT state FROM workspace") == [("gone",)]
            await _silent(firm)
            assert "Stumble 4" not in all_text(firm.sam.dm[-1])
            # installed again, it goes on where it was
            await firm.live.stop()
            await firm.live.start()
            await shown(firm.sam, f"Stumble 4 before {end}")
        assert len(firm.sam.dm) == 10


async def test_a_token_that_fails_ends_the_sending_too(tmp_path: Path) -> None:
    async with company("http", f"sqlite:///{tmp_path}/e.db") as firm:
        await open_for_business(firm)
        await firm.log("Stumble 0")
        await shown(firm.sam, "Stumble 0")
        await firm.sandbox.uninstall()
        await firm.log("Stumble 1")
        await _silent(firm)
        assert len(firm.sam.dm) == 1


async def _silent(firm: Company) -> None:
    """Nothing is asked of Slack any more."""
    await asyncio.sleep(0.5)  # what was on its way
    calls = len(firm.sandbox.calls)
    await asyncio.sleep(2.5)
    assert len(firm.sandbox.calls) == calls
