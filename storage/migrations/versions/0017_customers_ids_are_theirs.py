"""A customer's id is never given to another, on SQLite as on PostgreSQL: a slip is taken out again
while its id may stand in an open modal."""

from __future__ import annotations

from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        with op.batch_alter_table(
            "customer", recreate="always", table_kwargs={"sqlite_autoincrement": True}
        ):
            """It is copied as it is."""
