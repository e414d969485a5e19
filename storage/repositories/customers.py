from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import col, select

from bot.domain.nearest import name_key
from storage.repositories.base import Repository
from storage.tables import Customer


class Customers(Repository):
    def get(self, customer_id: int | None) -> Customer | None:
        row = self._session.get(Customer, customer_id) if customer_id else None
        return row if row and row.team_id == self._team else None

    def named(self, name: str) -> Customer | None:
        return self._session.exec(
            select(Customer).where(
                col(Customer.team_id) == self._team, col(Customer.name_key) == name_key(name)
            )
        ).first()

    def add(self, name: str, now: datetime) -> Customer:
        """A customer first heard of now, marked new until someone has looked at it."""
        row = Customer(
            team_id=self._team, name=name[:140], name_key=name_key(name)[:160], created_at=now
        )
        self._session.add(row)
        self._session.flush()
        return row

    def starting_with(self, typed: str, limit: int) -> Sequence[Customer]:
        """Customers for a typeahead: names that contain what was typed, those beginning so first."""
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
