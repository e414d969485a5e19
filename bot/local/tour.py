"""The seven steps, each done by what really happened: read from the app's own books."""

from __future__ import annotations

from datetime import datetime

from bot.sandbox import Sandbox
from bot.sandbox.page import Seen, Step
from storage.books import Books
from storage.repositories.happened import Happened
from storage.unit_of_work import Storage

_STEPS = (
    (
        "Log what a customer said",
        "Type this in any channel:\n"
        "`/cx log It ate the file and said nothing customer:Acme touchpoint:import "
        "feeling:frustrated severity:high`",
    ),
    (
        "Be the owner",
        "At the top left, become {owner}, who answers for Data import. The card comes to the "
        "messages from *Earshot*, under Apps, once it has settled for a few seconds.",
    ),
    (
        "Acknowledge, and promise",
        "On the card: *Acknowledge*, then *Make a promise*. A small true promise, due in a day or "
        "two. Have a look at what the reporter reads meanwhile.",
    ),
    (
        "Let a promise break",
        "Do nothing, and move the clock at the top forward (*+1 day*) past the promised day. A "
        "nudge comes in the morning; in the evening the promise lapses, without blame.",
    ),
    (
        "Resolve it",
        "Still as {owner}: acknowledge again if it asks, press *Resolve* on the card, and say what "
        "changed, in words that a customer would understand.",
    ),
    (
        "Tell the customer",
        "Become whoever logged it again, and open *Earshot* under Apps. The receipt has the answer "
        "in its thread, with a line to copy. Press *I told the customer*: the loop is closed.",
    ),
    (
        "Read the digest",
        "Type `/cx digest`, in any channel. It comes to your messages from *Earshot*, as it would "
        "be posted now.",
    ),
)


class Tour:
    """What of the tour has been done since `since` (aware UTC), in one workspace. What has happened
    once stays done: a promise that broke is an issue that nobody has acknowledged again."""

    def __init__(
        self, storage: Storage, sandbox: Sandbox, team_id: str, since: datetime, owner: str
    ) -> None:
        self._storage = storage
        self._sandbox = sandbox
        self._team_id = team_id
        self._since = since
        self._owner = owner
        self._ever = [False] * len(_STEPS)

    async def steps(self, seen: Seen) -> list[Step]:
        """The steps; `seen` says up to which ts a person has read a conversation."""
        done = await self._storage.read(self._team_id, lambda books: self._done(books, seen))
        new = (*done, self._digest_read(seen))
        self._ever = [one or other for one, other in zip(self._ever, new, strict=True)]
        told = zip(_STEPS, self._ever, strict=True)
        return [Step(title, how.format(owner=self._owner), ok) for (title, how), ok in told]

    def _done(self, books: Books, seen: Seen) -> tuple[bool, ...]:
        happened, since = Happened(books), self._since
        return (
            happened.logged(since),
            any(seen(who, channel) >= ts for who, channel, ts in happened.cards(since)),
            happened.promised(since),
            happened.broken(since),
            happened.resolved(since),
            happened.told(since),
        )

    def _digest_read(self, seen: Seen) -> bool:
        """Somebody asked for the digest, and has read what came of it."""
        for one in self._sandbox.deliveries:
            if one.kind != "slash_commands" or one.problem or one.at is None:
                continue
            if one.payload["text"].split(" ")[0] != "digest":
                continue
            person = self._sandbox.person(one.payload["user_id"])
            asked = f"{one.at.timestamp() - one.seconds:.6f}"
            if person and any(
                asked < message["ts"] <= seen(person.id, person.dm_channel.id)
                for message in person.dm
                if message.get("bot_id") and "eard" in message.get("text", "")
            ):
                return True
        return False
