"""Whom a survey asks, as Slack says it, and what else follows outside transactions."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from functools import partial

import structlog

from bot.delivery.slack import SlackClients
from bot.domain.errors import Refusal, Why
from bot.domain.survey_form import Asked, asked_from
from bot.domain.wave import Audience, WaveState
from bot.ports import Clock, VoterKeys
from bot.usecases.close_wave import forget_key
from bot.usecases.send_survey import Found, give_up, open_wave
from bot.usecases.tell_results import results_to_tell, tell_results
from handlers.inbound import Payload
from handlers.lookup import Lookup
from handlers.people import keep, person_from
from storage.books import Books
from storage.scrub import scrub_ballots
from storage.tables import Survey, Wave
from storage.unit_of_work import Storage

log = structlog.get_logger()

_ONE_BY_ONE = 40
"""People who are asked for singly; of more strangers the whole list is cheaper."""
_TOGETHER = 200
"""People stored in one transaction."""
_SCRUBS, _BETWEEN_SCRUBS = 5, 0.3
"""Tries in one turn, and the seconds between two: others may be reading just then."""
_FINAL = (
    "channel_not_found",
    "missing_scope",
    "no_such_subteam",
    "plan_upgrade_required",
    "is_archived",
    "not_in_channel",
)
"""What Slack will say tomorrow too."""


class Roll(Lookup):
    """All raise Refusal: NOT_FOUND, with Slack's code as `what`, for what will never be had, and
    SLACK_SILENT."""

    async def members(self, channel: str) -> list[str]:
        """Everybody in a channel, bots included."""
        return [
            str(user_id)
            async for user_id in self._pages(
                lambda **more: self._client.conversations_members(channel=channel, **more),
                "members",
                **_refusals(),
            )
        ]

    async def group(self, group: str) -> list[str]:
        """The people in a user group."""
        answer = await self._ask(
            lambda: self._client.usergroups_users_list(usergroup=group), **_refusals()
        )
        return [str(user_id) for user_id in answer["users"]]

    async def users(self, wanted: Sequence[str]) -> list[Payload]:
        """Slack's user objects, of those that it knows."""
        found: dict[str, Payload] = {}
        if len(wanted) > _ONE_BY_ONE:
            want = set(wanted)
            async for user in self._pages(self._client.users_list, "members"):
                if user["id"] in want:
                    found[str(user["id"])] = user
        for user_id in wanted:
            if user_id not in found and (one := await self._user(user_id)) is not None:
                found[user_id] = one
        return list(found.values())

    async def _user(self, user_id: str) -> Payload | None:
        unknown = Refusal(Why.NOT_FOUND, what="that person")
        try:
            answer = await self._ask(
                lambda: self._client.users_info(user=user_id),
                user_not_found=unknown,
                user_not_visible=unknown,
            )
        except Refusal as refusal:
            if refusal is unknown:
                return None
            raise
        user: Payload = answer["user"]
        return user


class SurveyRoll:
    """Sees to waves that were begun, and to the keys of those that are over."""

    def __init__(
        self, storage: Storage, clients: SlackClients, clock: Clock, keys: VoterKeys
    ) -> None:
        self._storage = storage
        self._clients = clients
        self._clock = clock
        self._keys = keys
        self._turn: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def catch_up(self, team_id: str) -> None:
        """Do all of it that is to be done; what fails is done at the next turn."""
        async with self._turn[team_id]:
            await self._forget_keys(team_id)
            await self._tell_results(team_id)
            for wave, survey in await self._storage.read(team_id, _gathering):
                try:
                    await self._gather(team_id, wave, survey)
                except Exception as error:
                    log.error("survey_not_sent", wave=wave.number, error=type(error).__name__)

    async def _forget_keys(self, team_id: str) -> None:
        over = await self._storage.read(team_id, lambda books: books.surveys.to_forget())
        for _, name in over:
            await asyncio.to_thread(self._keys.destroy, name)
        if over and not await self._scrubbed():
            return  # the names stand as a note: the next turn tries again
        for wave_id, _ in over:
            await self._storage.write(team_id, partial(forget_key, wave_id=wave_id))

    async def _scrubbed(self) -> bool:
        for _ in range(_SCRUBS):
            if await asyncio.to_thread(scrub_ballots, self._storage.engine):
                return True
            await asyncio.sleep(_BETWEEN_SCRUBS)
        return False

    async def _tell_results(self, team_id: str) -> None:
        """At once when somebody closes a survey; the clock's chore has what fails here."""
        now = self._clock.now()
        found = await self._storage.read(team_id, partial(results_to_tell, now=now))
        for (ready,) in found:
            try:
                await self._storage.write(team_id, partial(tell_results, ready=ready, now=now))
            except Exception as error:
                log.error("results_not_told", error=type(error).__name__)

    async def _gather(self, team_id: str, wave: Wave, survey: Survey) -> None:
        now, wave_id = self._clock.now(), wave.id or 0
        try:
            found = await self._found(team_id, survey)
        except Refusal as refusal:
            if refusal.why is not Why.NOT_FOUND and now < wave.closes_at:
                raise
            problem = str(refusal.facts.get("what", refusal.why.value))
            await self._storage.write(team_id, lambda books: _give_up(books, wave_id, problem, now))
            return
        await self._storage.write(team_id, lambda books: open_wave(books, wave_id, found, now))

    async def _found(self, team_id: str, survey: Survey) -> Found:
        roll = Roll(self._clients, team_id)
        us = await self._storage.read(team_id, _bot_user)
        asked, author_in = asked_from(survey.asked), True
        if survey.audience is Audience.CHANNEL:
            people = await roll.members(asked.channel or "")
            if us not in people:
                raise Refusal(Why.NOT_FOUND, what="not_in_channel")
            author_in = survey.author in people
        else:
            people = await _of_groups(roll, asked)
        people = [each for each in dict.fromkeys(people) if each != us]
        await self._know(team_id, roll, people)
        return Found(people, author_in)

    async def _know(self, team_id: str, roll: Roll, people: Sequence[str]) -> None:
        """Have a row for each of them, so that none is asked of Slack when they press."""
        known = await self._storage.read(team_id, lambda books: set(books.people.known(people)))
        users = await roll.users([each for each in people if each not in known])
        now = self._clock.now()
        rows = [person_from(user, team_id, now) for user in users]
        for at in range(0, len(rows), _TOGETHER):
            some = rows[at : at + _TOGETHER]
            await self._storage.write(team_id, partial(keep, fresh=some))


async def _of_groups(roll: Roll, asked: Asked) -> list[str]:
    people = list(asked.people)
    for group in asked.groups:
        people += await roll.group(group)
    return people


def _gathering(books: Books) -> list[tuple[Wave, Survey]]:
    waves = books.surveys.in_state(WaveState.GATHERING)
    return [(wave, books.surveys.of(wave)) for wave in waves]


def _give_up(books: Books, wave_id: int, problem: str, now: datetime) -> None:
    wave = books.surveys.wave(wave_id, lock=True)
    if wave is not None and wave.state is WaveState.GATHERING:
        give_up(books, wave, problem, now)


def _bot_user(books: Books) -> str:
    workspace = books.workspace.get()
    return workspace.bot_user_id if workspace else ""


def _refusals() -> dict[str, Refusal]:
    return {code: Refusal(Why.NOT_FOUND, what=code) for code in _FINAL}
