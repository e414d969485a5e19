"""Missed times, the rounds of the ladder, and the morning's nudge."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

KINDS = "kind IN ('issue', 'bundle', 'receipt', 'outcome', 'role', 'morning')"


def upgrade() -> None:
    with op.batch_alter_table("card") as batch_op:
        batch_op.drop_constraint(op.f("ck_card_kind_known"), type_="check")
        batch_op.create_check_constraint(op.f("ck_card_kind_known"), KINDS)
    op.create_table(
        "day_begun",
        sa.Column("team_id", sa.String(32), nullable=False),
        sa.Column("person", sa.String(32), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["team_id"], ["workspace.team_id"], name=op.f("fk_day_begun_team_id_workspace")
        ),
        sa.PrimaryKeyConstraint("team_id", "person", name=op.f("pk_day_begun")),
    )
    op.create_table(
        "heartbeat",
        sa.Column("team_id", sa.String(32), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("real", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["team_id"], ["workspace.team_id"], name=op.f("fk_heartbeat_team_id_workspace")
        ),
        sa.PrimaryKeyConstraint("team_id", name=op.f("pk_heartbeat")),
    )
    op.create_table(
        "morning",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("team_id", sa.String(32), nullable=False),
        sa.Column("person", sa.String(32), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("nth", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["team_id"], ["workspace.team_id"], name=op.f("fk_morning_team_id_workspace")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_morning")),
        sa.UniqueConstraint(
            "team_id", "person", "day", "nth", name=op.f("uq_morning_team_id_person_day_nth")
        ),
    )
    op.create_table(
        "missed",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("team_id", sa.String(32), nullable=False),
        sa.Column("issue_id", sa.Integer(), nullable=False),
        sa.Column("what", sa.String(32), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "what IN ('acknowledge', 'promise', 'resolve')", name=op.f("ck_missed_what_known")
        ),
        sa.ForeignKeyConstraint(["issue_id"], ["issue.id"], name=op.f("fk_missed_issue_id_issue")),
        sa.ForeignKeyConstraint(
            ["team_id"], ["workspace.team_id"], name=op.f("fk_missed_team_id_workspace")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_missed")),
        sa.UniqueConstraint(
            "issue_id", "what", "due_at", name=op.f("uq_missed_issue_id_what_due_at")
        ),
    )
    op.create_table(
        "round",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("team_id", sa.String(32), nullable=False),
        sa.Column("issue_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("rung", sa.Integer(), nullable=True),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["issue_id"], ["issue.id"], name=op.f("fk_round_issue_id_issue")),
        sa.ForeignKeyConstraint(
            ["team_id"], ["workspace.team_id"], name=op.f("fk_round_team_id_workspace")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_round")),
        sa.UniqueConstraint("issue_id", "number", name=op.f("uq_round_issue_id_number")),
    )
    with op.batch_alter_table("round", schema=None) as batch_op:
        batch_op.create_index(
            "ix_round_open",
            ["issue_id"],
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )

    op.create_table(
        "rung",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("team_id", sa.String(32), nullable=False),
        sa.Column("issue_id", sa.Integer(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("rung", sa.Integer(), nullable=False),
        sa.Column("person", sa.String(32), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("morning_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["issue_id"], ["issue.id"], name=op.f("fk_rung_issue_id_issue")),
        sa.ForeignKeyConstraint(
            ["morning_id"], ["morning.id"], name=op.f("fk_rung_morning_id_morning")
        ),
        sa.ForeignKeyConstraint(
            ["team_id"], ["workspace.team_id"], name=op.f("fk_rung_team_id_workspace")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rung")),
        sa.UniqueConstraint(
            "issue_id", "round", "person", name=op.f("uq_rung_issue_id_round_person")
        ),
        sa.UniqueConstraint("issue_id", "round", "rung", name=op.f("uq_rung_issue_id_round_rung")),
    )
    with op.batch_alter_table("rung", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_rung_morning_id"), ["morning_id"], unique=False)
        batch_op.create_index("ix_rung_team_id_person", ["team_id", "person"], unique=False)

    op.create_table(
        "morning_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("team_id", sa.String(32), nullable=False),
        sa.Column("morning_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("issue_id", sa.Integer(), nullable=False),
        sa.Column("why", sa.String(32), nullable=False),
        sa.Column("promise_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "why IN ('broken', 'promised', 'asked', 'escalated', 'first_look', 'unresolved')",
            name=op.f("ck_morning_item_why_known"),
        ),
        sa.ForeignKeyConstraint(
            ["issue_id"], ["issue.id"], name=op.f("fk_morning_item_issue_id_issue")
        ),
        sa.ForeignKeyConstraint(
            ["morning_id"], ["morning.id"], name=op.f("fk_morning_item_morning_id_morning")
        ),
        sa.ForeignKeyConstraint(
            ["promise_id"], ["promise.id"], name=op.f("fk_morning_item_promise_id_promise")
        ),
        sa.ForeignKeyConstraint(
            ["team_id"], ["workspace.team_id"], name=op.f("fk_morning_item_team_id_workspace")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_morning_item")),
        sa.UniqueConstraint(
            "morning_id", "issue_id", name=op.f("uq_morning_item_morning_id_issue_id")
        ),
    )
    with op.batch_alter_table("morning_item", schema=None) as batch_op:
        batch_op.create_index("ix_morning_item_issue_id", ["issue_id", "morning_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_morning_item_promise_id"), ["promise_id"], unique=False
        )
