"""Micro-surveys, edits that rest, and messages that give way to others."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


KINDS = (
    "kind IN ('issue', 'bundle', 'receipt', 'outcome', 'role', 'morning', 'wave', 'wave_author')"
)


def upgrade() -> None:
    with op.batch_alter_table("card") as batch_op:
        batch_op.drop_constraint(op.f("ck_card_kind_known"), type_="check")
        batch_op.create_check_constraint(op.f("ck_card_kind_known"), KINDS)
        batch_op.add_column(sa.Column("rests", sa.Integer(), server_default="0", nullable=False))
    op.add_column(
        "workspace",
        sa.Column("last_wave_number", sa.Integer(), server_default="0", nullable=False),
    )
    op.create_table(
        "survey",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("team_id", sa.String(32), nullable=False),
        sa.Column("author", sa.String(32), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("questions", sa.JSON(), nullable=False),
        sa.Column("ask_reason", sa.Boolean(), nullable=False),
        sa.Column("ask_follow_up", sa.Boolean(), nullable=False),
        sa.Column("anonymous", sa.Boolean(), nullable=False),
        sa.Column("audience", sa.String(32), nullable=False),
        sa.Column("asked", sa.JSON(), nullable=False),
        sa.Column("open_for", sa.Integer(), nullable=False),
        sa.Column("repeat", sa.String(32), nullable=False),
        sa.Column("results_hidden", sa.Boolean(), nullable=False),
        sa.Column("results_to", sa.String(32), nullable=True),
        sa.Column("touchpoint_id", sa.Integer(), nullable=True),
        sa.Column("stage_id", sa.Integer(), nullable=True),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "audience IN ('channel', 'people', 'customers')", name=op.f("ck_survey_audience_known")
        ),
        sa.CheckConstraint(
            "repeat IN ('never', 'weekly', 'monthly', 'quarterly')",
            name=op.f("ck_survey_repeat_known"),
        ),
        sa.ForeignKeyConstraint(["stage_id"], ["stage.id"], name=op.f("fk_survey_stage_id_stage")),
        sa.ForeignKeyConstraint(
            ["team_id"], ["workspace.team_id"], name=op.f("fk_survey_team_id_workspace")
        ),
        sa.ForeignKeyConstraint(
            ["touchpoint_id"], ["touchpoint.id"], name=op.f("fk_survey_touchpoint_id_touchpoint")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey")),
    )
    op.create_index("ix_survey_next_at", "survey", ["team_id", "next_at"])
    op.create_index(op.f("ix_survey_stage_id"), "survey", ["stage_id"])
    op.create_index(op.f("ix_survey_touchpoint_id"), "survey", ["touchpoint_id"])

    op.create_table(
        "wave",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("team_id", sa.String(32), nullable=False),
        sa.Column("survey_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("nth", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("remind_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("key_name", sa.String(64), nullable=True),
        sa.Column("invited", sa.Integer(), nullable=False),
        sa.Column("kept_out", sa.Integer(), nullable=False),
        sa.Column("barred", sa.Integer(), nullable=False),
        sa.Column("answered", sa.Integer(), nullable=True),
        sa.Column("shown", sa.Integer(), nullable=False),
        sa.Column("problem", sa.String(64), nullable=True),
        sa.CheckConstraint(
            "state IN ('gathering', 'open', 'closed', 'cancelled')",
            name=op.f("ck_wave_state_known"),
        ),
        sa.ForeignKeyConstraint(
            ["survey_id"], ["survey.id"], name=op.f("fk_wave_survey_id_survey")
        ),
        sa.ForeignKeyConstraint(
            ["team_id"], ["workspace.team_id"], name=op.f("fk_wave_team_id_workspace")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wave")),
        sa.UniqueConstraint("survey_id", "nth", name=op.f("uq_wave_survey_id_nth")),
        sa.UniqueConstraint("team_id", "number", name=op.f("uq_wave_team_id_number")),
    )
    op.create_index("ix_wave_team_id_state_closes_at", "wave", ["team_id", "state", "closes_at"])

    op.create_table(
        "anonymous_answer",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("wave_id", sa.Integer(), nullable=False),
        sa.Column("part", sa.Integer(), nullable=False),
        sa.Column("team_id", sa.String(32), nullable=False),
        sa.Column("is_customer", sa.Boolean(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["team_id"], ["workspace.team_id"], name=op.f("fk_anonymous_answer_team_id_workspace")
        ),
        sa.ForeignKeyConstraint(
            ["wave_id"], ["wave.id"], name=op.f("fk_anonymous_answer_wave_id_wave")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_anonymous_answer")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_anonymous_answer_wave_id_part", "anonymous_answer", ["wave_id", "part"])

    op.create_table(
        "invitation",
        sa.Column("wave_id", sa.Integer(), nullable=False),
        sa.Column("person", sa.String(32), nullable=False),
        sa.Column("team_id", sa.String(32), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_dm", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["team_id"], ["workspace.team_id"], name=op.f("fk_invitation_team_id_workspace")
        ),
        sa.ForeignKeyConstraint(["wave_id"], ["wave.id"], name=op.f("fk_invitation_wave_id_wave")),
        sa.PrimaryKeyConstraint("wave_id", "person", name=op.f("pk_invitation")),
    )
    op.create_index("ix_invitation_person", "invitation", ["team_id", "person", "asked_at"])

    op.create_table(
        "participation",
        sa.Column("wave_id", sa.Integer(), nullable=False),
        sa.Column("part", sa.Integer(), nullable=False),
        sa.Column("voter", sa.String(64), nullable=False),
        sa.Column("team_id", sa.String(32), nullable=False),
        sa.ForeignKeyConstraint(
            ["team_id"], ["workspace.team_id"], name=op.f("fk_participation_team_id_workspace")
        ),
        sa.ForeignKeyConstraint(
            ["wave_id"], ["wave.id"], name=op.f("fk_participation_wave_id_wave")
        ),
        sa.PrimaryKeyConstraint("wave_id", "part", "voter", name=op.f("pk_participation")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "response",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("team_id", sa.String(32), nullable=False),
        sa.Column("wave_id", sa.Integer(), nullable=False),
        sa.Column("voter", sa.String(160), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=True),
        sa.Column("contact", sa.String(150), nullable=True),
        sa.Column("is_customer", sa.Boolean(), nullable=False),
        sa.Column("given", sa.String(32), nullable=False),
        sa.Column("recorded_by", sa.String(32), nullable=True),
        sa.Column("may_follow_up", sa.Boolean(), nullable=True),
        sa.Column("issue_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("given IN ('self', 'recorded')", name=op.f("ck_response_given_known")),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customer.id"], name=op.f("fk_response_customer_id_customer")
        ),
        sa.ForeignKeyConstraint(
            ["issue_id"], ["issue.id"], name=op.f("fk_response_issue_id_issue")
        ),
        sa.ForeignKeyConstraint(
            ["team_id"], ["workspace.team_id"], name=op.f("fk_response_team_id_workspace")
        ),
        sa.ForeignKeyConstraint(["wave_id"], ["wave.id"], name=op.f("fk_response_wave_id_wave")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_response")),
        sa.UniqueConstraint("wave_id", "voter", name=op.f("uq_response_wave_id_voter")),
    )
    op.create_index("ix_response_customer_id", "response", ["customer_id"])
    op.create_index(op.f("ix_response_issue_id"), "response", ["issue_id"])

    op.create_table(
        "response_answer",
        sa.Column("response_id", sa.Integer(), nullable=False),
        sa.Column("part", sa.Integer(), nullable=False),
        sa.Column("team_id", sa.String(32), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["response_id"], ["response.id"], name=op.f("fk_response_answer_response_id_response")
        ),
        sa.ForeignKeyConstraint(
            ["team_id"], ["workspace.team_id"], name=op.f("fk_response_answer_team_id_workspace")
        ),
        sa.PrimaryKeyConstraint("response_id", "part", name=op.f("pk_response_answer")),
    )
    op.create_table(
        "survey_draft",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("team_id", sa.String(32), nullable=False),
        sa.Column("user_id", sa.String(32), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("form", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["team_id"], ["workspace.team_id"], name=op.f("fk_survey_draft_team_id_workspace")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey_draft")),
    )
    with op.batch_alter_table("outbox") as batch_op:
        batch_op.add_column(sa.Column("wave_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(op.f("fk_outbox_wave_id_wave"), "wave", ["wave_id"], ["id"])
    op.create_index(
        "ix_outbox_wave_id",
        "outbox",
        ["wave_id", "state"],
        sqlite_where=sa.text("wave_id IS NOT NULL"),
        postgresql_where=sa.text("wave_id IS NOT NULL"),
    )
