"""The words of the seven steps: what to do, from wherever somebody is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from bot.blocks.mrkdwn import day, inline, moment, quote
from bot.local.story import Followed, Story

LINE = (
    "/cx log It ate the file and said nothing customer:Acme touchpoint:import feeling:frustrated "
    "severity:high"
)
_SOON = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Scene:
    """What the words of a step are made from. issue: the one of the story that fits the step.
    owner, reporter: names, also before anything was logged. now: aware UTC."""

    story: Story
    issue: Followed | None
    owner: str
    reporter: str
    now: datetime


How = tuple[str, str]
"""What to do (mrkdwn), and the line that is to be typed, if one is."""


class Told(NamedTuple):
    """One step: its title, its words, and about which issue they are."""

    title: str
    how: Callable[[Scene], How]
    fits: tuple[Callable[[Followed], bool], ...] = ()


def which(issue: Followed) -> str:
    """The line over a step where several issues are followed."""
    return f"Issue #{issue.number} · {quote(issue.words, 60)}"


def _log(scene: Scene) -> How:
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
            LINE,
        )
    return "In any channel, in the customer's words:", LINE


def _be_the_owner(scene: Scene) -> How:
    issue = scene.issue
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


def _promise(scene: Scene) -> How:
    issue = scene.issue
    if issue and issue.over:
        return _too_late(issue, "promise")
    return (
        f"As {inline(scene.owner)}, on the card: *Acknowledge*, then *Make a promise*. A small "
        "true promise, due in a day or two. Have a look at what the reporter reads meanwhile.",
        "",
    )


def _break(scene: Scene) -> How:
    issue = scene.issue
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


def _resolve(scene: Scene) -> How:
    return (
        f"As {inline(scene.owner)}, press *Resolve* on the card, and say what changed, in words "
        "that a customer would understand.",
        "",
    )


def _tell(scene: Scene) -> How:
    issue = scene.issue
    if issue and issue.over and not issue.untold:
        return f"The time to tell about issue #{issue.number} is over. Once more:", LINE
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


def _digest(_: Scene) -> How:
    return (
        "It comes to your messages from *Earshot*, whole, as it would be posted now. In any "
        "channel:",
        "/cx digest",
    )


def _too_late(issue: Followed, what: str) -> How:
    said = f"Issue #{issue.number} is {issue.state.value}: nothing is left to {what}."
    return f"{said} Go on with the next step, or log another and take it slower:", LINE


def _unresolved(issue: Followed) -> bool:
    return not issue.over


def _promised(issue: Followed) -> bool:
    return issue.promised_for is not None


def _to_tell(issue: Followed) -> bool:
    return issue.to_tell


STEPS = (
    Told("Log what a customer said", _log),
    Told("Be the owner", _be_the_owner, (_unresolved,)),
    Told("Acknowledge, and promise", _promise, (_unresolved,)),
    Told("Let a promise break", _break, (_promised, _unresolved)),
    Told("Resolve it", _resolve, (_unresolved,)),
    Told("Tell the customer", _tell, (_to_tell,)),
    Told("Read the digest", _digest),
)
LOGGED, DIGEST = 0, 6
GONE = "What was logged is taken back or dismissed, so nobody is asked. Log it once more:"
