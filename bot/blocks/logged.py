"""The answer to a logging: what was stored, what was guessed, and how to set it right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from bot.blocks import kit
from bot.blocks.facts import LikelyFacts, ObservationFacts
from bot.blocks.mrkdwn import bold, clip, inline, moment, quote
from bot.blocks.observation import READERS, where
from bot.domain.unclear import DECLINED, Unclear, carried
from bot.domain.vocabulary import WhoseWords

_HANDFUL = 5
"""Buttons under one answer."""


class Question(NamedTuple):
    """About something typed that was not understood. near: (value, name) of what may have been
    meant, the nearest first. waiting: what is asked about after it."""

    unclear: Unclear
    near: Sequence[tuple[str, str]] = ()
    waiting: Sequence[Unclear] = ()


@dataclass(frozen=True, slots=True)
class LoggedFacts:
    """observation: as its logger sees it. answers: who will answer, by name; None when unowned.

    others: (id, name) of the next best touchpoints, when the touchpoint was guessed. left_out:
    (key, typed) of values that nothing comes near. repeated: (key, value) of a key that stood there
    more than once, with the value that counted. open_quotes: keys without a value, or whose quotes
    never close. name_left_out: what a customer's name had beyond what is kept of it. declined:
    `followup:no` was typed, so it is not asked about.
    """

    observation: ObservationFacts
    answers: str | None = None
    others: Sequence[tuple[int, str]] = ()
    masked: Sequence[str] = ()
    customer_is_new: bool = False
    question: Question | None = None
    left_out: Sequence[tuple[str, str]] = ()
    repeated: Sequence[tuple[str, str]] = ()
    open_quotes: Sequence[str] = ()
    name_left_out: str = ""
    declined: bool = False


def logged(facts: LoggedFacts) -> kit.Screen:
    """ "Got it." The same answer in a command's acknowledgement, a modal and App Home."""
    seen = facts.observation
    if seen.undone:
        return kit.say("Undone. It counts nowhere, and nobody is asked.")
    sentence = " ".join(part for part in ("Got it.", _what(facts), _follow_up(facts)) if part)
    blocks = [kit.section(sentence)]
    blocks += [kit.context(note) for note in _notes(facts)]
    asked = [facts.question.unclear, *facts.question.waiting] if facts.question else []
    below = buttons(seen, declined=facts.declined, waiting=_rest(facts, asked))
    if facts.question:
        blocks += _question(facts, facts.question, room=_HANDFUL - len(below))
    elif seen.touchpoint_guessed and seen.touchpoint_id:
        blocks += _correction(facts)
    blocks += kit.row(*below)
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
    if _guess_calls(seen) and not facts.declined:
        return "Should someone answer?"
    if seen.whose is WhoseWords.OWN:
        return "Kept apart as your own view: it enters no counts."
    return "It counts from now on."


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
        place = "the link stays with you" if seen.permalink else "no place is kept"
        notes.append(f"Said in private: {place}, and only you, {READERS} read the words.")
    if facts.customer_is_new and seen.customer and not _asks_who(facts):
        notes.append(f"{bold(seen.customer)} is new here and was added.")
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
    for typed in facts.open_quotes:
        key = quote(f"{typed}:")
        notes.append(f"{key} stands in the words: nothing is behind it, or its quotes never close.")
    if facts.left_out:
        named = ", ".join(f"the {key} {quote(typed, 1000)}" for key, typed in facts.left_out)
        what = "it out; Edit has the list" if len(facts.left_out) == 1 else "them out; see Edit"
        kept = "" if _left_a_value_out(facts.question) else _kept(seen)
        notes.append(f"I don't know {named}. I left {what}.{kept}")
    return notes


def masked_note(kinds: Sequence[str]) -> str:
    """What was masked, in one sentence; `kinds` as `bot.domain.masking` found them."""
    return f"I stored {_masked(kinds)} masked, but for the last digits."


def carried_masked_note(kinds: Sequence[str]) -> str:
    """The same of words that are not stored yet."""
    return f"I masked {_masked(kinds)}, but for the last digits."


def _masked(kinds: Sequence[str]) -> str:
    return " and ".join(_MASKED[kind] for kind in dict.fromkeys(kinds))


