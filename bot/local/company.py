"""Who is in the local workspace, and what they have been through: Slack's side and the books."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.clock import ShiftedClock
from bot.sandbox import Channel, Person, Sandbox
from bot.sandbox.composing import typed_message
from bot.simulate import Plan
from bot.simulate.database import simulate_at
from bot.simulate.people import Part, Someone, cast
from storage.books import Books
from storage.engine import database_url as parsed
from storage.engine import make_engine
from storage.unit_of_work import Storage

OBSERVATIONS = 700
PEOPLE = 14
"""Those who answer, a guest, and one more who hears customers."""
_TOURED = "Data import"
"""The touchpoint of the guided tour."""
_ACME = "T0ACME"

# channel -> (who, what was said there this morning)
_CHATTER: dict[str, tuple[tuple[str, str], ...]] = {
    "general": (
        ("Lena Brandt", "Morning all. What did you hear from customers this week?"),
        ("Jo Fischer", "Type /cx and say it in their words. It takes ten seconds."),
    ),
    "sales": (
        ("Diego Santos", "Call with Bluebird went well. They ask whether SSO is in the plan."),
        ("Priya Raman", "Same from two others. I keep hearing it in demos."),
    ),
    "support": (
        ("Priya Raman", "Third one today whose import stopped at a date column."),
        ("Sam Okafor", "Send me the file? I'll have a look before lunch."),
    ),
    "with-acme": (
        ("Ana Torres", "Good morning. Our import stopped again, and nothing said why."),
        ("Priya Raman", "Sorry to hear it, Ana. I'll find out who can answer that."),
    ),
}


_TITLES = {
    Part.LEAD: "CX lead",
    Part.SPONSOR: "journey sponsor",
    Part.JOURNEY_OWNER: "journey owner",
    Part.OWNER: "owner",
    Part.COLLEAGUE: "hears customers",
    Part.GUEST: "guest",
}


@dataclass(frozen=True)
class Company:
    """Whom the tour speaks of, by name. owner: answers for the touchpoint. reporter: hears what a
    customer says about it. seed: what it was made from; None where that was not written down."""

    owner: str
    reporter: str
    seed: int | None = None


def people_of(sandbox: Sandbox, seed: int) -> tuple[Someone, ...]:
    """Adds everybody and every channel to the stand-in; the same people, as the books know them."""
    made: dict[str, Person] = {}
    known: list[Someone] = []
    for each in cast(seed, PEOPLE):
        person = sandbox.add_person(
            each.name,
            tz=each.zone,
            admin=each.part is Part.LEAD,
            guest=each.part is Part.GUEST,
            title=_TITLES[each.part],
        )
        made[each.name] = person
        known.append(replace(each, user_id=person.id))
    sandbox.add_team(sandbox.space.world.team_id, "Northlight")
    sandbox.add_team(_ACME, "Acme")
    ana = sandbox.add_person(
        "Ana Torres", tz="Europe/Madrid", team_id=_ACME, title="customer at Acme"
    )
    guests = {each.user_id for each in known if each.part is Part.GUEST}
    staff = [person for person in made.values() if person.id not in guests]
    rooms = [sandbox.add_channel("general", members=made.values())]
    rooms += [sandbox.add_channel(name, members=staff) for name in ("sales", "support")]
    rooms.append(sandbox.add_channel("leads", private=True, members=staff[:3], app_in=False))
    insiders = [made["Priya Raman"], made["Sam Okafor"], ana]
    rooms.append(sandbox.add_channel("with-acme", members=insiders, ext_shared=True))
    return tuple(known)


def chatter(sandbox: Sandbox, clock: ShiftedClock) -> None:
    """What was said in the channels in the hour before."""
    by_name = {user.name: user.id for user in sandbox.space.world.users.values()}
    rooms: dict[str, Channel] = {
        channel.name: channel for channel in sandbox.space.world.channels.values()
    }
    now = clock.shift
    clock.shift = now - timedelta(hours=1)
    for name, said in _CHATTER.items():
        for who, words in said:
            clock.shift += timedelta(minutes=3)
            user = sandbox.space.world.users.get(by_name.get(who, ""))
            if user is not None:
                message = typed_message(sandbox.space, user, words)
                sandbox.space.world.post(rooms[name], message)
    clock.shift = now


def remember(
    url: str, team_id: str, people: tuple[Someone, ...], now: datetime, seed: int
) -> Company:
    """Fills the books with the company's months, and lets its working people own what the tour
    shows. Takes some seconds; to be run in a thread."""
    plan = Plan(
        team_id,
        now,
        OBSERVATIONS,
        seed=seed,
        days=90,
        people=people,
        posts_recent=True,
    )
    simulate_at(url, plan, lambda done: None)
    owner = next((each for each in people if each.name == "Sam Okafor"), people[0])
    storage = Storage(make_engine(parsed(url)))
    try:
        storage.write_now(team_id, lambda books: _give(books, owner.user_id))
    finally:
        storage.close()
    reporter = next(each.name for each in people if each.part is Part.COLLEAGUE)
    return Company(owner.name, reporter, seed)


def _give(books: Books, owner: str) -> None:
    row = books.catalogue.touchpoint_named(_TOURED)
    if row is not None and row.owner != owner:
        row.deputy, row.owner = row.owner, owner
        books.session.add(row)
