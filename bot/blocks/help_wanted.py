"""Somebody who broke a promise says that they need help: told to the journey's owner."""

from __future__ import annotations

from bot.blocks import kit
from bot.blocks.facts import IssueFacts, PromiseFacts
from bot.blocks.issue_card import buttons, headline
from bot.blocks.mrkdwn import day, person, quote
from bot.blocks.observation import tags, words_block


def help_wanted(facts: IssueFacts, asks: str, promise: PromiseFacts | None) -> kit.Screen:
    """`asks`: who needs help, a user id. `promise`: the one that could not be kept."""
    about = (
        f" with {quote(promise.next_step, 600)}, promised for {day(promise.due_on)}"
        if promise
        else ""
    )
    text = f"{person(asks)} needs help{about}. Could you ask what is in the way?"
    blocks = [kit.section(text)]
    if facts.first:
        blocks += [words_block(facts.first, 1500), kit.context(tags(facts.first))]
    history = kit.button(
        "History", "issue_show", facts.id, label=f"History of issue {facts.number}"
    )
    blocks += kit.row(*buttons(facts), history)
    return kit.Screen(f"{text} {headline(facts)}", blocks)
