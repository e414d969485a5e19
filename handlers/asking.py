"""What must be asked of Slack before a request can be handled: never inside a transaction."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import structlog

from bot.delivery.errors import verdict
from bot.delivery.slack import SlackClients
from bot.domain.ids import number
from handlers.inbound import Inbound, Payload, is_private
from storage.tables import ReactionRule
from storage.unit_of_work import Storage

log = structlog.get_logger()

_NOT_OURS = ("ext_shared", "org_shared", "mpim", "im")
_PAGE = 999
"""Members in one answer."""


class Asking:
    def __init__(self, storage: Storage, clients: SlackClients, history: str) -> None:
        self._storage = storage
        self._clients = clients
        self._may_read_channels = history == "all"

    async def place(self, inbound: Inbound) -> Inbound:
        """The same request, knowing whether its channel is private or shared.

        What Slack doesn't say is taken as private: nothing is stored that should not be.
        """
        if not inbound.channel or is_private(inbound.channel, None):
            return replace(inbound, channel_private=True)
        try:
            async with asyncio.timeout(inbound.asking):
                client = self._clients.quick(inbound.team_id)
                answer = await client.conversations_info(channel=inbound.channel)
        except Exception as error:
            log.warning("channel_not_known", error=verdict(error).code)
            return replace(inbound, channel_private=True)
        channel = answer["channel"]
        shared = bool(channel.get("is_ext_shared") or channel.get("is_org_shared"))
        return replace(
            inbound, channel_private=bool(channel.get("is_private")), channel_shared=shared
        )

    async def other_place(self, inbound: Inbound, channel: str) -> Inbound:
        """The same request, knowing of `channel` whether Earshot and who asks are members of it,
        and whether it is the company's own. What Slack doesn't say is no."""
        try:
            async with asyncio.timeout(inbound.asking):
                client = self._clients.quick(inbound.team_id)
                info = (await client.conversations_info(channel=channel))["channel"]
        except Exception as error:
            log.warning("channel_not_known", error=verdict(error).code)
            return inbound
        is_member = bool(info.get("is_member"))
        author_in = is_member and await self.author_in(inbound, channel)
        is_own = not any(info.get(f"is_{each}") for each in _NOT_OURS)
        known = {"is_member": is_member, "author_in": bool(author_in), "is_own": is_own}
        return replace(inbound, fetched=known | {"is_private": bool(info.get("is_private"))})

    async def author_in(self, inbound: Inbound, channel: str) -> bool | None:
        """Whether who asks is a member of `channel`; None where Slack doesn't say."""
        cursor: dict[str, str] = {}
        try:
            async with asyncio.timeout(inbound.asking):
                client = self._clients.quick(inbound.team_id)
                while True:
                    page = await client.conversations_members(
                        channel=channel, limit=_PAGE, **cursor
                    )
                    if inbound.user_id in page["members"]:
                        return True
                    onward = (page.get("response_metadata") or {}).get("next_cursor")
                    if not onward:
                        return False
                    cursor = {"cursor": onward}
        except Exception as error:
            log.warning("members_not_known", error=verdict(error).code)
            return None

    async def draft_channel(self, inbound: Inbound) -> str | None:
        """The channel that the survey draft in a modal asks in."""
        draft_id = number(inbound.record.removeprefix("draft:"))
        if draft_id is None:
            return None
        draft = await self._storage.read(
            inbound.team_id, lambda books: books.surveys.draft(draft_id, inbound.user_id)
        )
        return draft.form["asked"]["channel"] if draft else None

    async def user_groups(self, inbound: Inbound) -> list[tuple[str, str]]:
        """(id, name) of every user group; none where Slack doesn't say."""
        try:
            answer = await self._clients.quick(inbound.team_id).usergroups_list()
        except Exception as error:
            log.warning("groups_not_known", error=verdict(error).code)
            return []
        return [(str(each["id"]), f"@{each['handle']}") for each in answer["usergroups"]]

    async def company(self, inbound: Inbound) -> str | None:
        """The name of the company that wrote the pressed message; None for our own, or unknown."""
        message = inbound.payload.get("message") or {}
        team = message.get("user_team") or message.get("source_team") or message.get("team")
        if not isinstance(team, str) or team == inbound.team_id:
            return None
        try:
            async with asyncio.timeout(inbound.asking):
                answer = await self._clients.quick(inbound.team_id).team_info(team=team)
        except Exception as error:
            log.warning("company_not_known", error=verdict(error).code)
            return None
        return str(answer["team"].get("name") or "")[:140] or None

    async def reaction_rule(self, inbound: Inbound) -> ReactionRule | None:
        channel = inbound.channel or ""
        return await self._storage.read(
            inbound.team_id, lambda books: books.observations.reaction_rule(channel)
        )

    async def message(self, inbound: Inbound, ts: str) -> Payload | None:
        """The message at `ts` in the request's channel; None where it may not or can't be read."""
        if not self._may_read_channels or inbound.channel_private or inbound.channel_shared:
            return None
        channel = inbound.channel or ""
        try:
            async with asyncio.timeout(inbound.asking):
                client = self._clients.quick(inbound.team_id)
                answer = await client.conversations_history(
                    channel=channel, latest=ts, oldest=ts, inclusive=True, limit=1
                )
                if not answer["messages"]:  # a reply stands in its thread only
                    answer = await client.conversations_replies(
                        channel=channel, ts=ts, latest=ts, oldest=ts, inclusive=True, limit=1
                    )
        except Exception as error:
            log.warning("message_not_read", error=verdict(error).code)
            return None
        return next((each for each in answer["messages"] if each.get("ts") == ts), None)
