"""Logging by reaction: on or off, channel by channel."""

from __future__ import annotations

import re

from bot.domain.errors import Refusal, Why
from bot.usecases.desk import Desk
from storage.books import Books
from storage.tables import ReactionRule

_EMOJI = re.compile(r"[^\s:<>&]{1,100}")


def switch_reaction(books: Books, desk: Desk, channel: str, emoji: str | None, by: str) -> None:
    """Have `emoji` log messages in `channel`; None switches it off.

    `emoji` is a name, with or without its colons. Raises Refusal(UNKNOWN_VALUE) for what is none.
    """
    rule = books.observations.reaction_rule(channel)
    before, name = rule.emoji if rule else None, emoji_name(emoji) if emoji else None
    if name == before:
        return
    if name:
        books.observations.set_reaction_rule(
            ReactionRule(
                team_id=books.team_id, channel=channel, emoji=name, set_by=by, set_at=desk.now
            )
        )
    elif rule:
        books.observations.drop_reaction_rule(rule)
    books.workspace.audit(by, "reaction", channel, before, name, desk.now)


def switches(books: Books, channel: str, emoji: str | None) -> bool:
    """Whether `switch_reaction` would change anything. Raises as it does."""
    rule = books.observations.reaction_rule(channel)
    return (rule.emoji if rule else None) != (emoji_name(emoji) if emoji else None)


def emoji_name(typed: str) -> str:
    """`:Ear:` as Slack names it in events: ear. A skin tone is no other emoji."""
    name = typed.strip().strip(":").partition("::")[0].lower()
    is_named = any(char.isalnum() for char in name)  # the sign itself is in no event
    if not (_EMOJI.fullmatch(name) and name.isprintable() and is_named):
        raise Refusal(Why.UNKNOWN_VALUE, field="reaction_emoji", key="emoji", value=typed)
    return name
