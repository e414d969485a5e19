"""The answer to a logging: what was stored, what was guessed, and how to set it right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.blocks import kit
from bot.blocks.facts import LikelyFacts, ObservationFacts
from bot.blocks.mrkdwn import bold, clip, inline, moment, quote
from bot.blocks.observation import where


@dataclass(frozen=True, slots=True)
class LoggedFacts:
    """observation: as its logger sees it. answers: who will answer, by name; None when unowned.

    others: (id, name) of the next best touchpoints, when the touchpoint was guessed.
    unknown: (key, typed, nearest names) of a value that was left out. near: (typed, meant) keys.
    """

    observation: ObservationFacts
    answers: str | None = None
    others: Sequence[tuple[int, str]] = ()
    masked: Sequence[str] = ()
    customer_is_new: bool = False
    customers_like_it: Sequence[str] = ()
    """Names of others that hold a new customer's whole name."""
    unknown: Sequence[tuple[str, str, Sequence[tuple[str, str]]]] = ()
    near: Sequence[tuple[str, str]] = ()
    repeated: Sequence[tuple[str, str]] = ()
    """(key, value) of a key that stood there more than once, with the value that counted."""
    spaced: Sequence[tuple[str, str]] = ()
    """(key, value as typed) of a key with a space behind its colon."""
    name_left_out: str = ""
    """What a customer's name had beyond what is kept of it."""


def logged(facts: LoggedFacts) -> kit.Screen:
    """ "Got it." The same answer in a command's acknowledgement, a modal and App Home."""
    seen = facts.observation
    if seen.undone:
        return kit.say("Undone. It counts nowhere, and nobody is asked.")
    sentence = " ".join(part for part in ("Got it.", _what(facts), _follow_up(facts)) if part)
    blocks = [kit.section(sentence)]
    blocks += [kit.context(note) for note in _notes(facts)]
    for key, typed, nearest in facts.unknown:
        last = (key, typed, nearest) == facts.unknown[-1]
        blocks += _unknown(seen, key, typed, nearest, say_kept=last)
    if seen.touchpoint_guessed and seen.touchpoint_id:
        blocks += _correction(facts)
    blocks += kit.row(*buttons(seen))
    return kit.Screen(sentence, blocks)


def _what(facts: LoggedFacts) -> str:
    said = where(facts.observation)
    return f"{said}." if said else f"{quote(facts.observation.words or '', 80)}"


def _follow_up(facts: LoggedFacts) -> str:
    seen = facts.observation
    if seen.likely and seen.likely.waits:
        return likely_said(seen.likely)
    if seen.follow_up:
        again = f"Issue #{seen.likely.number} is open again: " if seen.likely else ""
        if facts.answers:
            return f"{again}{inline(facts.answers)} will answer; you'll hear back."
        return "Nobody owns this yet, so it waits for a CX lead; you'll hear back."
    return "Should someone answer?" if _guess_calls(seen) else "It counts from now on."


def likely_said(facts: LikelyFacts) -> str:
    """What is asked, or said, while an observation waits: mrkdwn."""
    number = f"issue #{facts.number}"
    resolved = f", resolved {moment(facts.resolved_at)}" if facts.resolved_at else ""
    said = quote(facts.words, 120) if facts.words else ""
    if facts.again:
        return (
            f"It brings back {number}{resolved}{f' ({said})' if said else ''}, unless this is "
            "something else."
        )
    return (
        f"It looks like {number}{resolved}{f': {said}' if said else '.'} *Add to {number}?* "
        "If you say nothing, it becomes an issue of its own within the hour."
    )


def _guess_calls(seen: ObservationFacts) -> bool:
    return bool(seen.feeling_guessed and seen.feeling and seen.feeling.negative)


def _notes(facts: LoggedFacts) -> list[str]:
    notes = []
    seen = facts.observation
    if seen.private:
        notes.append(
            "Said in private: no place is kept, and only you, the owner and CX leads read it."
        )
    if facts.customer_is_new and seen.customer:
        note = f"{bold(seen.customer)} is new here and was added."
        if facts.customers_like_it:
            known = ", ".join(map(bold, facts.customers_like_it))
            note += f" If you meant {known}: Edit."
        notes.append(note)
    if facts.masked:
        notes.append(masked_note(facts.masked))
    if facts.name_left_out:
        notes.append(
            "The customer's name is longer than what is kept. Left out: "
            f"{quote(facts.name_left_out, 1000)}"
        )
    for key, counted in facts.repeated:
        notes.append(
            f"`{key}:` stands there more than once. {quote(counted)} counted, the first; "
            "the rest stands in the words."
        )
    for typed, meant in facts.near:
        notes.append(
            f"{quote(typed)} has a quote that never closes, so it stands in the words."
            if typed == meant
            else f"{quote(typed + ':')} stands in the words. Did you mean `{meant}:`?"
        )
    for key, value in facts.spaced:
        notes.append(
            f"{quote(f'{key}: {value}', 80)} stands in the words. Did you mean "
            f"{quote(f'{key}:{value}', 80)}, without the space?"
        )
    return notes


def masked_note(kinds: Sequence[str]) -> str:
    """What was masked, in one sentence; `kinds` as `bot.domain.masking` found them."""
    named = " and ".join(_MASKED[kind] for kind in dict.fromkeys(kinds))
    return f"I stored {named} masked, but for the last digits."


def _unknown(
    seen: ObservationFacts,
    key: str,
    typed: str,
    nearest: Sequence[tuple[str, str]],
    *,
    say_kept: bool,
) -> list[kit.Block]:
    asked = (
        f" Did you mean {bold(nearest[0][1])}?" if nearest else " I left it out; Edit has the list."
    )
    text = f"I don't know the {key} {quote(typed)}.{asked}"
    if say_kept:
        text += f" Nothing is lost: {quote(seen.words or '', 80)}"
    return [
        kit.section(text),
        *kit.row(
            *(
                kit.button(
                    "Use it" if index == 0 else clip(name, 75),
                    f"use_{key}_{index}",
                    f"{seen.id}:{value}",
                    label=clip(f"Use {name}", 75),
                )
                for index, (value, name) in enumerate(nearest)
            ),
            kit.button("Leave it out", f"leave_{key}", seen.id) if nearest else None,
        ),
    ]


def _correction(facts: LoggedFacts) -> list[kit.Block]:
    seen = facts.observation
    return kit.row(
        kit.button(f"Yes, {seen.touchpoint}", "touchpoint_is_0", f"{seen.id}:{seen.touchpoint_id}"),
        *(
            kit.button(name, f"touchpoint_is_{index}", f"{seen.id}:{touchpoint_id}")
            for index, (touchpoint_id, name) in enumerate(facts.others, start=1)
        ),
    )


def buttons(seen: ObservationFacts) -> list[kit.Element]:
    """What its logger can still do with an observation."""
    asks = not seen.follow_up and _guess_calls(seen)
    known = seen.likely
    offered = [
        (
            f"Add to issue #{known.number}" if known else "",
            "likely_add",
            known is not None and not known.again,
            "primary",
        ),
        (
            "It's something else" if known and known.again else "It's new",
            "likely_new",
            known is not None,
            None,
        ),
        ("Needs a follow-up", "observation_follow_up", asks, "primary"),
        ("Edit", "observation_edit", True, None),
        ("Undo", "observation_undo", seen.undo_until is not None, None),
    ]
    return [
        kit.button(text, action, seen.id, style=style)
        for text, action, shown, style in offered
        if shown
    ]


_MASKED = {"card": "the card number", "iban": "the IBAN"}
