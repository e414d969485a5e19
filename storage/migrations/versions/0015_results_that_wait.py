"""Results that wait until they are drawn; and a switch of surveys that nothing read."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

KINDS = "kind IN ('report', 'export', 'digest', 'journey', 'results')"


def upgrade() -> None:
    op.add_column(
        "wave",
        sa.Column("results_wait", sa.Boolean(), server_default=sa.false(), nullable=False),
    )
    op.drop_column("survey", "ask_follow_up")
    with op.batch_alter_table("errand") as batch_op:
        batch_op.drop_constraint(op.f("ck_errand_kind_known"), type_="check")
        batch_op.create_check_constraint(op.f("ck_errand_kind_known"), KINDS)
