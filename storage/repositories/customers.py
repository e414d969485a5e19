from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import SQLModel, col, select

from bot.domain.errors import Refusal, Why
from bot.domain.nearest import match, mistyped, name_key, nearest
from storage.compiled import Compiled
from storage.repositories.base import Repository
from storage.tables import Customer, Observation

NAME = 140
"""Characters of a customer's name that are kept."""


@dataclass(frozen=True, slots=True)
class HeardCustomer:
    """A customer whom an observation names."""

    id: int
    name: str
    is_added: bool
    left_out: str = ""
    """What of the heard name is beyond those characters that are kept."""


_OURS = col(Customer.team_id) == sa.bindparam("team")
_KNOWN = Compiled(
    lambda _: sa.select(col(Customer.id), col(Customer.name)).where(
        _OURS, col(Customer.name_key) == sa.bindparam("key")
    )
)
_NAME = Compiled(
    lambda _: sa.select(col(Customer.name)).where(_OURS, col(Customer.id) == sa.bindparam("id"))
)


class Customers(Repository):
    def segments(self) -> list[str]:
        """Every segment that a customer is in, each once whatever its capitals."""
        rows = self._session.execute(
            sa.select(col(Customer.segment))
            .where(col(Customer.team_id) == self._team, col(Customer.segment).is_not(None))
            .distinct()
            .order_by(col(Customer.segment))
        )
        return list({name.casefold(): name for (name,) in rows if name}.values())

    def get(self, customer_id: int | None) -> Customer | None:
        row = self._session.get(Customer, customer_id) if customer_id else None
        return row if row and row.team_id == self._team else None

    def named(self, name: str) -> Customer | None:
        return self._session.exec(
            select(Customer).where(
                col(Customer.team_id) == self._team, col(Customer.name_key) == _key(name)
            )
        ).first()

    def known_or_added(self, name: str, now: datetime) -> HeardCustomer:
        """The customer of that name; one first heard of now is added."""
        known = _KNOWN.first(self._session, team=self._team, key=_key(name))
        if known is not None:
            return HeardCustomer(known[0], known[1], is_added=False, left_out=name[NAME:])
        row = self.add(name, now)
        return HeardCustomer(row.id or 0, row.name, is_added=True, left_out=name[NAME:])

    def name(self, customer_id: int | None) -> str | None:
        """What a customer is called; None for nobody we know."""
        found = customer_id and _NAME.first(self._session, team=self._team, id=customer_id)
        return found[0] if found else None

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

    def drop_slip(self, customer_id: int, since: datetime) -> bool:
        """Take a customer out who was added since then, and whom nobody has looked at and nothing
        names any more; whether it was one."""
        self._session.flush()
        named = [
            sa.exists().where(key.parent == customer_id)
            for table in SQLModel.metadata.tables.values()
            for key in table.foreign_keys
            if key.target_fullname == "customer.id"
        ]
        dropped = self._session.execute(
            sa.delete(Customer)
            .where(
                col(Customer.team_id) == self._team,
                col(Customer.id) == customer_id,
                col(Customer.created_at) >= since,
                col(Customer.is_new),
                *(~each for each in named),
            )
            .returning(col(Customer.id))
        )
        return dropped.first() is not None

    def starting_with(
        self, typed: str, limit: int, *, named_by: str | None = None
    ) -> Sequence[Customer]:
        """For a typeahead: names that contain what was typed, those that begin so first. named_by:
        only customers of whom that person logged something."""
        key = name_key(typed)
        contains = col(Customer.name_key).contains(key, autoescape=True)
        begins = col(Customer.name_key).startswith(key, autoescape=True)
        query = select(Customer).where(col(Customer.team_id) == self._team, contains)
        if named_by is not None:
            theirs = sa.select(col(Observation.customer_id)).where(
                col(Observation.team_id) == self._team, col(Observation.reporter) == named_by
            )
            query = query.where(col(Customer.id).in_(theirs))
        return self._session.exec(
            query.order_by(begins.desc(), col(Customer.name_key)).limit(limit)
        ).all()

    def mistyped(self, name: str) -> list[Customer]:
        """Customers that may have been meant by a new one's name: see `bot.domain.nearest`."""
        key = _key(name)
        begins = col(Customer.name_key).startswith(key[:1], autoescape=True)
        query = select(Customer.name).where(col(Customer.team_id) == self._team, begins)
        alike = mistyped(name, self._session.exec(query).all() if key else ())
        return [row for each in alike if (row := self.named(each)) is not None]

    def names(self) -> list[str]:
        return list(
            self._session.exec(select(Customer.name).where(col(Customer.team_id) == self._team))
        )


def _key(name: str) -> str:
    """What is unique: of the name as it is kept, in at most the 160 characters of its column."""
    return name_key(name[:NAME])[:160]
