"""Results that wait until they are drawn; and a switch of surveys that nothing read."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "wave",
        sa.Column("results_wait", sa.Boolean(), server_default=sa.false(), nullable=False),
    )
    op.drop_column("survey", "ask_follow_up")
