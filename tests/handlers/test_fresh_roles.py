"""What Slack said of somebody is believed for a day, and no longer than Earshot listened."""

from __future__ import annotations

import asyncio
import time
from datetime import timedelta

import pytest

from bot.clock import StandingClock
from bot.domain.policy import Actor
from bot.sandbox import Person
from bot.schedule.tick import tick
from handlers import people
from handlers.inbound import Kind
from handlers.routes import ROUTES
from storage.books import Books
from tests.support.inside import Inside
from tests.support.live import until

GUEST = "Guests can answer surveys here"
SILENT = "Slack didn't answer me"


def later(firm: Inside, **passed: int) -> None:
    """The app's clock moves on; nobody ticks."""
    clock = firm.app.clock
    assert isinstance(clock, StandingClock)
    clock._at += timedelta(**passed)


def unheard(person: Person, **changes: bool) -> None:
    """Slack changes an account, and the event does not reach us."""
    for name, value in changes.items():
        setattr(person.user, name, value)


def asked(firm: Inside) -> int:
    return sum(call.method == "users.info" for call in firm.sandbox.calls)


async def actor(firm: Inside, person: Person) -> Actor:
    (team,) = firm.app.clients.teams()
    return await firm.app.storage.read(team, lambda books: books.people.actor(person.id))


async def tell(firm: Inside, work: object) -> None:
    (team,) = firm.app.clients.teams()
    await firm.app.storage.write(team, work)  # type: ignore[arg-type]


async def test_a_role_is_believed_for_a_day_and_then_asked_for_at_the_next_act(
    firm: Inside,
) -> None:
    await firm.cx(firm.sam, "log It broke")
    unheard(firm.sam, guest=True)
    later(firm, hours=23)
    assert GUEST not in (await firm.cx(firm.sam, "issues")).text
    once = asked(firm)
    later(firm, hours=2)
    assert GUEST in (await firm.cx(firm.sam, "issues")).text
    assert GUEST in (await firm.cx(firm.sam, "log It broke")).text
    assert asked(firm) == once + 1


async def test_after_downtime_everybody_is_asked_for_at_their_next_act(firm: Inside) -> None:
    await firm.cx(firm.sam, "log It broke")
    unheard(firm.sam, guest=True)
    later(firm, hours=1)
    await tell(firm, lambda books: books.people.note_downtime(firm.app.clock.now()))
    assert GUEST in (await firm.cx(firm.sam, "issues")).text
    once = asked(firm)
    await firm.cx(firm.sam, "issues")
    assert asked(firm) == once


async def test_a_tick_as_if_it_were_later_has_nobody_asked_for_at_every_act(firm: Inside) -> None:
    ahead = firm.app.clock.now() + timedelta(days=90)
    await tell(firm, lambda books: books.people.note_downtime(ahead))
    await firm.cx(firm.sam, "issues")
    once = asked(firm)
    await firm.cx(firm.sam, "issues")
    assert asked(firm) == once


async def test_what_slack_told_us_while_we_asked_is_newer_than_its_answer(firm: Inside) -> None:
    await firm.cx(firm.sam, "log It broke")
    later(firm, days=2)
    firm.sandbox.faults.add("users.info", "delay_answer", seconds=0.5)
    asking = asyncio.create_task(firm.cx(firm.sam, "issues"))
    await until(lambda: asked(firm) == 2)
    later(firm, seconds=1)
    (team,) = firm.app.clients.teams()
    user = {"id": firm.sam.id, "team_id": team, "is_restricted": True}
    await firm.sandbox.event({"type": "user_change", "user": user})
    await asking
    assert (await actor(firm, firm.sam)).is_guest


async def test_a_reaction_that_logs_nothing_has_nobody_asked_for(firm: Inside) -> None:
    await firm.cx(firm.sam, "log It broke")
    message = await firm.priya.say(firm.general, "Nice")
    later(firm, days=2)
    before = asked(firm)
    await firm.sam.react(firm.general, message, "tada")
    await firm.app.gate.drain()
    assert asked(firm) == before


