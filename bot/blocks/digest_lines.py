"""The lines of a digest, one of each kind: mrkdwn, with quotations of at most `length`."""

from __future__ import annotations

from dataclasses import replace

from bot.blocks.mrkdwn import day, inline, quote
from bot.domain.digest.content import (
    Answered,
    Asks,
    Broken,
    Decision,
    Hurt,
    JourneyLine,
    Promises,
    ScoreLine,
    Waiting,
)
from bot.domain.journey import STEADY, verdict

_NAMED = 60


def many(count: int, what: str) -> str:
    """1 customer, 2 customers; 12,345 customers."""
    return f"{count:,} {what}" + ("" if count == 1 else "s")


def name(text: str, length: int) -> str:
    """A name, which is never longer than a quotation may be."""
    return inline(text, min(length, _NAMED))


def place_name(place: str, length: int) -> str:
    return name(place, length) or "no touchpoint yet"


def decision_line(decision: Decision, length: int) -> str:
    what = quote(decision.words, length) if decision.words else f"issue #{decision.number}"
    weeks = f", {_nth(decision.week)} week" if decision.week > 1 else ""
    who = f"{many(decision.customers, 'customer')}{weeks}"
    line = f"{place_name(decision.place, length)}: {what} ({who}). "
    if decision.taken_by:
        by = f" by {name(decision.taken_name, length)}" if decision.taken_name else ""
        return f"{line}_Taken{by}._"
    new = many(decision.new, "more customer")
    if decision.why is Asks.REVIEW and decision.review_on:
        came = f", and {new} came since" if decision.new else ""
        said = f"We chose this; review was set for {day(decision.review_on)}{came}."
        return f"{line}{said} Does it still hold?"
    return line + _ASKS[decision.why].format(new=new)


_ASKS = {
    Asks.UNOWNED: "Nobody owns it. Who answers?",
    Asks.CHOSEN: "We chose this, and {new} came since. Does it still hold?",
    Asks.SPONSOR: "It went up to the sponsor, and no owner alone can fix it.",
}


def answered_line(done: Answered, length: int) -> str:
    said = quote(done.words, length) if done.words else f"Issue #{done.number}"
    place = f" ({name(done.place, length)})" if done.place and not done.words else ""
    told = f" Told {done.told:,} of {done.of:,}." if done.of else ""
    changed = inline(done.changed, length) or "resolved"
    stop = "" if changed.endswith((".", "…", "?", "!")) else "."
    return f"• {said}{place} → {changed}{stop}{told}"


def answered_count(resolved: int, told: int, to_tell: int) -> str:
    return f"{resolved:,} resolved, {told:,} of {many(to_tell, 'customer')} told"


def promises_count(promises: Promises) -> str:
    parts = (
        (promises.kept, "kept"),
        (promises.moved, "moved"),
        (promises.broken, "broken"),
        (promises.standing, "still open"),
    )
    return f"{promises.due:,} due: " + ", ".join(
        f"{count:,} {what}" for count, what in parts if count
    )


def broken_line(broken: Broken, length: int) -> str:
    owner = f", {name(broken.owner, length)}" if broken.owner else ""
    line = (
        f"• Broken: {place_name(broken.place, length)}{owner}, {quote(broken.next_step, length)}."
    )
    return line + (f" Since then: {inline(broken.line, length)}" if broken.line else "")


def journey_line(journey: JourneyLine, length: int) -> str:
    return f"• {health_said(journey, length)}" + "".join(
        f" {part}." for part in _remarks(journey, length)
    )


def health_said(journey: JourneyLine, length: int = 60) -> str:
    """Getting started *58* hurting, −9 (n 21)."""
    called = name(journey.name, length)
    if journey.health is None:
        return f"{called}: {standing_said(journey)}."
    marked = replace(journey, because=inline(journey.because, length))
    value, rest = standing_said(marked).split(" ", 1)
    return f"{called} *{value}* {rest}."


def standing_said(journey: JourneyLine) -> str:
    """58 hurting, −9 (n 21): plain text, without the journey's name."""
    if journey.health is None:
        last = ""
        if journey.last is not None and journey.last_on is not None:
            on = f"{journey.last_on.day} {journey.last_on:%b}"
            last = f", last {journey.last} on {on}"
        return f"too few to say (n {journey.customers}{last})"
    cap = ""
    if journey.uncapped is not None:
        cap = f"; {journey.uncapped} before the cap: {journey.because}"
    word = verdict(journey.health).value
    return f"{journey.health} {word}{_change(journey)} (n {journey.customers}{cap})"


def _change(journey: JourneyLine) -> str:
    if journey.change is None:
        return ""
    if abs(journey.change) < STEADY:
        return ", steady"
    sign = "+" if journey.change > 0 else "−"
    return f", {sign}{abs(journey.change)}"


def _remarks(journey: JourneyLine, length: int) -> list[str]:
    parts = []
    if journey.health is not None and journey.goal is not None:
        left = journey.goal - journey.health
        parts.append(f"Goal {journey.goal}: {f'{left} to go' if left > 0 else 'reached'}")
    if journey.worst:
        parts.append(f"Worst: {inline(journey.worst, length)}")
    if journey.seam:
        caused, felt = (inline(stage, length) for stage in journey.seam)
        parts.append(f"Seam: {caused} → {felt}")
    for place, weeks in journey.blind:
        where = inline(place, length)
        parts.append(
            f"No touchpoint lies in {where}"
            if weeks is None
            else f"Nothing heard on {where} for {many(weeks, 'week')}"
        )
    return parts


def missing_said(journey: JourneyLine) -> str:
    """Reckoned without score and promises; "" when nothing is missing."""
    if not journey.missing:
        return ""
    return f"Reckoned without {' and '.join(journey.missing)}: too little is known of them."


def hurt_line(at: int, hurt: Hurt, length: int) -> str:
    said = f" · {quote(hurt.verbatim, length)}" if hurt.verbatim else ""
    counts = f"{hurt.this:,} / {hurt.last:,} / {hurt.average:,}"
    return f"{at}. {name(hurt.name, length)} {counts}{said}"


def score_line(score: ScoreLine, length: int) -> str:
    result, change = inline(score.result, length), inline(score.change, length)
    return f"{name(score.name, length)} {result}: {change}.".lstrip()


def waiting_line(waiting: Waiting, length: int) -> str:
    places = ", ".join(
        name(place, length) + (" (no owner yet)" if unowned else "")
        for place, unowned in waiting.places
    )
    days = many(waiting.oldest_days, "day") if waiting.oldest_days else "today"
    counts = f"{many(waiting.customers, 'customer')}, {many(waiting.issues, 'issue')}"
    return f"{counts}, the oldest {days}" + (f": {places}" if places else "")


def _nth(number: int) -> str:
    ending = (
        "th" if 10 <= number % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    )
    return f"{number}{ending}"
