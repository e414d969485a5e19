"""Observations that wait for a word on a known issue, recurrences, and why issues were reopened."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "held",
        sa.Column("observation_id", sa.Integer(), nullable=False),
        sa.Column("team_id", sa.String(32), nullable=False),
        sa.Column("issue_id", sa.Integer(), nullable=False),
        sa.Column("why", sa.String(32), nullable=False),
        sa.Column("by", sa.String(32), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("why IN ('alike', 'again')", name=op.f("ck_held_why_known")),
        sa.ForeignKeyConstraint(["issue_id"], ["issue.id"], name=op.f("fk_held_issue_id_issue")),
        sa.ForeignKeyConstraint(
            ["observation_id"], ["observation.id"], name=op.f("fk_held_observation_id_observation")
        ),
        sa.ForeignKeyConstraint(
            ["team_id"], ["workspace.team_id"], name=op.f("fk_held_team_id_workspace")
        ),
        sa.PrimaryKeyConstraint("observation_id", name=op.f("pk_held")),
    )
    op.create_index(op.f("ix_held_issue_id"), "held", ["issue_id"])
    op.create_index("ix_held_team_id_until", "held", ["team_id", "until"])
    op.create_table(
        "recurrence",
        sa.Column("observation_id", sa.Integer(), nullable=False),
        sa.Column("team_id", sa.String(32), nullable=False),
        sa.Column("issue_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended", sa.JSON(), nullable=False),
        sa.Column("set_apart_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["issue_id"], ["issue.id"], name=op.f("fk_recurrence_issue_id_issue")
        ),
        sa.ForeignKeyConstraint(
            ["observation_id"],
            ["observation.id"],
            name=op.f("fk_recurrence_observation_id_observation"),
        ),
        sa.ForeignKeyConstraint(
            ["team_id"], ["workspace.team_id"], name=op.f("fk_recurrence_team_id_workspace")
        ),
        sa.PrimaryKeyConstraint("observation_id", name=op.f("pk_recurrence")),
    )
    op.create_index(op.f("ix_recurrence_issue_id"), "recurrence", ["issue_id"])
    op.add_column("issue", sa.Column("reopened_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("issue", sa.Column("reopened_why", sa.Text(), nullable=True))
    # the release before this one knows nothing of it, and adds issues while this one begins
    op.add_column(
        "issue", sa.Column("recurrences", sa.Integer(), nullable=False, server_default="0")
    )