async def test_of_whom_slack_says_nothing_keeps_back_nobody_else(firm: Inside) -> None:
    everybody = (firm.lena, firm.priya, firm.sam)
    for person in everybody:
        await firm.cx(person, "issues")
    await tell(firm, lambda books: [books.people.add_lead(each.id) for each in everybody])
    later(firm, days=2)
    firm.sandbox.faults.add(
        "users.info",
        "error:fatal_error",
        times=None,
        match=lambda sent: sent.get("user") == firm.lena.id,
    )
    (team,) = firm.app.clients.teams()
    await firm.app.gate.follow(team)
    now = firm.app.clock.now()
    left = await firm.app.storage.read(team, lambda books: books.people.to_look_at(now, 9))
    assert left == [firm.lena.id]


async def test_a_slow_slack_keeps_back_no_tick(
    firm: Inside, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(people, "_SECONDS", 0.4)
    everybody = [firm.sandbox.add_person(f"P{n}", tz="UTC") for n in range(6)]
    for person in everybody:
        await firm.cx(person, "issues")
    await tell(firm, lambda books: [books.people.add_lead(each.id) for each in everybody])
    later(firm, days=2)
    firm.sandbox.faults.add("users.info", "delay", times=None, seconds=0.3)
    (team,) = firm.app.clients.teams()
    began = time.monotonic()
    await firm.app.gate.follow(team)
    assert time.monotonic() - began < 1


async def test_who_opens_home_or_writes_to_us_is_asked_for_too(firm: Inside) -> None:
    await firm.cx(firm.priya, "log It broke severity:high")
    await firm.sam.open_home()
    await firm.app.gate.drain()
    unheard(firm.sam, guest=True)
    later(firm, days=2)
    await firm.sam.open_home()
    await firm.app.gate.drain()
    assert (await actor(firm, firm.sam)).is_guest


async def test_while_slack_is_silent_a_role_stands_for_a_week_and_then_no_more(
    firm: Inside,
) -> None:
    await firm.cx(firm.sam, "log It broke")
    firm.sandbox.faults.add("users.info", "drop", times=None)
    later(firm, days=6)
    assert SILENT not in (await firm.cx(firm.sam, "issues")).text
    later(firm, days=2)
    assert SILENT in (await firm.cx(firm.sam, "issues")).text
    assert "Got it." in (await firm.cx(firm.sam, "log It broke again")).text


async def test_who_answers_for_something_is_looked_at_without_pressing_anything(
    firm: Inside,
) -> None:
    def own(books: Books) -> None:
        for row in books.catalogue.touchpoints():
            row.owner = firm.sam.id
            books.session.add(row)

    await firm.cx(firm.sam, "log It broke")
    await firm.press(firm.lena, await firm.cx(firm.lena, "touchpoints"), "catalogue_starter")
    await tell(firm, own)
    unheard(firm.sam, deleted=True)
    (team,) = firm.app.clients.teams()
    before = asked(firm)
    await firm.app.gate.follow(team)
    assert asked(firm) == before
    later(firm, days=2)
    await firm.app.gate.follow(team)
    assert (await actor(firm, firm.sam)).is_deleted
    await tick(firm.app.storage, [team], firm.app.clock.now())
    owners = await firm.app.storage.read(
        team, lambda books: {row.owner for row in books.catalogue.touchpoints()}
    )
    assert firm.sam.id not in owners
    before = asked(firm)
    await firm.app.gate.follow(team)
    assert asked(firm) == before


@pytest.mark.parametrize("name", ["survey_press", "survey_follow_up", "survey_open"])
def test_thousands_who_answer_are_asked_for_by_nobody(name: str) -> None:
    believing = [key for key, route in ROUTES.items() if not route.believes_today]
    assert (Kind.ACTION, name) in believing
    assert all(ROUTES[key].right is None for key in believing)


async def test_an_event_that_says_who_somebody_is_asks_for_nobody(firm: Inside) -> None:
    await firm.cx(firm.sam, "log It broke")
    later(firm, days=2)
    before = asked(firm)
    await firm.sandbox.user_change(firm.sam, guest=True)
    assert (await actor(firm, firm.sam)).is_guest
    assert asked(firm) == before
