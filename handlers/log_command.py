"""`/cx log …` and `@Earshot log …`: the words are stored at once, whatever else is wrong."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from bot.blocks.logged import logged
from bot.domain.command import Parsed, parse, spaced
from bot.domain.errors import Refusal, Why
from bot.domain.nearest import match, nearest
from bot.domain.vocabulary import Choice, Feeling, Severity, Source
from bot.usecases.log_observation import NewObservation, log_observation
from bot.usecases.logged_facts import logged_facts
from handlers.reply import Reply
from handlers.visit import Visit

KEYS = ("customer", "touchpoint", "feeling", "severity", "source", "followup")

_YES = ("yes", "y", "true", "1")
_NO = ("no", "n", "false", "0")

C = TypeVar("C", bound=Choice)
Unknown = tuple[str, str, Sequence[tuple[str, str]]]


def log_command(visit: Visit, text: str) -> Reply:
    """Store `text` and answer with what was stored."""
    parsed = parse(text, KEYS)
    if not parsed.words.strip():
        raise Refusal(Why.NO_WORDS, typed=text)
    unknown: list[Unknown] = []
    stored = log_observation(
        visit.books,
        visit.desk,
        visit.actor.user_id,
        NewObservation(
            words=parsed.words,
            customer=parsed.options.get("customer"),
            touchpoint_id=_touchpoint(visit, parsed, unknown),
            feeling=_choice(parsed, "feeling", Feeling, unknown),
            severity=_choice(parsed, "severity", Severity, unknown),
            source=_choice(parsed, "source", Source, unknown),
            follow_up=_yes_or_no(parsed, unknown),
            private=visit.said_in_private,
            # said in private: the words and no place
            channel=None if visit.inbound.channel_private else visit.inbound.channel,
        ),
    )
    facts = logged_facts(
        visit.books,
        visit.desk,
        stored.observation,
        visit.actor,
        logged=stored,
        unknown=unknown,
        near=[(miss.typed, miss.known) for miss in parsed.near],
        spaced=[each for each in spaced(parsed.words, KEYS) if each[0] not in parsed.options],
        repeated=[(key, parsed.options[key]) for key in dict.fromkeys(parsed.repeated)],
    )
    return Reply(show=logged(facts))


def _touchpoint(visit: Visit, parsed: Parsed, unknown: list[Unknown]) -> int | None:
    typed = parsed.options.get("touchpoint")
    if not typed:
        return None
    by_name = {row.name: row.id for row in visit.books.catalogue.touchpoints()}
    if found := match(typed, by_name):
        return by_name[found]
    near = [(str(by_name[name]), name) for name in nearest(typed, by_name)]
    unknown.append(("touchpoint", typed, near))
    return None


def _choice(parsed: Parsed, key: str, choices: type[C], unknown: list[Unknown]) -> C | None:
    typed = parsed.options.get(key)
    if not typed:
        return None
    by_label = {choice.label: choice for choice in choices}
    found = match(typed.replace("_", " "), by_label)
    if found:
        return by_label[found]
    near = [(by_label[label].value, label) for label in nearest(typed, by_label)]
    unknown.append((key, typed, near))
    return None


def _yes_or_no(parsed: Parsed, unknown: list[Unknown]) -> bool | None:
    typed = parsed.options.get("followup", "").strip().casefold()
    if typed in _YES:
        return True
    if typed in _NO:
        return False
    if typed:
        unknown.append(("followup", typed, [("yes", "yes"), ("no", "no")]))
    return None
