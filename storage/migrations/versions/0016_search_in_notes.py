"""What people wrote on issues can be searched: notes of their history, and root causes."""

from __future__ import annotations

import unicodedata

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

WRITTEN = (
    "promised", "promise moved", "reassigned", "snoozed", "resolved", "dismissed", "reopened",
)  # fmt: skip
MANY = 1000


def upgrade() -> None:
    op.add_column(
        "issue_event", sa.Column("search_key", sa.Text(), server_default="", nullable=False)
    )
    event = sa.table(
        "issue_event",
        sa.column("id", sa.Integer),
        sa.column("issue_id", sa.Integer),
        sa.column("what", sa.String),
        sa.column("note", sa.Text),
        sa.column("search_key", sa.Text),
    )
    issue = sa.table("issue", sa.column("id", sa.Integer), sa.column("root_cause", sa.Text))
    connection = op.get_bind()
    rows = connection.execute(
        sa.select(event.c.id, event.c.what, event.c.note, issue.c.root_cause)
        .join(issue, issue.c.id == event.c.issue_id)
        .where(event.c.what.in_(WRITTEN), event.c.note != "")
    ).all()
    change = (
        sa.update(event)
        .where(event.c.id == sa.bindparam("which"))
        .values(search_key=sa.bindparam("folded"))
    )
    for start in range(0, len(rows), MANY):
        connection.execute(
            change,
            [
                {"which": id_, "folded": _folded(note, cause if what == "resolved" else None)}
                for id_, what, note, cause in rows[start : start + MANY]
            ],
        )


def _folded(*texts: str | None) -> str:
    joined = "\n".join(text for text in texts if text)
    return unicodedata.normalize("NFKC", joined).casefold()
