from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import bindparam
from sqlmodel import col, select

from bot.domain.errors import Refusal, Why
from bot.domain.nearest import match, name_key, nearest
from storage.repositories.base import Repository
from storage.tables import Customer

NAME = 140
"""Characters of a customer's name that are kept."""

_NAMED = select(Customer).where(
    col(Customer.team_id) == bindparam("team"), col(Customer.name_key) == bindparam("key")
)


class Customers(Repository):
    def get(self, customer_id: int | None) -> Customer | None:
        row = self._session.get(Customer, customer_id) if customer_id else None
        return row if row and row.team_id == self._team else None

    def named(self, name: str) -> Customer | None:
        asked = {"team": self._team, "key": _key(name)}
        return self._session.scalars(_NAMED, asked).first()

    def find(self, typed: str) -> Customer:
        """The customer that `typed` clearly means.

        Raises Refusal(UNKNOWN_VALUE) with the names that come near.
        """
        names = [] if self.named(typed) else self.names()
        row = self.named(match(typed, names) or typed)
        if row is None:
            near = nearest(typed, names)
            raise Refusal(Why.UNKNOWN_VALUE, key="customer", value=typed, near=near)
        return row

    def add(self, name: str, now: datetime) -> Customer:
        """A customer first heard of now, marked new until someone has looked at it."""
        row = Customer(team_id=self._team, name=name[:NAME], name_key=_key(name), created_at=now)
        self._session.add(row)
        self._session.flush()
        return row

    def starting_with(self, typed: str, limit: int) -> Sequence[Customer]:
        """For a typeahead: names that contain what was typed, those that begin so first."""
        key = name_key(typed)
        contains = col(Customer.name_key).contains(key, autoescape=True)
        begins = col(Customer.name_key).startswith(key, autoescape=True)
        return self._session.exec(
            select(Customer)
            .where(col(Customer.team_id) == self._team, contains)
            .order_by(begins.desc(), col(Customer.name_key))
            .limit(limit)
        ).all()

    def names(self) -> list[str]:
        return list(
            self._session.exec(select(Customer.name).where(col(Customer.team_id) == self._team))
        )


def _key(name: str) -> str:
    """What is unique: of the name as it is kept, in at most the 160 characters of its column."""
    return name_key(name[:NAME])[:160]
