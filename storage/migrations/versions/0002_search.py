"""Full text search over what customers said: any three characters, in any script."""

from __future__ import annotations

import structlog
from alembic import op
from sqlalchemy.exc import DBAPIError

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

# Altering the table observation copies it on SQLite, and the triggers are not copied along: a
# migration that does so makes them again.
SQLITE = (
    """
    CREATE VIRTUAL TABLE observation_fts USING fts5(
        search_key, content='observation', content_rowid='id', tokenize='trigram'
    )
    """,
    "INSERT INTO observation_fts (observation_fts) VALUES ('rebuild')",
    """
    CREATE TRIGGER observation_fts_added AFTER INSERT ON observation BEGIN
        INSERT INTO observation_fts (rowid, search_key) VALUES (new.id, new.search_key);
    END
    """,
    """
    CREATE TRIGGER observation_fts_changed AFTER UPDATE OF search_key ON observation BEGIN
        INSERT INTO observation_fts (observation_fts, rowid, search_key)
            VALUES ('delete', old.id, old.search_key);
        INSERT INTO observation_fts (rowid, search_key) VALUES (new.id, new.search_key);
    END
    """,
    """
    CREATE TRIGGER observation_fts_removed AFTER DELETE ON observation BEGIN
        INSERT INTO observation_fts (observation_fts, rowid, search_key)
            VALUES ('delete', old.id, old.search_key);
    END
    """,
)


def upgrade() -> None:
    connection = op.get_bind()
    if connection.dialect.name == "sqlite":
        for statement in SQLITE:
            connection.exec_driver_sql(statement)
        return
    try:
        with connection.begin_nested():
            connection.exec_driver_sql("CREATE EXTENSION IF NOT EXISTS pg_trgm")
            connection.exec_driver_sql(
                "CREATE INDEX ix_observation_search_key_trgm"
                " ON observation USING gin (search_key gin_trgm_ops)"
            )
    except DBAPIError as error:
        structlog.get_logger().warning(
            "search_without_index",
            cure="let a superuser CREATE EXTENSION pg_trgm, then make the index",
            error=str(error.orig),
        )
