"""The seven steps, each done by what really happened: read from the app's own books."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.blocks.mrkdwn import day, inline, moment, quote
from bot.local.story import Followed, Story, follow
from bot.sandbox import Sandbox
from bot.sandbox.page import Seen, Step
from storage.books import Books
from storage.repositories.happened import Happened
from storage.unit_of_work import Storage

_LINE = (
    "/cx log It ate the file and said nothing customer:Acme touchpoint:import feeling:frustrated "
    "severity:high"
)
_SOON = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class _Scene:
    """What the words of a step are made from. owner, reporter: names, also before anything was
    logged. now: aware UTC."""

    story: Story
    owner: str
    reporter: str
    now: datetime


_How = tuple[str, str]
"""What to do (mrkdwn), and the line that is to be typed, if one is."""


def _log(scene: _Scene) -> _How:
    story = scene.story
    if story.likely:
        return (
            f"What you logged looks like issue #{story.likely}, and waits for your word: press "
            f"*It's new* below the answer, or *Add to issue #{story.likely}*.",
            "",
        )
    if story.unasked:
        return (
            f"{quote(story.unasked, 80)} is stored and counts, but nobody is asked to answer it. "
            "Press *Edit* below it and tick *Needs a follow-up*; or log this:",
            _LINE,
        )
    return "In any channel, in the customer's words:", _LINE


def _be_the_owner(scene: _Scene, issue: Followed | None) -> _How:
    if issue and issue.owner is None:
        command = f"/cx issue {issue.number}"
        return (
            f"Nobody owns issue #{issue.number} yet. As the CX lead, press *Reassign* in:",
            command,
        )
    where = inline(issue.touchpoint) if issue and issue.touchpoint else "it"
    who = f"At the top left, become {inline(scene.owner)}, who answers for {where}."
    if issue and issue.card_due and issue.card_due - scene.now > _SOON:
        return (
            f"{who} The card settles first and waits for working time: it comes "
            f"{moment(issue.card_due)}, in the messages from *Earshot*. Move the clock at the top "
            "there.",
            "",
        )
    return (
        f"{who} The card comes to the messages from *Earshot*, under Apps, once it has settled for "
        "a few seconds.",
        "",
    )


def _promise(scene: _Scene, issue: Followed | None) -> _How:
    if issue and issue.over:
        return _too_late(issue, "promise")
    return (
        f"As {inline(scene.owner)}, on the card: *Acknowledge*, then *Make a promise*. A small "
        "true promise, due in a day or two. Have a look at what the reporter reads meanwhile.",
        "",
    )


def _break(_: _Scene, issue: Followed | None) -> _How:
    if issue and issue.over:
        return _too_late(issue, "break")
    if issue and issue.promised_for is None:
        return "First something has to be promised: *Make a promise* on the card.", ""
    until = f"{day(issue.promised_for)}, the" if issue and issue.promised_for else "the"
    return (
        f"Do nothing, and move the clock at the top forward (*+1 day*) past {until} promised day. "
        "A nudge comes in the morning; in the evening the promise lapses, without blame.",
        "",
    )


def _resolve(scene: _Scene, _: Followed | None) -> _How:
    return (
        f"As {inline(scene.owner)}, press *Resolve* on the card, and say what changed, in words "
        "that a customer would understand.",
        "",
    )


def _tell(scene: _Scene, issue: Followed | None) -> _How:
    if issue and issue.over and not issue.untold:
        return f"The time to tell about issue #{issue.number} is over. Once more:", _LINE
    again = ""
    if issue and issue.reopened:
        again = f"It is open again: as {inline(scene.owner)}, *Resolve* it once more. "
    if issue and issue.owner == issue.reporter:
        return f"{again}Still as {inline(scene.owner)}: *I told the customer* is on the card.", ""
    return (
        f"{again}Become {inline(scene.reporter)}, and open *Earshot* under Apps. The receipt has "
        "the answer in its thread, with a line to copy. Press *I told the customer*: the loop is "
        "closed.",
        "",
    )


def _digest(_: _Scene, _issue: Followed | None) -> _How:
    return (
        "It comes to your messages from *Earshot*, whole, as it would be posted now. In any "
        "channel:",
        "/cx digest",
    )


def _too_late(issue: Followed, what: str) -> _How:
    said = f"Issue #{issue.number} is {issue.state.value}: nothing is left to {what}."
    return f"{said} Go on with the next step, or log another and take it slower:", _LINE


_STEPS: tuple[tuple[str, Callable[[_Scene, Followed | None], _How]], ...] = (
    ("Log what a customer said", lambda scene, _: _log(scene)),
    ("Be the owner", _be_the_owner),
    ("Acknowledge, and promise", _promise),
    ("Let a promise break", _break),
    ("Resolve it", _resolve),
    ("Tell the customer", _tell),
    ("Read the digest", _digest),
)
_LOGGED, _DIGEST = 0, 6
_GONE = "What was logged is taken back or dismissed, so nobody is asked. Log it once more:"


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
        self._ever = [False] * len(_STEPS)

    async def steps(self, seen: Seen) -> list[Step]:
        """The steps; `seen` says up to which ts a person has read a conversation."""

        def look(books: Books) -> tuple[Story, tuple[bool, ...]]:
            return follow(books, self._since), self._done(books, seen)

        story, done = await self._storage.read(self._team_id, look)
        new = (*done, self._digest_read(seen))
        self._ever = [one or other for one, other in zip(self._ever, new, strict=True)]
        issue = story.issue
        scene = _Scene(
            story,
            (issue.owner if issue else None) or self._owner,
            issue.reporter if issue else self._reporter,
            self._sandbox.space.clock.now(),
        )
        return [self._step(number, scene) for number in range(len(_STEPS))]

    def _step(self, number: int, scene: _Scene) -> Step:
        title, how = _STEPS[number]
        gone = self._ever[_LOGGED] and scene.story.issue is None
        if gone and _LOGGED < number < _DIGEST:
            return Step(title, _GONE, _LINE, self._ever[number])
        words, line = how(scene, scene.story.issue)
        return Step(title, words, line, self._ever[number])

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
