"""What goes to the company's own channels only: Slack is asked just before what the channel is,
as it may have become another company's too while nobody listened."""

from __future__ import annotations

from bot.delivery.errors import Fate, Verdict
from bot.delivery.line import CallFailed, Line

METHOD = "conversations.info"
SHARED = "channel_shared"
"""The error of a message that strangers would have read."""
NOT_KNOWN = "channel_not_known"
"""Slack did not say what the channel is: the message waits, rather than be told to strangers."""


async def refuse_strangers(line: Line, team_id: str, channel: str, expires: float) -> None:
    """Raises CallFailed where other companies are in the channel, or that can't be known; and as
    `Line.call` does. Nothing was posted then."""
    try:
        answer = await line.call(
            METHOD, team_id, expires, lambda client: client.conversations_info(channel=channel)
        )
    except CallFailed as failed:
        if failed.verdict.fate is not Fate.UNCERTAIN:
            raise
        raise CallFailed(Verdict(Fate.PASSING, NOT_KNOWN)) from None
    found = answer["channel"]
    if found.get("is_ext_shared") or found.get("is_org_shared"):
        raise CallFailed(Verdict(Fate.REFUSED, SHARED))
