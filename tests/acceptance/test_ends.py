"""How it ends: a deployment's SIGTERM, an app that is removed, a token that is revoked."""

from __future__ import annotations

import asyncio

import pytest

from bot.sandbox.answers import all_text
from tests.acceptance.company import Company, company, everything, open_for_business, shown
from tests.support.live import until

pytestmark = [pytest.mark.xdist_group("acceptance_at_once"), pytest.mark.timeout(90)]


async def test_a_stop_in_the_middle_loses_nothing_that_was_answered(database_url: str) -> None:
    async with company("http", database_url) as firm:
        await open_for_business(firm)
        words = [f"Said before the stop {number:02}." for number in range(40)]
        logging = [asyncio.create_task(firm.log(each)) for each in words]
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


@pytest.mark.parametrize("end", ["app_uninstalled", "tokens_revoked"])
async def test_once_slack_took_the_app_away_nothing_is_sent(end: str, tmp_path: object) -> None:
    async with company("http", f"sqlite:///{tmp_path}/e.db") as firm:
        await open_for_business(firm)
        for number in range(6):
            await firm.log(f"Stumble {number}")
        await shown(firm.sam, "Stumble 1")
        # the token would still do, so that only the event can be what ends the sending
        tokens = {"tokens": {"oauth": [], "bot": [firm.sandbox.app.user_id]}}
        assert (await firm.sandbox.event({"type": end} | tokens)).ok
        await asyncio.sleep(0.3)  # what was on its way
        calls = len(firm.sandbox.calls)
        await asyncio.sleep(3)
        assert len(firm.sandbox.calls) == calls
        assert len(firm.sam.dm) < 6
        assert firm.rows("SELECT state FROM workspace") == [("gone",)]
        # installed again, it goes on where it was
        await firm.live.stop()
        await firm.live.start()
        await shown(firm.sam, "Stumble 5")
        assert len(firm.sam.dm) == 6


async def test_a_token_that_fails_ends_the_sending_too(tmp_path: object) -> None:
    async with company("http", f"sqlite:///{tmp_path}/e.db") as firm:
        await open_for_business(firm)
        await firm.log("Stumble 0")
        await shown(firm.sam, "Stumble 0")
        assert await _removed(firm)
        await firm.log("Stumble 1")
        await asyncio.sleep(3)
        assert len(firm.sam.dm) == 1
        calls = len(firm.sandbox.calls)
        await asyncio.sleep(2)
        assert len(firm.sandbox.calls) == calls


async def _removed(firm: Company) -> bool:
    answer = await firm.sandbox.uninstall()
    return answer is not None and answer.ok
