"""`/cx me`: what is held about the reader, what was sent to them and why, and who sees it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from bot.blocks import kit
from bot.blocks.away import span
from bot.blocks.mrkdwn import bold, inline, moment

SENT = 10
"""Messages that are listed."""

_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_NAMED = 10
_HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class SentFacts:
    """what: the kind of the message. about: the number of its issue, or the name of its touchpoint.
    state: how far it came."""

    at: datetime
    what: str
    about: int | str | None
    state: str


@dataclass(frozen=True, slots=True)
class FiguresFacts:
    """Only for the person they are about.

    acknowledged: how many in the last 90 days; half of them took up to `half_within` of working
    time.
    """

    kept: int = 0
    moved: int = 0
    broken: int = 0
    standing: int = 0
    void: int = 0
    acknowledged: int = 0
    half_within: timedelta | None = None


@dataclass(frozen=True, slots=True)
class MeFacts:
    """workdays: 0 (Monday) to 6. parts: what they are to the workspace, as (part, name)."""

    name: str
    zone: str
    workdays: Sequence[int]
    start: time
    end: time
    country: str | None = None
    away: Sequence[tuple[date, date]] = ()
    parts: Sequence[tuple[str, str]] = ()
    logged: int = 0
    hidden: int = 0
    drafts: int = 0
    owned: int = 0
    figures: FiguresFacts = field(default_factory=FiguresFacts)
    sent: Sequence[SentFacts] = ()
    sent_total: int = 0
    surveys_asked: int = 0
    surveys_answered: int = 0


def about_me(facts: MeFacts) -> kit.Screen:
    return kit.Screen(
        "What Earshot holds about you",
        [
            kit.header("What Earshot holds about you"),
            kit.section("\n".join(_held(facts))),
            kit.header("Figures that only you see"),
            kit.section("\n".join(_figures(facts.figures))),
            kit.header("What was sent to you, and why"),
            kit.section("\n".join(_sent(facts))),
            kit.header("Who sees it"),
            kit.section(_WHO_SEES_IT),
            *kit.row(kit.button("Download", "me_download", label="Download all of it")),
        ],
    )


def on_its_way(*, again: bool) -> kit.Screen:
    """The answer to "Download"; `again`: it was pressed a moment ago already."""
    return kit.say(
        "It is on its way already: look into our DM."
        if again
        else "All of it comes as a file into our DM in a moment. Only you see it there."
    )


_WHO_SEES_IT = (
    "• Every colleague, but no guest: your parts, the observations you logged, and what you did "
    "with issues, in their history; days away too, where they moved an issue.\n"
    "• Where you hid your name: nobody but you and this list.\n"
    "• What you said in private: you, the issue's owner, whoever an escalation reached and CX "
    "leads. Its link: only you.\n"
    "• Changes of settings and rights: in the audit log.\n"
    "• Your answers to surveys that keep names: in everybody's figures, by name in an export of CX "
    "leads.\n"
    "• Messages that did not arrive: CX leads see that and why, not what they said.\n"
    "• The figures above: only you. There are no rankings."
)


def _held(facts: MeFacts) -> list[str]:
    days = ", ".join(_WEEKDAYS[day] for day in facts.workdays)
    country = f", holidays of {inline(facts.country)}" if facts.country else ""
    lines = [
        f"• From Slack: your name ({inline(facts.name) or 'none'}), your time zone "
        f"({inline(facts.zone)}), and whether you are an admin, a guest, a bot or deactivated",
        f"• You work {days}, {facts.start:%H:%M} to {facts.end:%H:%M}{country}: `/cx settings`",
    ]
    if facts.away:
        away = ", ".join(span(first, last) for first, last in facts.away[:_NAMED])
        lines.append(f"• Days away: {away}")
    if facts.parts:
        named = [f"{part} {bold(name, 75)}".strip() for part, name in facts.parts[:_NAMED]]
        more = len(facts.parts) - _NAMED
        lines.append(f"• You are {', '.join(named)}" + (f" and {more} more" if more > 0 else ""))
    lines.append(
        f"• You logged {_count(facts.logged, 'observation')}"
        + (f", {facts.hidden} without your name" if facts.hidden else "")
        + f", and own {_count(facts.owned, 'issue')} not resolved yet: `/cx issues mine`"
    )
    if facts.surveys_asked:
        lines.append(
            f"• You were asked in {_count(facts.surveys_asked, 'survey')}; in "
            f"{facts.surveys_answered} your answers stand with your name. Whether you answered an "
            "anonymous one nobody can tell once it is closed"
        )
    if facts.drafts:
        lines.append(
            f"• {_count(facts.drafts, 'draft')}, kept for a week or until you submit. The button "
            "*Log an observation*, where you were asked, opens it again"
        )
    return lines


def _figures(facts: FiguresFacts) -> list[str]:
    promises = [
        f"{count} {word}"
        for count, word in (
            (facts.kept, "kept"),
            (facts.moved, "moved"),
            (facts.broken, "broken"),
            (facts.standing, "standing"),
            (facts.void, "void without blame"),
        )
        if count
    ]
    lines = [f"• Promises: {', '.join(promises) or 'none yet'}"]
    if facts.half_within is None:
        return [*lines, "• Acknowledged in the last 90 days: nothing yet"]
    return [
        *lines,
        f"• Acknowledged in the last 90 days: {_count(facts.acknowledged, 'issue')}, half of them "
        f"within {_length(facts.half_within)} of your working time",
    ]


def _sent(facts: MeFacts) -> list[str]:
    if not facts.sent:
        return ["Nothing yet."]
    lines = [
        f"• {moment(each.at)}: {_why(each)}{_STATES.get(each.state, '')}" for each in facts.sent
    ]
    more = facts.sent_total - len(facts.sent)
    return [*lines, f"and {more} before them"] if more > 0 else lines


def _why(sent: SentFacts) -> str:
    number = f"#{sent.about}" if isinstance(sent.about, int) else "an issue"
    place = bold(sent.about, 75) if isinstance(sent.about, str) else "a touchpoint"
    return {
        "issue": f"you own issue {number}",
        "bundle": "several issues became yours together",
        "receipt": f"you logged what stands behind issue {number}",
        "outcome": f"what became of issue {number}, which you logged",
        "role": f"you own {place}",
        "morning": "what waited for you that day",
        "dm": "you wrote to Earshot",
        "survey": "you were asked in a survey",
        "wave_author": "you sent a survey",
        "thread": "news of what you logged",
        "digest": "the digest you asked to read",
        "errand": "what you asked for: a report, an export, a preview or a picture",
        "me": "what is held about you, which you asked for",
        "results": "how a survey came out",
        "help": "somebody asked you for help with a promise",
        "digest-paused": "a digest you set up has to rest",
    }.get(sent.what, "a message")


_STATES = {
    "queued": " (not sent yet)",
    "sending": " (on its way)",
    "unknown": " (on its way)",
    "parked": " (did not arrive)",
    "cancelled": " (withdrawn before it was sent)",
}


def _count(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def _length(length: timedelta) -> str:
    if length < _HOUR:
        return f"{max(1, round(length / timedelta(minutes=1)))} min"
    return f"{length / _HOUR:.1f}".removesuffix(".0") + " h"
