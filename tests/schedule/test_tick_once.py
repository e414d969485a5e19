"""`earshot tick`: what can't be done keeps nothing from being sent, and is not said to be done."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from bot.blocks.kit import say
from bot.serving import tick_once
from storage.books import Books
from storage.tables import Person
from tests.support.inside import inside
from tests.support.office import MONDAY

pytestmark = pytest.mark.sqlite


async def test_what_fails_keeps_nothing_from_being_sent(tmp_path: Path) -> None:
    async with inside(f"sqlite:///{tmp_path}/earshot.db") as firm:
        [team] = firm.app.clients.teams()

        def work(books: Books) -> None:
            books.outbox.post("hello", firm.sam.id, say("Good morning.").message(), now=MONDAY)
            books.people.save(
                Person(
                    team_id=team,
                    user_id=firm.priya.id,
                    name="Priya",
                    zone="Nowhere/Land",  # nothing can be reckoned with it
                    seen_at=MONDAY,
                )
            )

        firm.app.storage.write_now(team, work)
        done = await tick_once(firm.app.settings, MONDAY + timedelta(minutes=1))
        assert not done
        assert "Good morning." in [each["text"] for each in firm.sam.dm]
