"""The details that make a sentence somebody's own: numbers, files, days, colleagues."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Final

_LISTS: Final[dict[str, tuple[str, ...]]] = {
    "weekday": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday"),
    "month": (
        "January", "February", "March", "April", "May", "June", "July", "August", "September",
        "October", "November", "December",
    ),
    "days": (
        "two days", "three days", "four days", "five days", "a week", "eight days", "nine days",
        "ten days", "two weeks", "three weeks", "almost a month",
    ),
    "hours": (
        "an hour", "two hours", "three hours", "four hours", "half a day", "the whole afternoon",
    ),
    "role": (
        "our controller", "our CFO", "my boss", "our office manager", "the head of operations",
        "our IT lead", "our data protection officer", "the new intern", "our CEO",
        "the works council", "my colleague in Lyon", "our team lead", "the head of sales",
    ),
    "team": (
        "the finance team", "our support team", "the warehouse", "the night shift", "our sales",
        "the whole back office", "the team in Porto", "our field service", "the project office",
    ),
    "tool": ("Excel", "Google Sheets", "Numbers", "our old Access database", "Airtable"),
    "plan": ("Team", "Business", "Starter", "Growth", "Enterprise"),
    "industry": (
        "logistics", "food retail", "health care", "construction", "public service", "insurance",
        "machine building", "education", "hospitality", "energy", "pharma",
    ),
    "city": ("Lisbon", "Denver", "Warsaw", "Singapore", "Oslo", "Leeds", "Toronto", "Vienna"),
    "language": ("Polish", "Portuguese", "Turkish", "Italian", "Czech", "Dutch", "Japanese"),
    "file": (
        "contacts.csv", "customers_final_v3.csv", "export-2025.xlsx", "accounts.csv", "stock.csv",
        "orders_q3.csv", "leads.csv", "Kunden_neu.csv",
    ),
    "date": ("31.12.2025", "03/04/2026", "1.7.26", "2026-04-09", "14/2/26", "28.02."),
    "caller": (
        "Their CFO", "The office manager", "Their IT lead", "The owner herself", "Their controller",
        "Somebody new there", "The head of operations", "Their admin", "One of the founders",
    ),
    "name": ("Joana", "Kofi", "Marit", "Tomasz", "Aisha", "Ben", "Chiara", "Ravi"),
}  # fmt: skip

_NUMBERS: Final[dict[str, Callable[[Random], str]]] = {
    "count": lambda rng: str(rng.randint(3, 14)),
    "digit": lambda rng: str(rng.randint(3, 9)),
    "many": lambda rng: str(rng.choice((20, 30, 40, 50, 60, 80, 120))),
    "minutes": lambda rng: str(rng.choice((5, 10, 12, 15, 20, 25, 30, 40, 45, 50, 90))),
    "seconds": lambda rng: str(rng.randint(4, 28)),
    "seats": lambda rng: str(rng.choice((8, 12, 15, 18, 25, 30, 40, 60, 75, 110, 140, 250))),
    "percent": lambda rng: str(rng.choice((7, 8, 9, 12, 14, 15, 18, 20, 22, 25, 30, 35, 64, 80))),
    "rows": lambda rng: f"{rng.choice((rng.randint(120, 990), rng.randint(1, 90) * 1000)):,}",
    "row": lambda rng: f"{rng.randint(2, 9800):,}",
    "fee": lambda rng: f"€ {rng.randint(4, 90) * 400:,}",
    "amount": lambda rng: rng.choice(("€ {:,}", "€{:,}", "{:,} euros", "${:,}", "£{:,}")).format(
        rng.choice((rng.randint(18, 99), rng.randint(2, 90) * 20, rng.randint(3, 60) * 400))
    ),
}


class Details(dict[str, str]):
    """Each detail as it is asked for; the same one twice in a sentence is the same."""

    def __init__(self, rng: Random) -> None:
        super().__init__()
        self._rng = rng

    def __missing__(self, name: str) -> str:
        if name[0].isupper():
            self[name] = self[name.lower()][0].upper() + self[name.lower()][1:]
            return self[name]
        made = _NUMBERS.get(name)
        self[name] = made(self._rng) if made else self._rng.choice(_LISTS[name])
        return self[name]


def fill(text: str, rng: Random) -> str:
    """`text` with its details. Raises KeyError for one that nobody knows."""
    return text.format_map(Details(rng)) if "{" in text else text
