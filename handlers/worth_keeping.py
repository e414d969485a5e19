"""What of a refused command is carried back: words, but no command that was nothing else."""

from __future__ import annotations

from bot.domain.command import split_verb
from bot.domain.errors import Refusal
from handlers import commands, surveys
from handlers.inbound import Inbound

_VERBS = {"/cx": commands.VERBS, "/survey": surveys.VERBS}


def worth_keeping(inbound: Inbound, refusal: Refusal) -> str | None:
    """What was typed; None for a bare verb, for a number, and for one word that the sentence names
    itself."""
    typed = inbound.text if refusal.typed is None else refusal.typed
    verb, rest = split_verb(typed, _VERBS.get(inbound.name, ()))
    rest = (rest if verb else typed).strip()
    facts = refusal.facts
    value = str(facts.get("value", facts.get("command", ""))).strip()
    named = (value, f"{facts.get('key')}:{value}", f'{facts.get("key")}:"{value}"')
    short = len(value) <= _NAMED_WHOLE
    plain = not rest or rest.lstrip("#").isdigit() or (short and rest in named)
    return None if plain else typed


_NAMED_WHOLE = 40
"""Characters of a value that every sentence shows whole."""
