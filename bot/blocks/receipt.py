"""What the reporter hears: the receipt, edited in place, and the outcome in its thread."""

from __future__ import annotations

from bot.blocks import kit
from bot.blocks.facts import IssueFacts
from bot.blocks.issue_card import headline, looked_at_again, moved
from bot.blocks.loops import copy_ready, told_rows
from bot.blocks.mrkdwn import bold, day, inline, person, quote
from bot.domain.issue import IssueState

_ENDED = (IssueState.RESOLVED, IssueState.CLOSED, IssueState.DISMISSED)


def receipt(facts: IssueFacts, *, outcome_follows: bool) -> kit.Screen:
    """The receipt. `outcome_follows`: the ending stands in the thread, with its buttons."""
    if facts.withdrawn or (facts.state in _ENDED and not outcome_follows):
        return outcome(facts)
    first = facts.first
    about = first.customer or first.touchpoint if first else None
    logged = f"What you logged{f' ({inline(about)})' if about else ''}: {headline(facts)}"
    text = f"{logged}\n{_news(facts)}"
    return kit.Screen(text, [kit.section(text), _footer(facts)])


def outcome(facts: IssueFacts) -> kit.Screen:
    """Resolved with the words of "What changed?" and the buttons; or dismissed, with the reason."""
    if facts.state is IssueState.DISMISSED:
        return _dismissed(facts)
    if facts.state.unresolved:
        return kit.say("This is open again. You'll hear what comes of it.")
    first = facts.first
    place = (
        ", ".join(inline(part) for part in (first.customer, first.touchpoint) if part)
        if first
        else ""
    )
    text = (
        f"What you logged{f' ({place})' if place else ''} is fixed: "
        f"{quote(facts.what_changed or '', 1200)}"
    )
    blocks = [kit.section(text)]
    if facts.loops:
        blocks.append(kit.section(f"To copy: {copy_ready(facts)}"))
        blocks += told_rows(facts)
    blocks += kit.row(
        kit.button("Not fixed", "issue_not_fixed", facts.id, label=f"Not fixed: {facts.number}")
    )
    blocks.append(_footer(facts))
    return kit.Screen(text, blocks)


def folded_outcome(ending: str = "", *, resolved: bool = False) -> kit.Screen:
    """The line that an outcome becomes once it holds no more. ending: what was said of it;
    resolved: to be fixed, and not dismissed."""
    how = "Said to be fixed" if resolved else "Not taken further"
    said = f"{how}: {quote(ending, 1200)} " if ending else ""
    return kit.say(f"{said}This was open again after that.")


def _dismissed(facts: IssueFacts) -> kit.Screen:
    if facts.withdrawn:
        return kit.say("What you logged was withdrawn. Nothing more comes of it.")
    reason = facts.dismiss_reason.label if facts.dismiss_reason else ""
    said = f" {quote(facts.dismiss_words, 1200)}" if facts.dismiss_words else ""
    text = (
        f"What you logged won't be taken further ({inline(reason)}):"
        f"{said or ' no more was said.'}{looked_at_again(facts)}"
    )
    number = facts.number
    way_back = kit.context(
        f"Issue #{number} · Not right? “Not fixed” in `/cx issue {number}` opens it again."
    )
    return kit.Screen(text, [kit.section(f"{text}\n{headline(facts)}"), way_back])


def _news(facts: IssueFacts) -> str:
    opened = "Open again" if facts.reopened_why else "Open"
    if facts.owner is None and facts.state.unresolved:
        return f"{opened}. It waits for someone to own it."
    owner = person(facts.owner) if facts.owner else "The owner"
    if facts.state is IssueState.OPEN:
        return f"{opened}. {owner} is asked to answer."
    if facts.state is IssueState.ACKNOWLEDGED:
        if facts.promise:
            step = quote(facts.promise.next_step, 600)
            by = f"{bold(day(facts.promise.due_on))}{moved(facts.promise)}"
            return f"{owner} promised: {step} by {by}."
        return f"{owner} has it now. You'll hear what comes next."
    if facts.state is IssueState.DISMISSED:
        return "It won't be taken further; the reason is below."
    return "Answered: what changed is below."


def _footer(facts: IssueFacts) -> kit.Block:
    return kit.context(f"Issue #{facts.number} · `/cx issue {facts.number}`")
