"""Before anything is heard: people, the starter catalogue with its owners, customers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from random import Random

from bot.domain.nearest import name_key
from bot.simulate.customers import firms, how_many
from bot.simulate.people import Part, Roles, Someone, cast, roles
from bot.simulate.plan import Plan
from bot.simulate.said import Place, places
from bot.usecases.desk import Desk
from bot.usecases.guessing import Guesses
from bot.usecases.starter import use_starter
from storage.books import Books
from storage.bulk import Bulk
from storage.tables import Customer, Lane, Person, Touchpoint

_NOBODYS = "Reviews & references"
"""A touchpoint without an owner: a fault that somebody is to see."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A touchpoint, what is said about it, and who answers there."""

    id: int
    place: Place
    owner: Someone
    deputy: Someone | None


@dataclass(frozen=True)
class Company:
    roles: Roles
    people: tuple[Someone, ...]
    spots: tuple[Spot, ...]
    customers: dict[int, str]
    """Names by id, those heard most often first."""

    @cached_property
    def names(self) -> dict[str, str]:
        """Of people, by user id."""
        return {each.user_id: each.name for each in self.people}

    @cached_property
    def customer_ids(self) -> tuple[int, ...]:
        return tuple(self.customers)


def furnish(books: Books, bulk: Bulk, plan: Plan, rng: Random, begins: datetime) -> Company:
    """Write down who is there at `begins` (aware UTC)."""
    books.workspace.install(name=plan.name, url="", bot_user_id="U0EARSHOT", now=begins)
    people = plan.people or cast(plan.seed, _size(plan.observations))
    part = roles(people)
    for each in people:
        _know(books, bulk, plan, each, begins)
    books.session.flush()
    books.people.add_lead(part.lead.user_id)
    desk = Desk(begins, timedelta(), Guesses())
    use_starter(books, desk, part.lead.user_id)
    customers = _customers(bulk, plan, part, rng, begins)
    bulk.flush()
    return Company(part, tuple(people), _spots(books, part), customers)


def _size(observations: int) -> int:
    return min(300, 16 + observations // 400)


def _know(books: Books, bulk: Bulk, plan: Plan, who: Someone, begins: datetime) -> None:
    person = books.people.get(who.user_id) or Person(
        team_id=plan.team_id, user_id=who.user_id, seen_at=begins
    )
    person.name, person.zone, person.country = who.name, who.zone, who.country
    person.home_team_id = plan.team_id
    person.work_start, person.work_end = who.begins * 60, who.ends * 60
    person.is_admin = person.is_admin or who.part is Part.LEAD
    person.is_guest = who.part is Part.GUEST
    books.people.save(person)
    bulk.add(Lane, lane=who.user_id, free_at=begins)


def _spots(books: Books, part: Roles) -> tuple[Spot, ...]:
    journey = books.catalogue.journeys()[0]
    journey.owner, journey.sponsor = part.journey_owner.user_id, part.sponsor.user_id
    books.session.add(journey)
    rows = {row.name: row for row in books.catalogue.touchpoints()}
    spots = [
        _spot(part, place, rows[place.touchpoint], number)
        for number, place in enumerate(places())
        if place.touchpoint in rows
    ]
    books.session.flush()
    return tuple(spots)


def _spot(part: Roles, place: Place, row: Touchpoint, number: int) -> Spot:
    owners = part.owners
    owner, deputy = owners[number % len(owners)], owners[(number + 1) % len(owners)]
    if row.name == _NOBODYS:
        return Spot(row.id or 0, place, part.journey_owner, None)
    row.owner = owner.user_id
    row.deputy = deputy.user_id if deputy is not owner else None
    return Spot(row.id or 0, place, owner, deputy if deputy is not owner else None)


def _customers(
    bulk: Bulk, plan: Plan, part: Roles, rng: Random, begins: datetime
) -> dict[int, str]:
    staff = (*part.reporters, part.lead)
    return {
        bulk.add(
            Customer,
            name=firm.name,
            name_key=name_key(firm.name),
            relation=firm.relation,
            segment=firm.segment,
            account_owner=rng.choice(staff).user_id if rng.random() < 0.7 else None,
            is_new=rng.random() < 0.06,
            created_at=begins,
        ): firm.name
        for firm in firms(how_many(plan.observations), rng)
    }
