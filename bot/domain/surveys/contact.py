"""Who answers at a customer, and how often they may be asked.

Source: docs/reference/rules.md, "Surveys".
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from bot.domain.nearest import name_key
from bot.domain.wave import JITTER

ANY_SURVEY = timedelta(days=30)
AN_NPS = timedelta(days=90)

CONTACT = 120
"""Characters of a contact's name that are kept."""


def contact_key(contact: str | None) -> str:
    """What makes two spellings one person; "" for whoever answers for the customer."""
    return name_key(contact or "")[:CONTACT]


def voter(customer_id: int, contact: str | None) -> str:
    """A person at a customer is one voter, however their answer came."""
    return f"customer:{customer_id}:{contact_key(contact)}"


def browser(cookie: str) -> str:
    """Whoever answers an open link is one voter a browser."""
    return f"browser:{cookie}"


def asks_nps(questions: Iterable[Mapping[str, Any]]) -> bool:
    """Of a survey's questions as they are stored."""
    return any(question["kind"] == "nps" for question in questions)


def resting(
    asked: Iterable[tuple[str, datetime, bool]], now: datetime, *, is_nps: bool
) -> set[str]:
    """Who may not be asked again yet, as `rests_until` has it. asked: (person, when, whether that
    was an NPS)."""
    last: dict[str, datetime] = {}
    last_nps: dict[str, datetime] = {}
    for who, at, nps in asked:
        last[who] = max(at, last.get(who, at))
        if nps:
            last_nps[who] = max(at, last_nps.get(who, at))
    until = {who: rests_until(at, last_nps.get(who), is_nps=is_nps) for who, at in last.items()}
    return {who for who, at in until.items() if at and at - JITTER > now}


def rests_until(
    last: datetime | None, last_nps: datetime | None, *, is_nps: bool
) -> datetime | None:
    """From when on a contact may be asked again, if not at any time: 30 days after `last`, their
    last survey, and for an NPS 90 days after `last_nps`."""
    rests = [last + ANY_SURVEY] if last else []
    if is_nps and last_nps:
        rests.append(last_nps + AN_NPS)
    return max(rests, default=None)
