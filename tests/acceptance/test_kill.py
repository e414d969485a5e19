"""kill -9 at any moment of the loop, on a line that loses answers: nothing that was acknowledged is
lost, no message that stays is doubled or missing. `EARSHOT_PROVE=1` kills 220 times on each
database."""

from __future__ import annotations

import asyncio
import contextlib
import os
import random
from collections import Counter

import pytest

from bot.sandbox import Person
from bot.sandbox.answers import Answer, all_text
from bot.sandbox.world import Json
from tests.acceptance.company import Company, company, everything, labels, open_for_business
from tests.support.live import until

PROVE = bool(os.environ.get("EARSHOT_PROVE"))
KILLS = 220 if PROVE else 5
PLAYS = 3 if PROVE else 2
"""Loops that are played side by side."""
ROUNDS = ("the first time", "the second time")
PATIENCE = 600.0 if PROVE else 90.0
"""Seconds. A process that is killed a second after it is ready gets little done in each life."""

pytestmark = [
    pytest.mark.xdist_group("acceptance_kill"),
    pytest.mark.timeout(240 + 20 * KILLS),
]


async def test_killed_at_any_moment_it_loses_nothing_and_says_nothing_twice(
    database_url: str,
) -> None:
    if not PROVE and database_url.startswith("postgresql"):
        pytest.skip("PostgreSQL takes part in the long form")
    dice = random.Random(20261122)
    async with company(
        "http", database_url, limits=False, EARSHOT_SETTLE_SECONDS="1", EARSHOT_HISTORY="dm"
    ) as firm:
        await open_for_business(firm)
        _bad_line(firm)
        over = asyncio.Event()
        screens = {person.id: asyncio.Lock() for person in (firm.sam, firm.priya)}
        plays = [
            asyncio.create_task(_play(number, Play(firm, screens, random.Random(number)), over))
            for number in range(PLAYS)
        ]
        await _kill_again_and_again(firm, dice, plays)
        over.set()
        firm.sandbox.faults.clear()
        loops = [loop for told in await asyncio.gather(*plays) for loop in told]
        await until(lambda: _all_said(firm), PATIENCE)
        _each_message_stands_once(firm)
        for words, done in loops:
            _each_loop_is_read_once(firm, words, done)


def _bad_line(firm: Company) -> None:
    """Slack and the network on a bad day."""
    for seed, (method, kind, probability) in enumerate(
        [
            ("chat.postMessage", "lose_answer", 0.1),
            ("chat.postMessage", "http_500", 0.05),
            ("chat.postMessage", "http_500_after", 0.05),
            ("chat.update", "lose_answer", 0.05),
            ("chat.update", "http_500", 0.05),
            ("conversations.history", "http_500", 0.05),
            ("response_url", "lose_answer", 0.05),
            ("views.open", "http_500", 0.05),
            ("users.info", "http_500", 0.2),
        ]
    ):
        firm.sandbox.faults.add(method, kind, times=None, probability=probability, seed=seed)
    firm.sandbox.faults.add(
        "chat.postMessage", "delay_answer", seconds=0.1, times=None, probability=0.5, seed=99
    )


async def _kill_again_and_again(
    firm: Company, dice: random.Random, plays: list[asyncio.Task[Told]]
) -> None:
    for _ in range(KILLS):
        for play in plays:
            assert not play.done() or play.result()  # raises what ended it
        if dice.random() < 0.1:  # while it starts
            await firm.live.kill()
            await firm.live.spawn()
        await asyncio.sleep(dice.uniform(0, 1.5))
        await firm.live.kill()
        _half_a_minute_passes(firm)
        await firm.live.start()


def _half_a_minute_passes(firm: Company) -> None:
    """What the dead process held, it holds no more: as if the new one came after the lease."""
    firm.change("UPDATE lane SET held_until = NULL, held_by = NULL")
    firm.change("UPDATE outbox SET not_before = NULL WHERE state = 'sending'")
    firm.change("UPDATE card SET not_before = NULL WHERE lease_owner IS NOT NULL")


# -- the play --------------------------------------------------------------------------------------

History = list[tuple[str | None, str]]
Told = list[tuple[str, History]]


