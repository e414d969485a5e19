"""An observation in a few lines: the same wherever it is listed."""

from __future__ import annotations

from bot.blocks import kit
from bot.blocks.facts import ObservationFacts
from bot.blocks.mrkdwn import bold, inline, link, moment, person
from bot.domain.vocabulary import WhoseWords

READERS = "the owner, whoever an escalation reaches and CX leads"
"""Of what was said in private, besides its logger."""

UNREADABLE = f"_Said in private: only its logger, {READERS} read the words._"


def words_block(facts: ObservationFacts, limit: int = 2900) -> kit.Block:
    """The words first, to the letter."""
    return kit.section(UNREADABLE) if facts.words is None else kit.words(facts.words, limit)


def where(facts: ObservationFacts, *, guesses: bool = True) -> str:
    """*Acme · Data import* (my guess), Frustrated (my guess): mrkdwn."""
    place = " · ".join(part for part in (facts.customer, facts.touchpoint) if part)
    parts = []
    if place:
        guess = " (my guess)" if guesses and facts.touchpoint_guessed else ""
        parts.append(bold(place, 230) + guess)
    if facts.feeling:
        guess = " (my guess)" if guesses and facts.feeling_guessed else ""
        parts.append(facts.feeling.label + guess)
    return ", ".join(parts)


def tags(facts: ObservationFacts) -> str:
    """Acme · Data import · Frustrated · High: mrkdwn, one line."""
    parts = [
        inline(facts.customer) if facts.customer else "",
        inline(facts.touchpoint) + (" (guess)" if facts.touchpoint_guessed else "")
        if facts.touchpoint
        else "",
        facts.feeling.label + (" (guess)" if facts.feeling_guessed else "")
        if facts.feeling
        else "",
        facts.severity.label,
    ]
    return " · ".join(part for part in parts if part)


def heard(facts: ObservationFacts) -> str:
    """Heard by @Priya on a call, 12 Sep 10:12 · Open message: mrkdwn."""
    line = f"{_heard_from(facts)}, {moment(facts.at)}"
    return f"{line} · {link(facts.permalink, 'Open message')}" if facts.permalink else line


def _heard_from(facts: ObservationFacts) -> str:
    if facts.survey is not None:
        return f"Answered in survey {facts.survey}"
    who = person(facts.reporter) if facts.reporter else "a colleague"
    if facts.whose is WhoseWords.OWN:
        return f"Own view of {who}"
    how = "Seen" if facts.whose is WhoseWords.SEEN else "Heard"
    return f"{how} by {who}{_HOW[facts.source.value] if facts.source else ''}"


_HOW = {
    "call": " on a call",
    "email": " by e-mail",
    "chat": " in a chat",
    "meeting": " in a meeting",
    "support_ticket": " in a support ticket",
    "review": " in a review",
    "social": " on social media",
    "in_person": " in person",
    "other": "",
}
