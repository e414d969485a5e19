"""Who answers for people who are away, and why issues came together."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("days_away", sa.Column("stand_in", sa.String(32), nullable=True))
    op.add_column("card", sa.Column("heading", sa.Text(), nullable=True))
    op.create_table(
        "stand_in",
        sa.Column("issue_id", sa.Integer(), nullable=False),
        sa.Column("team_id", sa.String(32), nullable=False),
        sa.Column("away", sa.String(32), nullable=False),
        sa.ForeignKeyConstraint(
            ["issue_id"], ["issue.id"], name=op.f("fk_stand_in_issue_id_issue")
        ),
        sa.ForeignKeyConstraint(
            ["team_id"], ["workspace.team_id"], name=op.f("fk_stand_in_team_id_workspace")
        ),
        sa.PrimaryKeyConstraint("issue_id", name=op.f("pk_stand_in")),
    )
    op.create_index("ix_stand_in_team_id_away", "stand_in", ["team_id", "away"])