class Play:
    """One loop after another. What is not acknowledged is done again, as a person would."""

    def __init__(
        self, firm: Company, screens: dict[str, asyncio.Lock], dice: random.Random
    ) -> None:
        self.firm, self.screens, self.dice = firm, screens, dice

    async def loop(self, words: str) -> History:
        firm, sam, priya = self.firm, self.firm.sam, self.firm.priya
        await self._log(words)
        issue = firm.rows(
            "SELECT max(i.number) FROM issue i JOIN observation o ON o.issue_id = i.id"
            " WHERE o.words = :words",
            words=words,
        )[0][0]
        done: History = [(priya.id, "opened")]
        again = self.dice.random() < 0.5
        for round_ in ROUNDS[: 1 + again]:
            card = await self._find(sam, issue, "Acknowledge")
            await self._press(sam, card, "Acknowledge")
            done.append((sam.id, "acknowledged"))
            assert self._history(issue) == done
            if self.dice.random() < 0.7:
                await self._form(sam, issue, "Make a promise", {"Next step": "Find out why"})
                done.append((sam.id, "promised"))
                assert self._history(issue) == done
                await self._press(sam, await self._find(sam, issue, "Done"), "Done")
                done.append((sam.id, "promise kept"))
                assert self._history(issue) == done
            changed = f"{words} Mended {round_}."
            await self._form(sam, issue, "Resolve", {"What changed?": changed})
            done.append((sam.id, "resolved"))
            assert self._history(issue) == done
            outcome = await self._find(priya, issue, "I told the customer", changed)
            if again and round_ == ROUNDS[0]:
                await self._form(
                    priya, issue, "Not fixed", {"What is still wrong?": "Not so"}, changed
                )
                done.append((priya.id, "reopened"))
                assert self._history(issue) == done
            else:
                await self._press(priya, outcome, "I told the customer")
                done += [(priya.id, "customer told"), (None, "closed")]
                assert self._history(issue) == done
        return done

    async def _log(self, words: str) -> None:
        """Until it says "Got it.": then it stands in the table, to the letter."""

        async def logged() -> bool:
            answer = await self.firm.log(words, customer=f"Acme of {words}")
            return answer.ok and answer.text.startswith("Got it.")

        await until(logged, PATIENCE)
        assert self.firm.rows("SELECT 1 FROM observation WHERE words = :words", words=words)

    async def _press(self, person: Person, message: Json, label: str) -> None:
        async def pressed() -> bool:
            return (await person.press(message, label)).ok

        await until(pressed, PATIENCE)

    async def _form(
        self, person: Person, issue: int, label: str, fields: dict[str, str], *said: str
    ) -> None:
        """Press, fill in, submit; again from the start if the modal never came."""
        async with self.screens[person.id]:
            while person.modal is None:
                await person.press(await self._find(person, issue, label, *said), label)
                with contextlib.suppress(AssertionError):
                    await until(lambda: person.modal, 0.5)
            for name, value in fields.items():
                await person.fill(name, value)

            async def submitted() -> Answer | None:
                answer = await person.submit()
                return answer if answer.status == 200 else None

            if (
                await until(submitted, PATIENCE)
            ).errors:  # it had been taken, only the answer was lost
                await person.close(whole_stack=True)

    async def _find(self, person: Person, issue: int, button: str, *said: str) -> Json:
        def newest() -> Json | None:
            for message in reversed(everything(person)):
                text = all_text(message)
                about = f"*Issue #{issue}*" in text or f"`/cx issue {issue}`" in text
                if about and button in labels(message) and all(part in text for part in said):
                    return message
            return None

        found: Json = await until(newest, PATIENCE)
        return found

    def _history(self, issue: int) -> History:
        return [(actor, what) for actor, what, *_ in self.firm.history(issue)]


async def _play(number: int, play: Play, over: asyncio.Event) -> Told:
    told: Told = []
    while not over.is_set():
        words = f"Play {number}.{len(told)} goes on."
        told.append((words, await play.loop(words)))
    return told


# -- what must hold in the end ---------------------------------------------------------------------


def _all_said(firm: Company) -> bool:
    """Nothing waits to be sent, looked up or edited."""
    waiting = firm.rows("SELECT 1 FROM outbox WHERE state IN ('queued', 'sending', 'unknown')")
    stale = firm.rows("SELECT 1 FROM card WHERE ts IS NOT NULL AND refresh_at IS NOT NULL")
    return not waiting and not stale


def _each_message_stands_once(firm: Company) -> None:
    """Each row of the outbox is one message, found by the id that went with it, and no other."""
    uids = Counter(
        str(message["metadata"]["event_payload"]["id"])
        for person in (firm.sam, firm.priya, firm.lena)
        for message in everything(person)
    )
    sent = [row[0] for row in firm.rows("SELECT uid FROM outbox WHERE state = 'sent'")]
    assert uids == Counter(sent)
    assert firm.rows("SELECT key, state, error FROM outbox WHERE state <> 'sent'") == []


def _each_loop_is_read_once(firm: Company, words: str, done: History) -> None:
    """By what people see: a card a round for Sam; for Priya one receipt and one last outcome. What
    was stored though its acknowledgement was lost, and then said again, has a card of its own."""
    stored = firm.rows("SELECT 1 FROM observation WHERE words = :words", words=words)
    rounds = [what for _, what in done].count("reopened") + 1
    about = [all_text(message) for message in firm.sam.dm if words in all_text(message)]
    assert len(about) == len(stored) - 1 + rounds, (words, about)
    assert sum(words in all_text(message) for message in firm.priya.dm) == 1
    last = f"{words} Mended {ROUNDS[rounds - 1]}."
    assert sum(last in all_text(message) for message in everything(firm.priya)) == 1
