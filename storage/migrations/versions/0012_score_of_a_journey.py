"""Which survey's score counts in a journey's health."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "journey_score",
        sa.Column("journey_id", sa.Integer(), nullable=False),
        sa.Column("survey_id", sa.Integer(), nullable=False),
        sa.Column("team_id", sa.String(32), nullable=False),
        sa.ForeignKeyConstraint(
            ["journey_id"], ["journey.id"], name=op.f("fk_journey_score_journey_id_journey")
        ),
        sa.ForeignKeyConstraint(
            ["survey_id"], ["survey.id"], name=op.f("fk_journey_score_survey_id_survey")
        ),
        sa.ForeignKeyConstraint(
            ["team_id"], ["workspace.team_id"], name=op.f("fk_journey_score_team_id_workspace")
        ),
        sa.PrimaryKeyConstraint("journey_id", name=op.f("pk_journey_score")),
    )
    op.create_index("ix_journey_score_survey_id", "journey_score", ["survey_id"])
