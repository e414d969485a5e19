"""What every use case has at hand besides the books: the moment, and how the workspace is set."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.errors import Refusal, Why
from bot.domain.link_token import Links
from bot.ports import VoterKeys
from bot.usecases.guessing import Guesses


@dataclass(frozen=True, slots=True)
class Desk:
    """now: the business clock's moment, aware UTC. card_delay: how long an owner's card settles.
    links: where customers answer surveys; None where this server has no address."""

    now: datetime
    card_delay: timedelta
    guesses: Guesses
    links: Links | None = None
    keys: VoterKeys | None = None

    @property
    def voter_keys(self) -> VoterKeys:
        """Raises Refusal(NO_KEYS) where anonymous surveys are not set up."""
        if self.keys is None:
            raise Refusal(Why.NO_KEYS)
        return self.keys


UNDO_FOR = timedelta(minutes=15)
"""How long an observation can be undone by its author (docs/reference/rules.md, "Logging")."""

GUESSED_SETTLES = timedelta(minutes=15)
"""How long a card rests at most while its touchpoint is only guessed (docs/reference/rules.md,
"Card")."""

WATCH_FOR = timedelta(days=30)
"""Calendar days during which a resolved issue is watched for recurrence
(docs/reference/rules.md, "Watch window")."""
