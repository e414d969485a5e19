"""Bolt: it reads Slack's payloads and answers in Slack's form; every listener is the gate."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Mapping
from typing import Any

from slack_bolt.async_app import AsyncApp
from slack_bolt.context.async_context import AsyncBoltContext
from slack_bolt.logger.messages import warning_token_skipped
from slack_bolt.response import BoltResponse

from bot.domain.errors import Refusal
from handlers.gate import Gate
from handlers.inbound import Inbound, Kind, from_command, from_event, from_interaction, team_named
from handlers.installed import Installed

_ANY = re.compile(".*", re.DOTALL)


def _worth_reading(record: logging.LogRecord) -> bool:
    """Not that the token in the environment, which Bolt looks at unasked, yields to `authorize`."""
    return record.getMessage() != warning_token_skipped()


def bolt_app(gate: Gate, installed: Installed) -> AsyncApp:
    """An app whose every listener hands over to `gate`.

    process_before_response: what a request changed is durable before Slack gets its answer.
    """

    async def authorize(context: AsyncBoltContext, team_id: str | None) -> Any:
        """An AuthorizeResult; None for a stranger."""
        found = installed.authorized(team_id or "")
        if found is None:
            # Bolt would write to whatever address the payload names, and fall over one that is none
            context.pop("response_url", None)
        return found

    logger = logging.getLogger("slack_bolt")
    logger.addFilter(_worth_reading)
    app = AsyncApp(
        authorize=authorize,
        process_before_response=True,
        request_verification_enabled=False,  # the front door did
        logger=logger,
    )

    def team_of(body: Mapping[str, Any]) -> str:
        return installed.team(team_named(body))

    async def answer(ack: Any, inbound: Inbound) -> BoltResponse | None:
        """Acknowledge; what may come again later is refused instead, so that Slack sends it."""
        try:
            body = await gate.serve(inbound)
        except Refusal:
            return BoltResponse(status=503)
        if body is None:
            await ack()
        elif inbound.kind is Kind.COMMAND:
            await ack(body)
        else:
            await ack(**body)
        return None

    async def on_command(ack: Any, body: dict[str, Any]) -> BoltResponse | None:
        return await answer(ack, from_command(body, team_of(body)))

    async def on_event(ack: Any, body: dict[str, Any]) -> BoltResponse | None:
        return await answer(ack, from_event(body, team_of(body)))

    def interaction(kind: Kind) -> Callable[..., Any]:
        async def on_interaction(ack: Any, body: dict[str, Any]) -> BoltResponse | None:
            return await answer(ack, from_interaction(kind, body, team_of(body)))

        return on_interaction

    app.command(_ANY)(on_command)
    app.action(_ANY)(interaction(Kind.ACTION))
    app.view_submission(_ANY)(interaction(Kind.SUBMISSION))
    app.view_closed(_ANY)(interaction(Kind.CLOSED))
    app.shortcut(_ANY)(interaction(Kind.SHORTCUT))
    app.options(_ANY)(interaction(Kind.OPTIONS))
    app.event(_ANY)(on_event)
    return app
