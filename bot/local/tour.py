"""The seven steps, each done by what really happened: read from the app's own books."""

from __future__ import annotations

from datetime import datetime

from bot.local.steps import DIGEST, GONE, LINE, LOGGED, STEPS, Scene, which
from bot.local.story import Story, follow
from bot.sandbox import Sandbox
from bot.sandbox.page import Seen, Step
from storage.books import Books
from storage.repositories.happened import Happened
from storage.unit_of_work import Storage


class Tour:
    """What of the tour has been done since `since` (aware UTC), in one workspace. What has happened
    once stays done: a promise that broke is an issue that nobody has acknowledged again.

    Whatever was done instead, the words of each step say how to go on from there. `owner` and
    `reporter` are the names they have before anything was logged.
    """

    def __init__(
        self,
        storage: Storage,
        sandbox: Sandbox,
        team_id: str,
        since: datetime,
        *,
        owner: str,
        reporter: str,
    ) -> None:
        self._storage = storage
        self._sandbox = sandbox
        self._team_id = team_id
        self._since = since
        self._owner, self._reporter = owner, reporter
        self._ever = [False] * len(STEPS)

    async def steps(self, seen: Seen) -> list[Step]:
        """The steps; `seen` says up to which ts a person has read a conversation."""

        def look(books: Books) -> tuple[Story, tuple[bool, ...]]:
            return follow(books, self._since), self._done(books, seen)

        story, done = await self._storage.read(self._team_id, look)
        new = (*done, self._digest_read(seen))
        self._ever = [one or other for one, other in zip(self._ever, new, strict=True)]
        return [self._step(number, story) for number in range(len(STEPS))]

    def _step(self, number: int, story: Story) -> Step:
        title, how, fits = STEPS[number]
        issue = story.issue(*fits)
        if issue is None and self._ever[LOGGED] and LOGGED < number < DIGEST:
            return Step(title, GONE, LINE, self._ever[number])
        scene = Scene(
            story,
            issue,
            (issue.owner if issue else None) or self._owner,
            issue.reporter if issue else self._reporter,
            self._sandbox.space.clock.now(),
        )
        says, line = how(scene)
        if issue and LOGGED < number < DIGEST and len(story.issues) > 1:
            says = f"{which(issue)}\n{says}"
        return Step(title, says, line, self._ever[number])

    def _done(self, books: Books, seen: Seen) -> tuple[bool, ...]:
        happened, since = Happened(books), self._since
        promised, resolved = happened.promised(since), happened.resolved(since)
        card_read = any(seen(who, channel) >= ts for who, channel, ts in happened.cards(since))
        return (
            happened.asked(since),
            # the card of an older issue, to which it was added, was there before the tour
            card_read or promised or resolved,
            promised,
            happened.broken(since),
            resolved,
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