def _kept(seen: ObservationFacts) -> str:
    return f" Nothing is lost: {quote(seen.words, 80)}" if seen.words else ""


def _left_a_value_out(asked: Question | None) -> bool:
    return asked is not None and asked.unclear.key != "customer" and not asked.unclear.stands


def _asks_who(facts: LoggedFacts) -> bool:
    """Whether the question says itself that the customer is new."""
    asked = facts.question
    return asked is not None and asked.unclear.key == "customer" and not asked.unclear.stands


def _then(waiting: Sequence[Unclear]) -> list[kit.Block]:
    """What is asked about next: what was left out is named at once, should nobody press."""
    out = [f"the {each.key} {quote(each.typed)}" for each in waiting if not each.stands]
    return [kit.context(f"Then I'd ask about {', '.join(out)}.")] if out else []


def _question(facts: LoggedFacts, asked: Question, *, room: int) -> list[kit.Block]:
    """One question, with as many answers as there is room for beside leaving it; at least one."""
    unclear, near, waiting = asked
    key, seen = unclear.key, facts.observation
    rest = _rest(facts, waiting)
    if unclear.stands:
        said = quote(unclear.stands, 80)
        meant = quote(f"{key}:{unclear.typed}", 80)
        text = f"{said} stands in the words. Did you mean {meant}?"
        use = kit.button("Yes", "use_option", _value(seen.id, _rest(facts, [unclear, *waiting])))
        return [kit.section(text), *kit.row(use, _leave(seen, "No", key, rest)), *_then(waiting)]
    is_who = key == "customer"
    first, *others = near[: max(1, room - 1)]
    begins, ends = (
        (f"{bold(unclear.typed)} is new here and was added.", "")
        if is_who
        else (f"I don't know the {key} {quote(unclear.typed)}.", _kept(seen))
    )
    return [
        kit.section(f"{begins} Did you mean {bold(first[1])}?{ends}"),
        *kit.row(
            *(
                kit.button(
                    clip(name, 75) if others else "Use it",
                    f"use_{key}_{index}",
                    _value(f"{seen.id}:{value}", rest),
                    label=clip(f"Use {name}", 75),
                )
                for index, (value, name) in enumerate([first, *others])
            ),
            _leave(seen, "It's new" if is_who else "Leave it out", key, rest),
        ),
        *_then(waiting),
    ]


def _leave(seen: ObservationFacts, text: str, key: str, rest: str) -> kit.Element:
    return kit.button(text, f"leave_{key}", _value(seen.id, rest))


def _rest(facts: LoggedFacts, asked: Sequence[Unclear]) -> str:
    """What a button carries along: what is still asked about, and that no follow-up is wanted."""
    return carried([*([DECLINED] if facts.declined else []), *asked])


def _value(chosen: object, rest: str) -> str:
    """A button's value; what is asked about next stands behind the first line."""
    return f"{chosen}\n{rest}" if rest else str(chosen)


def _correction(facts: LoggedFacts) -> list[kit.Block]:
    seen = facts.observation
    offered = [(seen.touchpoint_id, f"Yes, {seen.touchpoint}"), *facts.others]
    rest = _rest(facts, ())
    return kit.row(
        *(
            kit.button(text, f"touchpoint_is_{index}", _value(f"{seen.id}:{touchpoint_id}", rest))
            for index, (touchpoint_id, text) in enumerate(offered)
        ),
    )


def buttons(
    seen: ObservationFacts, *, declined: bool = False, waiting: str = ""
) -> list[kit.Element]:
    """What its logger can still do with an observation. declined: they want no follow-up. waiting:
    what they are still to be asked, as buttons carry it; after Edit it has an answer, or none is
    wanted."""
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
        ("Needs a follow-up", "observation_follow_up", asks, None if declined else "primary"),
        ("Edit", "observation_edit", True, None),
        ("Undo", "observation_undo", seen.undo_until is not None, None),
    ]
    return [
        kit.button(
            text, action, _value(seen.id, waiting if action in _GOING_ON else ""), style=style
        )
        for text, action, shown, style in offered
        if shown
    ]


_GOING_ON = ("likely_add", "likely_new", "observation_follow_up")
"""Buttons after which what was not clear is still asked about."""

_MASKED = {"card": "the card number", "iban": "the IBAN"}
