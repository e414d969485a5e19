"""The files of messages as the senders see them: across workspaces, as the queue is."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from sqlmodel import Session, col

from storage.tables import OutboxFile

REFUSED = ""
"""In place of Slack's name for a file: Slack will not have it."""


@dataclass(frozen=True, slots=True)
class Upload:
    """A file of a message. slack_id: None until it is there, REFUSED when it never will be."""

    id: int
    name: str
    title: str
    alt_text: str
    shared: bool
    slack_id: str | None


class Uploads:
    def __init__(self, session: Session) -> None:
        self._session = session

    def of(self, row_id: int) -> list[Upload]:
        """The files of a message in their order, without what is in them."""
        rows = self._session.execute(
            sa.select(
                col(OutboxFile.id),
                col(OutboxFile.name),
                col(OutboxFile.title),
                col(OutboxFile.alt_text),
                col(OutboxFile.shared),
                col(OutboxFile.slack_id),
            )
            .where(col(OutboxFile.outbox_id) == row_id)
            .order_by(col(OutboxFile.id))
        )
        return [Upload(*row) for row in rows]

    def content(self, upload: Upload) -> bytes:
        """What is in a file."""
        content: bytes = self._session.execute(
            sa.select(col(OutboxFile.content)).where(col(OutboxFile.id) == upload.id)
        ).scalar_one()
        return content

    def name(self, upload: Upload, slack_id: str) -> None:
        """Slack has it, and calls it so."""
        self._session.execute(
            sa.update(OutboxFile)
            .where(col(OutboxFile.id) == upload.id)
            .values(slack_id=slack_id)
            .execution_options(synchronize_session=False)
        )

    def forget(self, row_id: int) -> None:
        """What Slack has of a message's files is of no use: they are to be uploaded again."""
        self._session.execute(
            sa.update(OutboxFile)
            .where(col(OutboxFile.outbox_id) == row_id)
            .values(slack_id=None)
            .execution_options(synchronize_session=False)
        )
