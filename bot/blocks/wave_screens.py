"""Waves for their authors: how one goes, the list of them, and what is said when one closes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.blocks import kit
from bot.blocks.issue_screens import pages
from bot.blocks.mrkdwn import bold, moment, person, quote
from bot.domain.score import FEW
from bot.domain.wave import Audience, Repeat, WaveState

PAGE = 5


@dataclass(frozen=True, slots=True)
class WaveFacts:
    """sent: messages that reached somebody; failed: that Slack refused. answered: as far as it may
    be told. problem: why it was not sent. asked_at: when it was sent; None: it was not yet."""

    wave_id: int
    number: int
    question: str
    more_questions: int
    state: WaveState
    audience: Audience
    channel: str | None
    author: str
    anonymous: bool
    asked_at: datetime | None
    closes_at: datetime
    closed_at: datetime | None
    repeat: Repeat
    next_at: datetime | None
    invited: int
    kept_out: int
    barred: int
    sent: int
    failed: int
    answered: int
    problem: str | None = None
    manages: bool = True


def author_card(facts: WaveFacts) -> kit.Screen:
    """The DM that follows a wave from its sending to its close."""
    lines = [headline(facts), *_how_it_goes(facts)]
    buttons = _buttons(facts)
    return kit.Screen(
        f"Survey {facts.number}: {_state(facts)}",
        [kit.section("\n".join(lines)), *kit.row(*buttons)],
    )


def sending(facts: WaveFacts) -> kit.Screen:
    """The answer to who sent it. To customers nothing is sent, so it says how answers come."""
    if facts.audience is Audience.CUSTOMERS:
        return kit.say(
            f"Survey {facts.number} is {_state(facts)}: {quote(facts.question)} Nothing is sent to "
            "customers: you and your colleagues write down what they answer, or hand out a link. "
            "`/survey list` has both buttons again.",
            *_for_customers(facts),
        )
    return kit.say(
        f"Survey {facts.number} is on its way: {quote(facts.question)} {_to(facts)}. "
        "I'll write to you how it goes."
    )


def wave_list(waves: Sequence[WaveFacts], total: int, *, start: int, whose: str) -> kit.Screen:
    """One page of waves, newest first; `whose`: "Your surveys" or "All surveys"."""
    if not waves:
        return kit.say(f"{whose}: none yet. `/survey nps` asks this channel.")
    text = f"{whose}: {start + 1}–{start + len(waves)} of {total}"
    blocks = [kit.section(text)]
    for facts in waves:
        lines = [headline(facts), " · ".join([*_asked(facts), _ended(facts), _counted(facts)])]
        if not facts.manages:
            lines.append(f"Asked by {person(facts.author)}")
        blocks += [kit.divider(), kit.section("\n".join(lines)), *kit.row(*_buttons(facts))]
    blocks += pages("surveys_page", "", start, len(waves), total, PAGE)
    return kit.Screen(text, blocks)


def headline(facts: WaveFacts) -> str:
    more = f" and {facts.more_questions} more" if facts.more_questions else ""
    return f"*{facts.number}* {bold(facts.question)}{more} · {_to(facts)}"


# -- inside ---------------------------------------------------------------------------------------


def _to(facts: WaveFacts) -> str:
    if facts.audience is Audience.CHANNEL:
        return f"to <#{facts.channel}>"
    return "by DM" if facts.audience is Audience.PEOPLE else "to customers"


def _asked(facts: WaveFacts) -> list[str]:
    return [f"Asked {moment(facts.asked_at)}"] if facts.asked_at else []


def _ended(facts: WaveFacts) -> str:
    """The state, with the time of its end where that has passed."""
    ended = facts.state.over and not facts.problem and facts.closed_at
    return f"{_state(facts)} {moment(ended)}" if ended else _state(facts)


def _state(facts: WaveFacts) -> str:
    match facts.state:
        case WaveState.GATHERING:
            return "finding out who is asked"
        case WaveState.OPEN:
            return f"open until {moment(facts.closes_at)}"
        case WaveState.CLOSED:
            return "closed"
        case WaveState.CANCELLED:
            return "not sent" if facts.problem else "stopped"


def _counted(facts: WaveFacts) -> str:
    of = f" of {facts.invited}" if facts.invited else ""
    if facts.anonymous and facts.state.over and facts.answered < FEW:
        return f"fewer than {FEW}{of} answered"
    if facts.anonymous and facts.state is WaveState.OPEN:
        return f"{facts.answered} or more{of} answered" if facts.answered else f"few{of} answered"
    return f"{facts.answered}{of} answered"


def _how_it_goes(facts: WaveFacts) -> list[str]:
    if facts.problem:
        why = PROBLEMS.get(facts.problem, _slacks(facts.problem))
        return [f"Not sent. {why}", *_repeats(facts)]
    state = _state(facts)
    lines = [f"{state[:1].upper()}{state[1:]} · {_counted(facts)}"]
    if facts.audience is Audience.PEOPLE:
        lines.append(f"Sent to {facts.sent} of {facts.invited}")
        if facts.failed:
            lines.append(f"{facts.failed} could not be reached")
        if facts.kept_out:
            lines.append(f"{facts.kept_out} kept out: they had a survey in the last 7 days")
    elif facts.kept_out:
        rule = "customers are asked once in 30 days, for an NPS once in 90"
        lines.append(f"{facts.kept_out} kept out: {rule}")
    if facts.barred:
        lines.append(f"{facts.barred} can't be asked: bots, deactivated or of another company")
    return [*lines, *_repeats(facts)]


def _repeats(facts: WaveFacts) -> list[str]:
    if not facts.next_at:
        return []
    return [f"Repeats {facts.repeat.label.lower()}, next {moment(facts.next_at)}"]


def _slacks(code: str) -> str:
    return f"Slack said `{code}`."


PROBLEMS = {
    "too_many": "Members may ask up to 50 people by DM; for more, ask a CX lead to send it.",
    "nobody": "There is nobody left to ask: they had a survey in the last 7 days, or can't be "
    "asked at all.",
    "resting": "Every customer there was asked not long ago: once in 30 days, for an NPS once in "
    "90.",
    "not_a_member": "You can ask channels that you are in. A CX lead can ask any.",
    "slack_silent": "Slack never told me who is in it.",
    "missing_scope": "I may not see who is in it. Whoever installed Earshot can grant the scopes "
    "`groups:read` and `usergroups:read`.",
    "not_in_channel": "I'm not in that channel. Type `/invite @Earshot` there and send it again.",
    "channel_not_found": "I'm not in that channel. Type `/invite @Earshot` there and send it "
    "again.",
}


def _buttons(facts: WaveFacts) -> list[kit.Element]:
    wave = facts.wave_id
    buttons = []
    if facts.audience is Audience.CUSTOMERS and facts.state is WaveState.OPEN:
        buttons += _for_customers(facts)
    if not facts.manages:
        return buttons
    if facts.state is WaveState.CLOSED or (facts.state is WaveState.OPEN and facts.answered):
        buttons.append(kit.button("Results", "survey_results", wave))
    if not facts.state.over:
        buttons.append(kit.button("Close now", "survey_close", wave))
        cancel = "Cancel the survey"
        buttons.append(kit.button(cancel, "survey_cancel", wave, confirm=_cancels(facts, cancel)))
    if facts.next_at:
        buttons.append(kit.button("Stop repeating", "survey_stop", wave))
    return buttons


def _for_customers(facts: WaveFacts) -> list[kit.Element]:
    """How customers' answers come."""
    return [
        kit.button("Record a customer's answer", "survey_record", facts.wave_id),
        kit.button("Copy a link", "survey_link", facts.wave_id),
    ]


def _cancels(facts: WaveFacts, yes: str) -> kit.Element:
    """What is asked before a survey is cancelled: what is lost by it."""
    lost, instead = "Nobody is asked.", ""
    if facts.state is WaveState.OPEN:
        lost = "Nobody else is asked, and what was answered until now counts nowhere."
        instead = " To keep the answers, press “Close now” instead."
    if facts.next_at:
        lost += " It repeats no more."
    return kit.asks_first(
        f"Cancel survey {facts.number}?",
        f"{lost} This can't be undone.{instead}",
        yes=yes,
        no="Let it run",
    )
