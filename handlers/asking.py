"""What must be asked of Slack before a request can be handled: never inside a transaction."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import structlog

from bot.delivery.errors import verdict
from bot.delivery.slack import SlackClients
from handlers.inbound import Inbound, Payload, is_private
from storage.tables import ReactionRule
from storage.unit_of_work import Storage

log = structlog.get_logger()


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
