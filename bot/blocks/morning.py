"""The nudge: one message in the morning with everything that waits, edited as it is settled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from bot.blocks import kit
from bot.blocks.facts import IssueFacts, PromiseFacts
from bot.blocks.issue_card import buttons, headline
from bot.blocks.mrkdwn import clip, day, inline, person, quote
from bot.domain.issue import IssueState
from bot.domain.nudge import Wait

_NUMBERS = "no one two three four five six seven eight nine ten eleven twelve".split()


@dataclass(frozen=True, slots=True)
class WaitFacts:
    """One item, fit for the reader.

    why: None once it is settled. promise: the one that is due, or was broken. next_up: who is
    brought in next if nothing happens, and on which local date. helped: the reader asked for help
    with it. due_on: by which local date it was to be resolved.
    """

    issue: IssueFacts
    why: Wait | None
    promise: PromiseFacts | None = None
    next_up: tuple[str, date] | None = None
    helped: bool = False
    due_on: date | None = None


@dataclass(frozen=True, slots=True)
class MorningFacts:
    """name: what to call the reader. today: their local date. shown: the first few items.
    more: how many follow. waiting: how many of all still wait. alone: a critical one that came by
    itself, between two mornings. beyond: some that follow are not the reader's own."""

    name: str
    today: date
    shown: Sequence[WaitFacts]
    more: int
    waiting: int
    alone: bool = False
    beyond: bool = False


def morning(facts: MorningFacts) -> kit.Screen:
    title = _title(facts)
    blocks, lines = [kit.section(title)], [title]
    for number, item in enumerate(facts.shown, 1):
        line = f"{number}. {_line(item, facts.today)}"
        lines.append(line)
        blocks += [kit.section(line), *_asked(item, facts.today)]
    if facts.more:
        where = "App Home" if facts.beyond else "`/cx issues mine`, or App Home"
        more = f"and {facts.more} more: {where}"
        blocks.append(kit.context(more))
        lines.append(more)
    ending = [] if facts.alone else ["That's all for today."]
    if last := " ".join([*_who_is_next(facts), *ending]):
        lines.append(last)
        blocks.append(kit.section(last))
    return kit.Screen(clip("\n".join(lines), 3000), blocks)


def _title(facts: MorningFacts) -> str:
    name = inline(facts.name, 75)
    if facts.alone:
        return f"{name}, this one is critical and could not wait for the morning:"
    count = facts.waiting
    if not count:
        return f"Good morning, {name}. Nothing waits any more."
    said = _NUMBERS[count].capitalize() if count < len(_NUMBERS) else str(count)
    return f"Good morning, {name}. {said} {'thing waits' if count == 1 else 'things wait'}:"


def _line(item: WaitFacts, today: date) -> str:
    about = f"{headline(item.issue, 120)} (#{item.issue.number})"
    said = _because(item, today) if item.why else _settled(item.issue)
    # a broken promise says it below, in place of the button
    helped = ". Help is asked for." if item.helped and item.why is not Wait.BROKEN else ""
    return f"{about}: {said}{helped}"


def _because(item: WaitFacts, today: date) -> str:
    """Why it waits: a few words."""
    due = item.promise.due_on if item.promise else today
    match item.why:
        case Wait.BROKEN:
            return f"promised for {_on(due, today)}"
        case Wait.PROMISED:
            return "promise due today" if due >= today else f"promised for {_on(due, today)}"
        case Wait.ASKED:
            return "what is the next step? A promise is asked for today"
        case Wait.ESCALATED:
            owner = item.issue.owner
            at = f"with {person(owner)}" if owner else "without an owner"
            said = "not picked up yet" if item.issue.state is IssueState.OPEN else "not resolved"
            return f"{at}, {said}"
        case Wait.FIRST_LOOK:
            return "needs a first look" if not item.issue.reopened_why else "open again"
    return f"was to be resolved by {_on(item.due_on or today, today)}"


def _settled(issue: IssueFacts) -> str:
    """What became of it: a few words."""
    if issue.state.unresolved and issue.snoozed_until:
        return f"_snoozed until {day(issue.snoozed_until)}_"
    if issue.promise:
        return f"_promised for {day(issue.promise.due_on)}_"
    if issue.state is IssueState.OPEN:
        return f"now with {person(issue.owner)}" if issue.owner else "_without an owner_"
    return f"_{issue.state.value}_"


def _asked(item: WaitFacts, today: date) -> list[kit.Block]:
    """What the reader can do about it."""
    if item.why is None:
        return []
    if item.why is not Wait.BROKEN or item.promise is None:
        return kit.row(*buttons(item.issue))
    text = (
        f"{quote(item.promise.next_step, 600)}, promised for {_on(item.promise.due_on, today)}, "
        "passed without news. It happens. Set a new date or say what's in the way; "
        f"{_who_waits(item.issue)}."
    )
    number = item.issue.number
    if item.helped:
        text += " Help is asked for."
    return [
        kit.section(text),
        *kit.row(
            kit.button(
                "New promise",
                "issue_promise",
                item.issue.id,
                style="primary",
                label=f"New promise: issue {number}",
            ),
            None
            if item.helped
            else kit.button(
                "I need help", "promise_help", item.issue.id, label=f"I need help: issue {number}"
            ),
        ),
    ]


def _who_waits(issue: IssueFacts) -> str:
    """Priya and Acme are waiting: whoever of them the reader may know of."""
    first = issue.first
    reporter = first.reporter if first and first.reporter != issue.owner else None
    names = [person(reporter)] if reporter else []
    names += [inline(first.customer)] if first and first.customer else []
    if not names:
        return "somebody is waiting"
    return f"{' and '.join(names)} {'is' if len(names) == 1 else 'are'} waiting"


def _who_is_next(facts: MorningFacts) -> list[str]:
    """No. 1 goes to Maya tomorrow: a sentence for each person and day."""
    goes: dict[tuple[str, date], list[str]] = {}
    for number, item in enumerate(facts.shown, 1):
        if item.why and item.next_up:
            goes.setdefault(item.next_up, []).append(str(number))
    return [
        f"No. {_and(numbers)} {'goes' if len(numbers) == 1 else 'go'} to {person(who)} "
        f"{'tomorrow' if on == facts.today + timedelta(days=1) else f'on {day(on)}'}."
        for (who, on), numbers in goes.items()
    ]


def _and(words: Sequence[str]) -> str:
    return " and ".join(part for part in (", ".join(words[:-1]), words[-1]) if part)


def _on(on: date, today: date) -> str:
    return "yesterday" if on == today - timedelta(days=1) else day(on)
