"""Files that go with messages."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "outbox_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("team_id", sa.String(32), nullable=False),
        sa.Column("outbox_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(150), nullable=False),
        sa.Column("title", sa.String(150), nullable=False),
        sa.Column("alt_text", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("shared", sa.Boolean(), nullable=False),
        sa.Column("slack_id", sa.String(32), nullable=True),
        sa.ForeignKeyConstraint(
            ["outbox_id"], ["outbox.id"], name=op.f("fk_outbox_file_outbox_id_outbox")
        ),
        sa.ForeignKeyConstraint(
            ["team_id"], ["workspace.team_id"], name=op.f("fk_outbox_file_team_id_workspace")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox_file")),
        sa.UniqueConstraint("outbox_id", "name", name=op.f("uq_outbox_file_outbox_id_name")),
    )
    op.add_column("outbox", sa.Column("files", sa.Integer(), nullable=True))
