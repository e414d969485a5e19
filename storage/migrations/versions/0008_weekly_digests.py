"""Weekly digests."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

KINDS = (
    "kind IN ('issue', 'bundle', 'receipt', 'outcome', 'role', 'morning', 'wave', 'wave_author', "
    "'digest')"
)


def upgrade() -> None:
    with op.batch_alter_table("card") as batch_op:
        batch_op.drop_constraint(op.f("ck_card_kind_known"), type_="check")
        batch_op.create_check_constraint(op.f("ck_card_kind_known"), KINDS)
    op.create_table(
        "digest_subscription",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("team_id", sa.String(32), nullable=False),
        sa.Column("channel", sa.String(32), nullable=False),
        sa.Column("weekday", sa.Integer(), nullable=False),
        sa.Column("half_hour", sa.Integer(), nullable=False),
        sa.Column("zone", sa.String(64), nullable=False),
        sa.Column("covers", sa.String(32), nullable=False),
        sa.Column("covered", sa.JSON(), nullable=False),
        sa.Column("masked", sa.Boolean(), nullable=False),
        sa.Column("named", sa.Boolean(), nullable=False),
        sa.Column("set_by", sa.String(32), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("scheduled_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("paused", sa.String(32), nullable=True),
        sa.CheckConstraint(
            "covers IN ('all', 'areas', 'touchpoints', 'journey')",
            name=op.f("ck_digest_subscription_covers_known"),
        ),
        sa.CheckConstraint(
            "paused IN ('shared', 'gone')", name=op.f("ck_digest_subscription_paused_known")
        ),
        sa.ForeignKeyConstraint(
            ["team_id"],
            ["workspace.team_id"],
            name=op.f("fk_digest_subscription_team_id_workspace"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_digest_subscription")),
        sa.UniqueConstraint(
            "team_id", "channel", name=op.f("uq_digest_subscription_team_id_channel")
        ),
    )
    op.create_table(
        "digest_run",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("team_id", sa.String(32), nullable=False),
        sa.Column("subscription_id", sa.Integer(), nullable=True),
        sa.Column("day", sa.Date(), nullable=True),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("named", sa.Boolean(), nullable=False),
        sa.Column("digest", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["subscription_id"],
            ["digest_subscription.id"],
            name=op.f("fk_digest_run_subscription_id_digest_subscription"),
        ),
        sa.ForeignKeyConstraint(
            ["team_id"], ["workspace.team_id"], name=op.f("fk_digest_run_team_id_workspace")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_digest_run")),
        sa.UniqueConstraint(
            "subscription_id", "day", name=op.f("uq_digest_run_subscription_id_day")
        ),
    )
    op.create_index("ix_digest_run_team_id_made_at", "digest_run", ["team_id", "made_at"])
    op.create_table(
        "journey_reading",
        sa.Column("journey_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("team_id", sa.String(32), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("health", sa.Integer(), nullable=True),
        sa.Column("customers", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["journey_id"], ["journey.id"], name=op.f("fk_journey_reading_journey_id_journey")
        ),
        sa.ForeignKeyConstraint(
            ["team_id"], ["workspace.team_id"], name=op.f("fk_journey_reading_team_id_workspace")
        ),
        sa.PrimaryKeyConstraint("journey_id", "day", name=op.f("pk_journey_reading")),
    )
    op.create_table(
        "digest_records",
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(32), nullable=False),
        sa.Column("team_id", sa.String(32), nullable=False),
        sa.Column("observations", sa.JSON(), nullable=False),
        sa.Column("issues", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["run_id"], ["digest_run.id"], name=op.f("fk_digest_records_run_id_digest_run")
        ),
        sa.ForeignKeyConstraint(
            ["team_id"], ["workspace.team_id"], name=op.f("fk_digest_records_team_id_workspace")
        ),
        sa.PrimaryKeyConstraint("run_id", "name", name=op.f("pk_digest_records")),
    )
    op.create_table(
        "decision_taken",
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("issue_id", sa.Integer(), nullable=False),
        sa.Column("team_id", sa.String(32), nullable=False),
        sa.Column("taken_by", sa.String(32), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["issue_id"], ["issue.id"], name=op.f("fk_decision_taken_issue_id_issue")
        ),
        sa.ForeignKeyConstraint(
            ["run_id"], ["digest_run.id"], name=op.f("fk_decision_taken_run_id_digest_run")
        ),
        sa.ForeignKeyConstraint(
            ["team_id"], ["workspace.team_id"], name=op.f("fk_decision_taken_team_id_workspace")
        ),
        sa.PrimaryKeyConstraint("run_id", "issue_id", name=op.f("pk_decision_taken")),
    )
    op.add_column("journey", sa.Column("goal", sa.Integer(), nullable=True))
