"""A small company behind the strict stand-in: three people, a channel, and the real process."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from bot.config import Settings
from bot.domain.vocabulary import Area
from bot.manifest import manifest
from bot.sandbox import Channel, Person, Sandbox
from bot.sandbox.answers import Answer, all_text
from bot.sandbox.world import Json
from storage.books import Books
from storage.engine import database_url as as_url
from storage.engine import make_engine
from storage.unit_of_work import Storage
from tests.support.live import Live, until
from tests.support.patience import PATIENCE

TEAM = "T0EARSHOT"
PLACE = "Data import"
"""The touchpoint that Sam owns."""


@dataclass
class Company:
    """Lena leads customer experience, Sam owns a touchpoint, Priya hears customers."""

    sandbox: Sandbox
    live: Live
    engine: sa.Engine
    lena: Person
    sam: Person
    priya: Person
    general: Channel

    def rows(self, query: str, **values: object) -> list[Any]:
        """What stands in the database now."""
        with self.engine.connect().execution_options(begin="DEFERRED") as connection:
            return list(connection.execute(sa.text(query), values))

    def history(self, number: int) -> list[tuple[str | None, str, str | None, str | None, str]]:
        """(actor, what, from, to, note) of an issue, oldest first."""
        return [
            tuple(row)
            for row in self.rows(
                "SELECT e.actor, e.what, e.from_state, e.to_state, e.note FROM issue_event e"
                " JOIN issue i ON i.id = e.issue_id WHERE i.number = :number ORDER BY e.id",
                number=number,
            )
        ]

    def change(self, statement: str) -> None:
        """One statement behind the app's back."""
        with self.engine.begin() as connection:
            connection.execute(sa.text(statement))

    def write(self, work: Callable[[Books], Any]) -> None:
        """Change the database behind the app's back, as only an operator could."""
        storage = Storage(make_engine(as_url(self.live.database_url)))
        try:
            storage.write_now(TEAM, work)
        finally:
            storage.close()

    async def log(
        self, words: str, who: Person | None = None, *, customer: str = "Acme Corp"
    ) -> Answer:
        """`/cx log` with what makes Sam's card come at once, at any hour."""
        text = f'log {words} customer:"{customer}" touchpoint:"{PLACE}" severity:critical'
        return await (who or self.priya).slash("/cx", text, channel=self.general)


@asynccontextmanager
async def company(
    mode: str, database_url: str, *, limits: bool = True, logs: Path | None = None, **env: str
) -> AsyncIterator[Company]:
    """The process runs until the block ends, and has then never done what Slack refuses."""
    rules = manifest(Settings(earshot_history="dm"))
    async with Sandbox(rules, limits=limits, patience=PATIENCE) as sandbox:
        lena = sandbox.add_person("Lena", tz="UTC", admin=True)
        sam = sandbox.add_person("Sam", tz=zone_at_noon())
        priya = sandbox.add_person("Priya", tz="UTC")
        general = sandbox.add_channel("general", members=[lena, sam, priya])
        live = Live(sandbox, mode, database_url, **env)
        live.logs = logs
        engine = make_engine(as_url(database_url))
        try:
            await live.start()
            yield Company(sandbox, live, engine, lena, sam, priya, general)
            await live.stop()
        finally:
            await live.kill()
            engine.dispose()
        faults = [(each.where, each.error, each.messages) for each in sandbox.refusals]
        assert not faults, faults


def zone_at_noon() -> str:
    """A zone in which it is about noon now: whoever lives there is at work on a working day."""
    ahead = 12 - datetime.now(UTC).hour
    # the sign in these names is the other way round
    return f"Etc/GMT{-ahead:+d}" if ahead else "UTC"


def works_every_day(person: Person) -> Callable[[Books], None]:
    def change(books: Books) -> None:
        row = books.people.get(person.id)
        assert row is not None
        row.workdays = "0123456"
        books.session.add(row)

    return change


async def set_up_by_hand(firm: Company) -> None:
    """From the first look to an owner who said "Fine", by pressing what people press."""
    lena, sam = firm.lena, firm.sam
    assert (await sam.slash("/cx", "settings", channel=firm.general)).ok
    await sam.fill("Working days", [*_WEEK])
    assert (await sam.submit()).errors == {}
    await lena.open_home()
    await lena.press(await _at_home(lena, "Become CX lead"), "Become CX lead")
    await lena.press(await _at_home(lena, "Use the starter catalogue"), "Use the starter catalogue")
    await until(lambda: "Catalogue: 22 touchpoints" in all_text(lena.home or {}))
    assert (await lena.slash("/cx", f"touchpoint edit {PLACE}", channel=firm.general)).ok
    await lena.fill("Owner", sam)
    assert (await lena.submit()).errors == {}
    role = await shown(sam, f"You now own *{PLACE}*.", button="Fine")
    assert labels(role) == ["Fine", "Not me"]
    assert (await sam.press(role, "Fine")).ok
    await until(lambda: labels(sam.dm[0]) == [])


_WEEK = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


async def _at_home(person: Person, button: str) -> Json:
    """Her Home tab, once it has the button."""
    await until(lambda: person.home and button in labels(person.home))
    assert person.home is not None
    return person.home


async def open_for_business(firm: Company) -> None:
    """The same from behind, for plays about something else: Sam owns the place."""
    await firm.sam.slash("/cx", "help", channel=firm.general)

    def seed(books: Books) -> None:
        row = books.catalogue.add_touchpoint(PLACE, Area.TECHNOLOGY, datetime.now(UTC))
        row.owner = firm.sam.id
        books.session.add(row)

    firm.write(seed)


# -- reading the screen ----------------------------------------------------------------------------


def labels(surface: Json) -> list[str]:
    """The buttons of a message or view."""
    return [
        element["text"]["text"]
        for block in surface.get("blocks", ())
        if block["type"] == "actions"
        for element in block["elements"]
        if element["type"] == "button"
    ]


def everything(person: Person) -> list[Json]:
    """Every message in a person's DM with the app, replies included, oldest first."""
    return [each for message in person.dm for each in (message, *person.threads(message["ts"]))]


async def shown(person: Person, *said: str, button: str | None = None) -> Json:
    """The newest message in a person's DM that says all of `said` and has `button`; waits."""

    def newest() -> Json | None:
        for message in reversed(everything(person)):
            text = all_text(message)
            if all(part in text for part in said) and (button is None or button in labels(message)):
                return message
        return None

    found: Json = await until(newest)
    return found


async def replied(answer: Answer) -> str:
    """What a press was answered with in private, or what the pressed message became."""
    return all_text(await answer.reply())
