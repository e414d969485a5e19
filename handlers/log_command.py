"""`/cx log …` and `@Earshot log …`: the words are stored at once, whatever else is wrong."""

from __future__ import annotations

from dataclasses import replace

from bot.blocks.logged import logged
from bot.domain.command import parse, slips
from bot.domain.errors import Refusal, Why
from bot.domain.ids import number
from bot.domain.masking import mask
from bot.domain.unclear import DECLINED, Unclear
from bot.domain.vocabulary import Feeling, Severity, Source
from bot.usecases.log_observation import NewObservation, log_observation
from bot.usecases.logged_facts import logged_facts
from bot.usecases.understand import KEYS, understand
from handlers.reply import Reply
from handlers.visit import Visit


def log_command(visit: Visit, text: str) -> Reply:
    """Store `text` and answer with what was stored; what was not understood is asked about."""
    masked = mask(text)  # of options too: they stand in the answer and in its buttons
    parsed = parse(masked.text, KEYS)
    if not parsed.words.strip():
        raise Refusal(Why.NO_WORDS, typed=text)
    values, unclear = understand(visit.books, parsed.options)
    followup = values.get("followup")
    stored = log_observation(
        visit.books,
        visit.desk,
        visit.actor.user_id,
        NewObservation(
            words=parsed.words,
            customer=parsed.options.get("customer"),
            touchpoint_id=number(values.get("touchpoint")),
            feeling=Feeling(values["feeling"]) if "feeling" in values else None,
            severity=Severity(values["severity"]) if "severity" in values else None,
            source=Source(values["source"]) if "source" in values else None,
            follow_up=followup == "yes" if followup else None,
            private=visit.said_in_private,
            # said in private: the words and no place
            channel=None if visit.inbound.channel_private else visit.inbound.channel,
        ),
    )
    found = slips(parsed, KEYS)
    facts = logged_facts(
        visit.books,
        visit.desk,
        stored.observation,
        visit.actor,
        logged=replace(stored, masked=(*masked.found, *stored.masked)),
        unclear=[
            *([DECLINED] if followup == DECLINED.typed else ()),
            *(Unclear(each.key, each.value, each.stands) for each in found),
            *unclear,
        ],
        repeated=[(key, parsed.options[key]) for key in dict.fromkeys(parsed.repeated)],
        open_quotes=[
            miss.typed for miss in parsed.near if miss.known not in {each.key for each in found}
        ],
    )
    return Reply(show=logged(facts))
