from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import col, select

from storage.compiled import Compiled
from storage.repositories.base import Repository, insert_in
from storage.tables import AuditEntry, InboxEntry, Setting, Workspace
from storage.tables.workspace import WorkspaceState

INBOX_KEPT = timedelta(hours=25)
"""Longer than the day over which Slack may repeat an event."""

_SEE = Compiled(
    lambda dialect: (
        insert_in(dialect)(InboxEntry).on_conflict_do_nothing().returning(col(InboxEntry.key))
    ),
    columns=("team_id", "key", "received_at"),
)


class Workspaces(Repository):
    def get(self) -> Workspace | None:
        return self._session.get(Workspace, self._team)

    def install(self, *, name: str, url: str, bot_user_id: str, now: datetime) -> bool:
        """Store the workspace, or bring it back; True when it is new here."""
        known = self.get()
        if known is None:
            row = Workspace(
                team_id=self._team, name=name, url=url, bot_user_id=bot_user_id, installed_at=now
            )
            self._session.add(row)
            self._session.flush()
            return True
        known.name, known.url, known.bot_user_id = name, url, bot_user_id
        known.state, known.gone_at = WorkspaceState.ACTIVE, None
        self._session.add(known)
        return False

    def leave(self, now: datetime) -> None:
        """Slack took the app or its tokens away: nothing is sent from here on."""
        if known := self.get():
            known.state, known.gone_at = WorkspaceState.GONE, now
            self._session.add(known)

    def first_time(self, key: str, now: datetime) -> bool:
        """Whether `key` has not been seen; it has been from here on. Lasts across copies."""
        entry = {"team_id": self._team, "key": key, "received_at": now}
        return _SEE.first(self._session, **entry) is not None

    def sweep_inbox(self, now: datetime) -> None:
        self._session.execute(
            sa.delete(InboxEntry).where(
                col(InboxEntry.team_id) == self._team,
                col(InboxEntry.received_at) < now - INBOX_KEPT,
            )
        )

    def next_issue_number(self) -> int:
        """The workspace's next issue number; gives each out once."""
        statement = (
            sa.update(Workspace)
            .where(col(Workspace.team_id) == self._team)
            .values(last_issue_number=col(Workspace.last_issue_number) + 1)
            .returning(col(Workspace.last_issue_number))
            .execution_options(synchronize_session=False)
        )
        return int(self._session.execute(statement).scalar_one())

    def setting(self, name: str, default: Any = None) -> Any:
        row = self._session.get(Setting, (self._team, name))
        return default if row is None else row.value

    def set(self, name: str, value: Any, *, actor: str | None, now: datetime) -> None:
        """Store a setting and its row in the audit log."""
        row = self._session.get(Setting, (self._team, name)) or Setting(
            team_id=self._team, name=name
        )
        before, row.value = row.value, value
        self._session.add(row)
        self.audit(actor, "setting", name, before, value, now)

    def note(self, name: str, value: Any) -> None:
        """Remember where Earshot itself stands with something; nobody's setting, so not audited."""
        row = self._session.get(Setting, (self._team, name)) or Setting(
            team_id=self._team, name=name
        )
        row.value = value
        self._session.add(row)

    def audited(self, what: str, since: datetime) -> Sequence[AuditEntry]:
        """Rows of the audit log of one kind after `since`, newest first."""
        return self._session.exec(
            select(AuditEntry)
            .where(
                col(AuditEntry.team_id) == self._team,
                col(AuditEntry.what) == what,
                col(AuditEntry.at) > since,
            )
            .order_by(col(AuditEntry.id).desc())
        ).all()

    def audit(
        self, actor: str | None, what: str, subject: str, before: Any, after: Any, now: datetime
    ) -> None:
        self._session.add(
            AuditEntry(
                team_id=self._team,
                at=now,
                actor=actor,
                what=what,
                subject=subject,
                before=before,
                after=after,
            )
        )
