"""Column kinds shared by the tables."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

import sqlalchemy as sa


class ChoiceType(sa.types.TypeDecorator[StrEnum]):
    """A StrEnum stored as its value.

    Text with a CHECK instead of a native enum: a new member is then an ordinary migration on both
    databases, and what stands in the column is what people type.
    """

    impl = sa.String
    cache_ok = True

    def __init__(self, choices: type[StrEnum]) -> None:
        self.choices = choices
        super().__init__(length=32)

    def process_bind_param(self, value: StrEnum | str | None, dialect: Any) -> str | None:
        return None if value is None else self.choices(value).value

    def process_result_value(self, value: str | None, dialect: Any) -> StrEnum | None:
        return None if value is None else self.choices(value)


def one_of(column: str, choices: type[StrEnum]) -> sa.CheckConstraint:
    """The CHECK that keeps `column` within `choices`."""
    allowed = ", ".join(f"'{choice.value}'" for choice in choices)
    return sa.CheckConstraint(f"{column} IN ({allowed})", name=f"{column}_known")


def choice(choices: type[StrEnum]) -> Any:
    """A column type for `Field(sa_type=...)`."""
    return ChoiceType(choices)


NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
