"""The owner's card: the words first, then what is asked, then the buttons that fit the moment."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from bot.blocks import kit
from bot.blocks.facts import IssueFacts, ObservationFacts, PromiseFacts
from bot.blocks.loops import told_rows
from bot.blocks.mrkdwn import bold, clip, day, inline, moment, person, quote
from bot.blocks.observation import heard, tags, words_block
from bot.domain.issue import IssueState, Step, possible
from bot.domain.ladder import Time
from bot.domain.loop import LoopState
from bot.domain.policy import Right
from bot.domain.vocabulary import DismissReason

_SHOWN = 3
"""Observations a card shows; the rest are counted."""
_TOGETHER = 12
"""Issues in one message; the rest are counted."""
_MOST_BLOCKS = 50
"""Blocks that a message holds."""
_CAN_TELL = (IssueState.RESOLVED, IssueState.CLOSED)


def issue_card(facts: IssueFacts, *, owner_reported: bool = False) -> kit.Screen:
    """The card as it stands now; `owner_reported` adds the buttons a reporter would have."""
    if facts.withdrawn:
        return kit.say(f"Withdrawn: {headline(facts)} Nothing is asked of you.")
    blocks = []
    for observation in _shown(facts):
        blocks += [
            words_block(observation, 1500),
            kit.context(tags(observation), heard(observation)),
        ]
    more = len(facts.observations) - _SHOWN
    if more > 0:
        blocks.append(kit.context(f"and {more} more in `/cx issue {facts.number}`"))
    if not facts.touchpoint:
        blocks.append(kit.context("No touchpoint named yet."))
    if again := opened_again(facts):
        blocks.append(kit.context(again))
    blocks.append(kit.section(f"*Issue #{facts.number}* · {asked(facts)}"))
    blocks += kit.row(*buttons(facts))
    if owner_reported and facts.state in _CAN_TELL:
        blocks += told_rows(facts)
    return kit.Screen(clip(f"{headline(facts)} {asked(facts)}", 3000), blocks)


def _shown(facts: IssueFacts) -> Sequence[ObservationFacts]:
    """The first ones; or the last, which is what brought it back."""
    came_back = facts.recurrences and facts.state.unresolved
    return facts.observations[-_SHOWN:] if came_back else facts.observations[:_SHOWN]


def opened_again(facts: IssueFacts) -> str:
    """Why an unresolved issue is open again, and how often it came back: mrkdwn, or nothing."""
    if not facts.reopened_why or not facts.state.unresolved:
        return ""
    often = f" Came back {_times(facts.recurrences)}." if facts.recurrences else ""
    return f"Open again: {quote(facts.reopened_why, 600)}{often}"


def _times(count: int) -> str:
    return {1: "once", 2: "twice"}.get(count, f"{count} times")


def folded_card(facts: IssueFacts, reader: str) -> kit.Screen:
    """The line that an older card becomes; the newer card, or the new owner, has the buttons."""
    if facts.withdrawn:
        return issue_card(facts)
    where = "see the newer card below" if facts.owner == reader else _now_with(facts)
    return kit.say(f"{headline(facts)} _#{facts.number}: {where}._")


def _now_with(facts: IssueFacts) -> str:
    return f"now with {person(facts.owner)}" if facts.owner else "waits for someone to own it"


def bundle(
    issues: list[tuple[IssueFacts, bool]], heading: str | None = None, *, reader: str | None = None
) -> kit.Screen:
    """Several cards that came together; each is (facts, folded). Folded ones keep a line.

    heading: why they came together (mrkdwn); None: too many came within the hour. reader: whom they
    came to; of what they reported themselves, they say whom they told.
    """
    count = len(issues)
    title = heading or f"{count} more, together, so that I disturb you once."
    items = [_in_bundle(facts, folded) for facts, folded in issues[:_TOGETHER]]
    spare = _MOST_BLOCKS - 2 - sum(len(item) for item in items)
    for (facts, folded), item in zip(issues, items, strict=False):
        reported = any(row.reporter == reader for row in facts.observations)
        told = told_rows(facts) if reported and not folded and facts.state in _CAN_TELL else []
        if len(told) <= spare:
            item += told
            spare -= len(told)
    blocks = [kit.section(title), *(block for item in items for block in item)]
    if count > _TOGETHER:
        blocks.append(kit.context(f"and {count - _TOGETHER} more: `/cx issues mine`"))
    return kit.Screen(title, blocks)


def _in_bundle(facts: IssueFacts, folded: bool) -> list[kit.Block]:
    if folded or facts.withdrawn:
        what = "withdrawn" if facts.withdrawn else "done with here"
        line = f"{headline(facts, 200)}\n_#{facts.number}: {what}._"
        return [kit.divider(), kit.section(line)]
    first = facts.first
    text = f"{headline(facts, 200)}\n{tags(first) if first else ''}\n"
    asks = kit.section(f"{text}*Issue #{facts.number}* · {asked(facts)}")
    return [kit.divider(), asks, *kit.row(*buttons(facts))]


def headline(facts: IssueFacts, limit: int = 90) -> str:
    """The first words of the issue, in quotation marks: mrkdwn."""
    first = facts.first
    if first is None:
        return f"Issue #{facts.number}"
    return "_(said in private)_" if first.words is None else quote(first.words, limit)


def asked(facts: IssueFacts) -> str:
    """What is asked of the owner now, or what came of it: one or two sentences of mrkdwn."""
    return _said(facts, _ASKED[facts.state](facts))


def stands(facts: IssueFacts) -> str:
    """The same for whoever reads it: who has it, and how far it is."""
    return _said(facts, _STANDS.get(facts.state, _ASKED[facts.state])(facts))


def _said(facts: IssueFacts, sentence: str) -> str:
    if Time.RESOLVE in facts.late and facts.resolve_due:
        sentence += f" It was to be resolved by {moment(facts.resolve_due)}."
    if facts.snoozed_until and facts.state.unresolved:
        sentence += f" Snoozed until {day(facts.snoozed_until)}."
    return sentence


def buttons(facts: IssueFacts) -> list[kit.Element]:
    """Only what can be done from here, by this reader."""
    can = {step for step in Step if possible(facts.state, step)}
    promised = facts.promise is not None
    movable = bool(facts.promise and facts.promise.movable)
    acknowledged = facts.state is IssueState.ACKNOWLEDGED
    # behind a withdrawn issue there is nothing that could be wrong still
    reopens = Step.REOPEN in can and not facts.withdrawn
    chosen = facts.dismiss_reason is DismissReason.WE_CHOSE_THIS
    answer = Right.ANSWER_ISSUE
    offered = [
        ("Acknowledge", "issue_acknowledge", answer, Step.ACKNOWLEDGE in can, "primary"),
        ("Make a promise", "issue_promise", answer, acknowledged and not promised, "primary"),
        ("Done", "issue_done", answer, promised, "primary"),
        ("Move the date", "promise_move", answer, movable, None),
        ("Reassign", "issue_reassign", Right.REASSIGN, Step.REASSIGN in can, None),
        ("Snooze", "issue_snooze", answer, Step.SNOOZE in can, None),
        ("Resolve", "issue_resolve", answer, Step.RESOLVE in can, None),
        ("Dismiss", "issue_dismiss", answer, Step.DISMISS in can, None),
        ("It still holds", "issue_hold", answer, Step.HOLD in can and chosen, None),
        ("Not fixed", "issue_not_fixed", Right.REOPEN, reopens, None),
    ]
    return [
        kit.button(text, action, facts.id, style=style, label=f"{text}: issue {facts.number}")
        for text, action, right, shown, style in offered
        if shown and right in facts.rights
    ]


def moved(promise: PromiseFacts) -> str:
    """Where a promise was moved from, and why: the end of a sentence, if it was."""
    if promise.moved_from is None:
        return ""
    why = f": {quote(promise.why_moved, 600)}" if promise.why_moved else ""
    return f" (moved from {day(promise.moved_from)}{why})"


def _open(facts: IssueFacts) -> str:
    if facts.owner is None:
        return "Nobody owns this yet; its clocks stand still."
    if Time.ACKNOWLEDGE in facts.late and facts.acknowledge_due:
        return f"Please acknowledge; that was due by {moment(facts.acknowledge_due)}."
    if facts.acknowledge_due:
        return f"Please acknowledge by {moment(facts.acknowledge_due)}."
    return "Please acknowledge."


def _acknowledged(facts: IssueFacts) -> str:
    if facts.promise:
        step = quote(facts.promise.next_step)
        return f"Promised: {step} by {_by(facts.promise.due_on)}{moved(facts.promise)}."
    if facts.kept:
        return f"{quote(facts.kept.next_step)}: kept. What's the next step, or is it resolved?"
    return f"Thanks, it's yours.{_knows(facts)} What's your next step? Finding out counts."


def _knows(facts: IssueFacts) -> str:
    """Who hears that it is taken up: nobody, where the owner alone reported it."""
    others = [row.reporter for row in facts.observations if row.reporter != facts.owner]
    if not others:
        return ""
    return f" {person(others[0])} knows." if others[0] else " Who reported it knows."


def _waits(facts: IssueFacts) -> str:
    if facts.owner is None or facts.acknowledge_due is None:
        return f"With {person(facts.owner)}." if facts.owner else _open(facts)
    due = moment(facts.acknowledge_due)
    was = "was to be" if Time.ACKNOWLEDGE in facts.late else "to be"
    return f"With {person(facts.owner)}, {was} acknowledged by {due}."


def _taken(facts: IssueFacts) -> str:
    who = person(facts.owner) if facts.owner else "Somebody"
    if facts.promise:
        step = quote(facts.promise.next_step)
        return f"{who} promised {step} by {_by(facts.promise.due_on)}{moved(facts.promise)}."
    if facts.kept:
        return f"{who} kept {quote(facts.kept.next_step)}; the next step is still open."
    return f"{who} has it; nothing is promised yet."


def _resolved(facts: IssueFacts) -> str:
    waiting = sum(loop.state is LoopState.WAITING for loop in facts.loops)
    told = f" {waiting} still to be told." if waiting else ""
    return f"Resolved: {quote(facts.what_changed or '', 600)}{told}"


def _closed(facts: IssueFacts) -> str:
    everyone = facts.loops and all(loop.state is LoopState.TOLD for loop in facts.loops)
    told = "Everyone was told." if everyone else "Nobody is left to tell."
    return f"Closed: {quote(facts.what_changed or '', 600)} {told}"


def _dismissed(facts: IssueFacts) -> str:
    reason = facts.dismiss_reason.label if facts.dismiss_reason else "Withdrawn"
    said = f": {quote(facts.dismiss_words, 600)}" if facts.dismiss_words else ""
    return f"Dismissed ({inline(reason)}){said}{looked_at_again(facts)}"


def looked_at_again(facts: IssueFacts) -> str:
    """When what was chosen is reviewed: a sentence of mrkdwn, or nothing."""
    on = facts.review_on
    return f" To be looked at again on {_by(on)} {on.year}." if on else ""


def _by(on: date) -> str:
    return bold(day(on))


_ASKED = {
    IssueState.OPEN: _open,
    IssueState.ACKNOWLEDGED: _acknowledged,
    IssueState.RESOLVED: _resolved,
    IssueState.CLOSED: _closed,
    IssueState.DISMISSED: _dismissed,
}
_STANDS = {IssueState.OPEN: _waits, IssueState.ACKNOWLEDGED: _taken}
