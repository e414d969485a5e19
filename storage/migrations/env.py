"""Alembic's entry: runs on the connection that `storage.migrate` hands over, and on no other."""

from __future__ import annotations

from typing import Any, Literal

from alembic import context
from sqlmodel.sql.sqltypes import AutoString, UTCDateTime

from storage.migrations import declared
from storage.tables import SQLModel
from storage.tables.kinds import ChoiceType


def render(kind: str, item: Any, _context: Any) -> str | Literal[False]:
    """Migrations name plain SQL types: they must mean the same when ours have changed."""
    if kind == "type" and isinstance(item, ChoiceType | AutoString):
        return f"sa.String({getattr(item.impl_instance, 'length', None) or ''})"
    if kind == "type" and isinstance(item, UTCDateTime):
        return "sa.DateTime(timezone=True)"
    return False


connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=SQLModel.metadata,
    include_object=declared,
    render_item=render,
    compare_type=True,
    # SQLite alters a table by copying it
    render_as_batch=connection.dialect.name == "sqlite",
)
with context.begin_transaction():
    context.run_migrations()
