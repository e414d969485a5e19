"""Errands: previews of digests and pictures of journeys too."""

from __future__ import annotations

from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

KINDS = "kind IN ('report', 'export', 'digest', 'journey')"


def upgrade() -> None:
    with op.batch_alter_table("errand") as batch_op:
        batch_op.drop_constraint(op.f("ck_errand_kind_known"), type_="check")
        batch_op.create_check_constraint(op.f("ck_errand_kind_known"), KINDS)
