"""When an observation is likely about an issue that is known already, and how long that waits.

Source of the rules: docs/reference/rules.md, "Likely duplicates".
"""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

from bot.domain.vocabulary import Severity

WAITS = timedelta(hours=1)
"""How long a likely duplicate waits at most before it opens an issue of its own."""


class Likely(StrEnum):
    """Why an observation is likely about a known issue."""

    ALIKE = "alike"
    """Its words are like those of an issue at the same touchpoint: its reporter is asked."""
    AGAIN = "again"
    """A customer of a resolved issue calls for an answer at the same touchpoint: it is a
    recurrence, unless its reporter sets it apart."""


def waits_until(why: Likely, severity: Severity, asked: datetime, settles: timedelta) -> datetime:
    """Until when (as `asked`, aware UTC) the reporter's word is waited for; `asked` itself: not.

    settles: how long an owner's card would settle, so that a slip can be undone. Critical never
    waits.
    """
    if severity is Severity.CRITICAL:
        return asked
    return asked + (WAITS if why is Likely.ALIKE else settles)
