"""Whom and what a file names, asked of Slack: people by e-mail address or name, public channels."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping
from typing import Any

from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.delivery.errors import Fate, verdict
from bot.delivery.slack import FileError, SlackClients
from bot.domain.errors import Refusal, Why
from bot.domain.nearest import name_key, nearest

Payload = Mapping[str, Any]
Found = dict[str, str | Refusal]

_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_MENTION = re.compile(r"<[@#]([A-Z0-9]+)(?:\|[^>]*)?>")
_TRIES = 5
_LONGEST_WAIT = 60.0
"""Seconds that Slack is waited for when it wants to be asked more slowly."""
_PAGE = 999


class Lookup:
    """Questions about one workspace. All raise Refusal(SLACK_SILENT) when Slack does not say."""

    def __init__(self, clients: SlackClients, team_id: str) -> None:
        self._clients = clients
        self._team_id = team_id
        self._client = clients.client(team_id)

    async def file(self, file_id: str, user_id: str, most: int) -> bytes:
        """The content of a file that this person gave. Raises Refusal: NOT_FOUND, TOO_MUCH beyond
        `most` bytes, NO_SCOPE."""
        gone = Refusal(Why.NOT_FOUND, what="that file")
        answer = await self._ask(
            lambda: self._client.files_info(file=file_id),
            missing_scope=Refusal(Why.NO_SCOPE, what="read files", scope="files:read"),
            file_not_found=gone,
            file_deleted=gone,
            not_visible=gone,
        )
        file = answer["file"]
        if file.get("user") != user_id:
            raise gone
        try:
            url = str(file.get("url_private") or "")
            return await self._clients.download(self._team_id, url, most)
        except FileError as error:
            if error.code == "too_large":
                raise Refusal(Why.TOO_MUCH, most=f"{most // 1_000_000} MB") from None
            raise gone from None
        except Exception as error:
            verdict(error)
            raise Refusal(Why.SLACK_SILENT) from error

    async def people(self, typed: Iterable[str]) -> tuple[Found, list[Payload]]:
        """For each text its user id or a Refusal, and Slack's user objects of those found."""
        found: Found = {}
        users: dict[str, Payload] = {}
        names = set(typed) - {""}
        addresses = {each for each in names if _EMAIL.fullmatch(each)}
        for address in sorted(addresses):
            user = await self._by_address(address)
            found[address] = user if isinstance(user, Refusal) else _id_of(user)
            if not isinstance(user, Refusal):
                users[_id_of(user)] = user
        if names - addresses:
            everyone = [user async for user in self._pages(self._client.users_list, "members")]
            for name in names - addresses:
                user = _named(name, everyone)
                found[name] = user if isinstance(user, Refusal) else _id_of(user)
                if not isinstance(user, Refusal):
                    users[_id_of(user)] = user
        return found, list(users.values())

    async def channels(self, typed: Iterable[str]) -> Found:
        """For each text the id of the public channel of that name, or a Refusal."""
        names = set(typed) - {""}
        if not names:
            return {}

        def page(**more: Any) -> Awaitable[AsyncSlackResponse]:
            return self._client.conversations_list(
                types="public_channel", exclude_archived=True, **more
            )

        known = {row["name"]: row["id"] async for row in self._pages(page, "channels")}
        return {name: _channel(name, known) for name in names}

    # -- inside -----------------------------------------------------------------------------------

    async def _by_address(self, address: str) -> Payload | Refusal:
        try:
            answer = await self._ask(
                lambda: self._client.users_lookupByEmail(email=address),
                missing_scope=Refusal(
                    Why.NO_SCOPE, what="look up e-mail addresses", scope="users:read.email"
                ),
                users_not_found=Refusal(Why.UNKNOWN_VALUE, key="person", value=address),
            )
        except Refusal as refusal:
            if refusal.why is Why.SLACK_SILENT:
                raise
            return refusal
        user: Payload = answer["user"]
        return user

    async def _pages(
        self,
        method: Callable[..., Awaitable[AsyncSlackResponse]],
        name: str,
        **refusals: Refusal,
    ) -> AsyncIterator[Any]:
        cursor = ""
        while True:
            more = {"cursor": cursor} if cursor else {}
            answer = await self._ask(lambda more=more: method(limit=_PAGE, **more), **refusals)  # type: ignore[misc]
            for row in answer[name]:
                yield row
            cursor = (answer.get("response_metadata") or {}).get("next_cursor") or ""
            if not cursor:
                return

    async def _ask(
        self, call: Callable[[], Awaitable[AsyncSlackResponse]], **refusals: Refusal
    ) -> AsyncSlackResponse:
        """The answer, asked for more slowly where Slack wants that. `refusals`: by Slack's code."""
        for _ in range(_TRIES):
            try:
                return await call()
            except Exception as error:
                said = verdict(error)
                if said.code in refusals:
                    raise refusals[said.code] from None
                if said.fate is not Fate.LIMITED:
                    raise Refusal(Why.SLACK_SILENT) from error
                await asyncio.sleep(min(said.retry_after, _LONGEST_WAIT))
        raise Refusal(Why.SLACK_SILENT)


def _id_of(user: Payload) -> str:
    return str(user["id"])


def _named(typed: str, everyone: list[Payload]) -> Payload | Refusal:
    """The one person of that id, handle or name; of several the one who is still there."""
    mention = _MENTION.fullmatch(typed)
    key = name_key(mention[1] if mention else typed.lstrip("@"))
    same = [user for user in everyone if key in {name_key(name) for name in _names(user)}]
    there = [user for user in same if not user.get("deleted")] or same
    if len(there) == 1:
        return there[0]
    # two of a name are told apart by their handles
    near = [f"@{user.get('name')}" for user in there[:3]] or nearest(
        typed.lstrip("@"), {_names(user)[0] for user in everyone if not user.get("deleted")}, 1
    )
    return Refusal(Why.UNKNOWN_VALUE, key="person", value=typed, near=near)


def _names(user: Payload) -> list[str]:
    profile = user.get("profile") or {}
    known = (
        profile.get("display_name"),
        profile.get("real_name"),
        user.get("real_name"),
        user.get("name"),
        user.get("id"),
    )
    return [str(name) for name in known if name]


def _channel(typed: str, known: Mapping[str, str]) -> str | Refusal:
    mention = _MENTION.fullmatch(typed)
    name = typed.lstrip("#").casefold()
    if mention and mention[1] in known.values():
        return mention[1]
    if name in known:
        return known[name]
    return Refusal(Why.UNKNOWN_VALUE, key="channel", value=typed, near=nearest(name, known, 1))
