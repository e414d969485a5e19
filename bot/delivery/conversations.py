"""Which conversation a lane is."""

from __future__ import annotations

from bot.delivery.line import Line
from storage.repositories.queue import Held


async def channel_of(line: Line, held: Held, known: str | None, expires: float) -> str:
    """The conversation's id: of a person the DM with them; opening it again changes nothing.

    Raises LeaseOver and CallFailed, as every call does.
    """
    if known is not None:
        return known
    answer = await line.call(
        "conversations.open",
        held.team_id,
        expires,
        lambda client: client.conversations_open(users=held.lane),
    )
    return str(answer["channel"]["id"])
