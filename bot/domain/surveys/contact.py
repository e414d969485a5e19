"""Who answers at a customer, and how often they may be asked.

Source: docs/reference/rules.md, "Surveys".
"""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.domain.nearest import name_key

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


def rests_until(
    last: datetime | None, last_nps: datetime | None, *, is_nps: bool
) -> datetime | None:
    """From when on a contact may be asked again, if not at any time: 30 days after `last`, their
    last survey, and for an NPS 90 days after `last_nps`."""
    rests = [last + ANY_SURVEY] if last else []
    if is_nps and last_nps:
        rests.append(last_nps + AN_NPS)
    return max(rests, default=None)
