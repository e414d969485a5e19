"""Puts a reply where it belongs: beside a message, in a modal, in App Home.

Everything here is tried once: what it shows can be had again, or is brought by the card's row.
"""

from __future__ import annotations

import asyncio
from typing import Any

import structlog

from bot.blocks.kit import Screen, View, answer
from bot.delivery.errors import verdict
from bot.delivery.slack import SlackClients
from handlers.inbound import Inbound
from handlers.reply import Reply

log = structlog.get_logger()

_AT_ONCE = 64
"""Answers to presses on their way at the same moment. Thousands may press at once: they wait here,
where no time runs out, and leave some of the connections to Slack for views, which can't wait."""


class Surfaces:
    def __init__(self, clients: SlackClients) -> None:
        self._clients = clients
        self._answering = asyncio.Semaphore(_AT_ONCE)

    async def open(self, inbound: Inbound, view: View) -> bool:
        """Open a modal, or push it onto the one that was pressed in. False if Slack would not."""
        in_modal = inbound.view is not None and not inbound.in_home
        try:
            client = self._clients.quick(inbound.team_id)
            method = client.views_push if in_modal else client.views_open
            async with asyncio.timeout(inbound.left):
                await method(trigger_id=inbound.trigger_id or "", view=view)
        except Exception as error:
            log.warning("view_not_opened", error=verdict(error).code)
            return False
        return True

    async def show(self, inbound: Inbound, reply: Reply) -> bool:
        """Carry out `show`, `tell`, `update` and `ephemeral`; True if `show` was shown."""
        shown = False
        if reply.update is not None and inbound.view is not None:
            await self._update(inbound, reply.update)
        if reply.show is not None:
            shown = await self._respond(inbound, reply.show, replace=True)
        if reply.tell is not None:
            await self._tell(inbound, reply.tell)
        if reply.ephemeral is not None:
            await self._call(inbound, "chat_postEphemeral", reply.ephemeral)
        return shown

    async def replace(self, inbound: Inbound, view: View) -> None:
        """Show `view` instead of the modal a request came from, whatever that shows by now."""
        view_id = (inbound.view or {}).get("id")
        await self._call(inbound, "views_update", {"view_id": view_id, "view": view})

    async def publish(self, team_id: str, user_id: str, view: View) -> None:
        try:
            await self._clients.quick(team_id).views_publish(user_id=user_id, view=view)
        except Exception as error:
            log.warning("home_not_published", error=verdict(error).code)

    async def _tell(self, inbound: Inbound, screen: Screen) -> None:
        if inbound.view is not None:
            await self.open(inbound, answer("Earshot", screen))
        elif inbound.response_url:
            await self._respond(inbound, screen, replace=False)
        elif inbound.trigger_id:
            await self.open(inbound, answer("Earshot", screen))

    async def _update(self, inbound: Inbound, view: View) -> None:
        known = inbound.view or {}
        arguments = {"view_id": known.get("id"), "hash": known.get("hash"), "view": view}
        await self._call(inbound, "views_update", arguments)

    async def _respond(self, inbound: Inbound, screen: Screen, *, replace: bool) -> bool:
        if not inbound.response_url:
            return False
        body: dict[str, Any] = {**screen.message(), "replace_original": replace}
        if not replace:
            body["response_type"] = "ephemeral"
        try:
            async with self._answering:
                await self._clients.respond(inbound.response_url, body)
        except Exception as error:
            log.warning("not_shown", method="response_url", error=verdict(error).code)
            return False
        return True

    async def _call(self, inbound: Inbound, method: str, arguments: dict[str, Any]) -> None:
        try:
            await getattr(self._clients.quick(inbound.team_id), method)(**arguments)
        except Exception as error:
            log.warning("not_shown", method=method, error=verdict(error).code)
