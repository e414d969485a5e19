"""Who a Slack user is: asked of Slack once, kept fresh by `user_change`."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import cache, partial
from typing import Any
from zoneinfo import available_timezones

import structlog

from bot.delivery.errors import verdict
from bot.delivery.slack import SlackClients
from bot.domain.policy import Actor
from bot.ports import Clock
from handlers.inbound import Inbound
from storage.books import Books
from storage.tables import Person
from storage.unit_of_work import Storage

log = structlog.get_logger()

_NOT_HERE = frozenset({"user_not_found", "user_not_visible"})
_AT_ONCE, _SECONDS = 20, 5.0
"""People who are looked at again in one turn, and how long Slack may take for all of them: the next
tick waits for it."""
_ELSEWHERE = "elsewhere"
"""Instead of the workspace of someone whom Slack does not know in ours: they have no rights."""


@cache
def _zones() -> set[str]:
    """All zones we know: looking them up reads hundreds of files."""
    return available_timezones()


class Directory:
    def __init__(self, storage: Storage, clients: SlackClients, clock: Clock) -> None:
        self._storage = storage
        self._clients = clients
        self._clock = clock
        self._stored: set[tuple[str, str]] = set()
        """People whose row is there: what it says is read anew in every transaction."""

    async def ensure(self, inbound: Inbound) -> None:
        """Have a row for whoever is named, so that they can be stored."""
        new = [
            each for each in inbound.mentioned_people if (inbound.team_id, each) not in self._stored
        ]
        await asyncio.gather(*(self._ensure(inbound, user_id) for user_id in new))

    async def ask_who_acts(self, inbound: Inbound) -> None:
        """Have Slack say who acts: nobody knows them, or what is known is old."""
        await self._learn(inbound, inbound.user_id)

    async def look_again(self, team_id: str) -> None:
        """Ask anew of some who answer for something, where that was too long ago: who left while
        we were not told is to be found out although they press nothing."""
        now = self._clock.now()
        some = await self._storage.read(
            team_id, lambda books: books.people.to_look_at(now, _AT_ONCE)
        )
        until = time.monotonic() + _SECONDS
        for user_id in some:
            left = until - time.monotonic()
            person = await self._ask(team_id, user_id, left) if left > 0 else None
            if person is None:
                continue  # the next turn asks again
            await self._storage.write(team_id, partial(self._save, person))

    async def _ensure(self, inbound: Inbound, user_id: str) -> None:
        team_id = inbound.team_id
        known = await self._storage.read(team_id, lambda books: books.people.get(user_id))
        if (known and known.is_known) or await self._learn(inbound, user_id):
            self._stored.add((team_id, user_id))

    async def _learn(self, inbound: Inbound, user_id: str) -> bool:
        """Store what Slack says of them; whether it said anything."""
        team_id = inbound.team_id
        person = await self._ask(team_id, user_id, inbound.asking)
        if person is None:
            # Slack didn't say. Their words must not be lost for it: they may log, and no more.
            name = inbound.user_name if user_id == inbound.user_id else ""
            person = Person(
                team_id=team_id,
                user_id=user_id,
                name=name,
                home_team_id=inbound.user_team_id or team_id,
                is_known=False,
                seen_at=self._clock.now(),
            )
        await self._storage.write(team_id, partial(self._save, person), until=inbound.answer_by)
        return person.is_known

    def _save(self, fresh: Person, books: Books) -> None:
        """Store an answer, unless something was heard of them since we asked."""
        known = books.people.get(fresh.user_id)
        if known is None or not fresh.seen_at < known.seen_at <= self._clock.now():
            save(books, fresh)

    async def _ask(self, team_id: str, user_id: str, seconds: float) -> Person | None:
        """What Slack says of them, as of when it was asked; None: nothing."""
        now = self._clock.now()
        try:
            async with asyncio.timeout(seconds):
                answer = await self._clients.quick(team_id).users_info(user=user_id)
        except Exception as error:
            code = verdict(error).code
            log.warning("user_not_known", error=code)
            return _stranger(team_id, user_id, now) if code in _NOT_HERE else None
        return person_from(answer["user"], team_id, now)

    def actor(self, books: Books, inbound: Inbound, now: datetime) -> Actor:
        """The person who acts, with what this request itself says of them."""
        actor = books.people.actor(inbound.user_id, now)
        return replace(actor, is_external=True) if inbound.is_external else actor


def _stranger(team_id: str, user_id: str, now: datetime) -> Person:
    return Person(
        team_id=team_id,
        user_id=user_id,
        home_team_id=_ELSEWHERE,
        is_known=False,
        seen_at=now,
    )


def person_from(user: Mapping[str, Any], team_id: str, now: datetime) -> Person:
    """A row from Slack's user object. A zone Slack knows and we don't becomes UTC."""
    profile = user.get("profile") or {}
    zone = str(user.get("tz") or "UTC")
    return Person(
        team_id=team_id,
        user_id=str(user["id"]),
        name=str(
            profile.get("display_name") or profile.get("real_name") or user.get("real_name") or ""
        ),
        home_team_id=str(user.get("team_id") or team_id),
        zone=zone if zone in _zones() else "UTC",
        is_admin=bool(user.get("is_admin") or user.get("is_owner")),
        is_guest=bool(user.get("is_restricted") or user.get("is_ultra_restricted")),
        is_bot=bool(user.get("is_bot")) or user["id"] == "USLACKBOT",
        is_deleted=bool(user.get("deleted")),
        seen_at=now,
    )


def save(books: Books, fresh: Person) -> None:
    """Store what Slack says of someone; what they set here themselves stays."""
    keep(books, [fresh])


def keep(books: Books, fresh: Sequence[Person]) -> None:
    """`save` for several, each once: thousands are met at once when a large channel is asked."""
    known = books.people.known([each.user_id for each in fresh])
    books.people.add([each for each in fresh if each.user_id not in known])
    for each in fresh:
        if each.user_id in known:
            _update(books, known[each.user_id], each)


def _update(books: Books, known: Person, fresh: Person) -> None:
    if not fresh.is_known and fresh.home_team_id != _ELSEWHERE:
        return  # Slack said nothing: what it said before stands
    for name in ("name", "home_team_id", "zone", "is_admin", "is_guest", "is_bot", "is_deleted"):
        setattr(known, name, getattr(fresh, name))
    known.is_known, known.seen_at = fresh.is_known, fresh.seen_at
    books.session.add(known)
