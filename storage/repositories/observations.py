from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import col, select
from sqlmodel.sql.expression import SelectOfScalar

from bot.domain.ladder import Rung
from storage.compiled import Compiled
from storage.repositories.base import Repository
from storage.search_key import search_key
from storage.tables import (
    Draft,
    Issue,
    IssueEvent,
    Observation,
    ReactionRule,
    ReactionSeen,
    Recurrence,
    RungReached,
)
from storage.tables.observation import ObservationFields

_ADD = Compiled(
    lambda _: sa.insert(Observation).returning(col(Observation.id)),
    columns=[name for name in ObservationFields.model_fields if name != "id"],
)

_MOST_OF_A_NOTE = 50
"""Words: more are what somebody said, and SQLite takes no expression that is twice as deep."""


class Observations(Repository):
    def get(self, observation_id: int | None) -> Observation | None:
        row = self._session.get(Observation, observation_id) if observation_id else None
        return row if row and row.team_id == self._team else None

    def add(self, row: ObservationFields) -> ObservationFields:
        """Store it; its id is set. A row that can be changed is had by `get`."""
        row.team_id = self._team
        self.refresh_search(row)
        added = _ADD.first(self._session, **dict(row))
        row.id = added[0] if added else None
        return row

    def refresh_search(self, row: ObservationFields) -> None:
        row.search_key = search_key(row.words, row.expected)

    def behind(self, issue_id: int) -> Sequence[Observation]:
        """The observations an issue stands on, oldest first; without what was undone, or needs no
        follow-up any more."""
        return self._session.exec(
            self._standing()
            .where(col(Observation.issue_id) == issue_id, col(Observation.follow_up))
            .order_by("id")
        ).all()

    def hidden_reporters(self, issue_id: int) -> set[str]:
        """Who hid their name in what stands behind an issue, or stood there until it was undone or
        set apart."""
        came_back = sa.select(col(Recurrence.observation_id)).where(
            col(Recurrence.team_id) == self._team, col(Recurrence.issue_id) == issue_id
        )
        return set(
            self._session.exec(
                select(Observation.reporter).where(
                    col(Observation.team_id) == self._team,
                    sa.or_(
                        col(Observation.issue_id) == issue_id, col(Observation.id).in_(came_back)
                    ),
                    col(Observation.reporter_hidden),
                )
            )
        )

    def of_customer(
        self, customer_id: int, *, offset: int, limit: int
    ) -> tuple[Sequence[Observation], int]:
        """What was heard from one customer, newest first, and how much there is."""
        return self._page(
            self._standing().where(col(Observation.customer_id) == customer_id), offset, limit
        )

    def of_reporter(self, user_id: str, *, limit: int) -> Sequence[Observation]:
        return self._session.exec(
            self._standing()
            .where(col(Observation.reporter) == user_id)
            .order_by(col(Observation.id).desc())
            .limit(limit)
        ).all()

    def with_origin(self, origin: str) -> Observation | None:
        return self._session.exec(
            select(Observation).where(
                col(Observation.team_id) == self._team, col(Observation.origin) == origin
            )
        ).first()

    def chosen_touchpoints(self, limit: int) -> Sequence[tuple[str, int]]:
        """Words and the touchpoint a person chose for them: the newest `limit`, oldest first.

        What was said in private teaches nothing: a guess shown to others could betray it.
        """
        rows = self._session.execute(
            sa.select(col(Observation.words), col(Observation.touchpoint_id))
            .where(
                col(Observation.team_id) == self._team,
                col(Observation.undone_at).is_(None),
                col(Observation.touchpoint_id).is_not(None),
                ~col(Observation.touchpoint_guessed),
                ~col(Observation.private),
            )
            .order_by(col(Observation.id).desc())
            .limit(limit)
        ).all()
        return [(str(words), int(chosen or 0)) for words, chosen in reversed(rows)]

    def search(
        self, words: str, reader: str | None, *, offset: int, limit: int
    ) -> tuple[Sequence[Observation], int]:
        """Observations that contain every word of `words`, or whose issue has a note that does,
        newest first, and how many there are.

        A word is a run of characters without white space, found anywhere, whatever its case or
        script. Words of three characters and more use the trigram index of either database.
        reader: whose search it is. What was said in private is found by its logger, by the owner of
        its issue and by whoever an escalation reached, and counts for nobody else; None reads
        everything.
        """
        query = self._standing()
        if reader is not None:
            query = query.where(self._readable_by(reader))
        asked = list(dict.fromkeys(search_key(words).split()))
        said = sa.and_(sa.true(), *(self._contains(word) for word in asked))
        if not 0 < len(asked) <= _MOST_OF_A_NOTE:
            return self._page(query.where(said), offset, limit)
        # a union, as with OR SQLite would read every observation
        found = sa.union(
            sa.select(col(Observation.id)).where(said),
            sa.select(col(Observation.id)).where(self._noted(asked)),
        )
        return self._page(query.where(col(Observation.id).in_(found)), offset, limit)

    def _noted(self, words: Sequence[str]) -> sa.ColumnElement[bool]:
        """Whether one note on the issue that it stands behind has all the words. Notes are few
        beside observations, so they have no index of their own."""
        notes = sa.select(col(IssueEvent.issue_id)).where(
            col(IssueEvent.team_id) == self._team,
            col(IssueEvent.search_key) != "",
            *(col(IssueEvent.search_key).contains(word, autoescape=True) for word in words),
        )
        return sa.and_(col(Observation.follow_up), col(Observation.issue_id).in_(notes))

    def _readable_by(self, reader: str) -> sa.ColumnElement[bool]:
        answered = sa.select(col(Issue.id)).where(
            col(Issue.team_id) == self._team, col(Issue.owner) == reader
        )
        asked = sa.select(col(RungReached.issue_id)).where(
            col(RungReached.team_id) == self._team,
            col(RungReached.person) == reader,
            col(RungReached.rung) > Rung.OWNER,
        )
        return sa.or_(
            ~col(Observation.private),
            col(Observation.reporter) == reader,
            sa.and_(
                col(Observation.follow_up),
                sa.or_(
                    col(Observation.issue_id).in_(answered), col(Observation.issue_id).in_(asked)
                ),
            ),
        )

    def _page(
        self, query: SelectOfScalar[Observation], offset: int, limit: int
    ) -> tuple[Sequence[Observation], int]:
        total = self._session.execute(
            sa.select(sa.func.count()).select_from(query.subquery())
        ).scalar_one()
        rows = self._session.exec(
            query.order_by(col(Observation.id).desc()).offset(offset).limit(limit)
        ).all()
        return rows, int(total)

    def _contains(self, word: str) -> sa.ColumnElement[bool]:
        if len(word) >= 3 and self._session.get_bind().dialect.name == "sqlite":
            phrase = '"' + word.replace('"', '""') + '"'
            found = sa.text("SELECT rowid FROM observation_fts WHERE observation_fts MATCH :phrase")
            return col(Observation.id).in_(
                found.bindparams(sa.bindparam("phrase", phrase, unique=True))
            )
        return col(Observation.search_key).contains(word, autoescape=True)

    def _standing(self) -> SelectOfScalar[Observation]:
        return select(Observation).where(
            col(Observation.team_id) == self._team, col(Observation.undone_at).is_(None)
        )

    # -- words that wait for a press ------------------------------------------------------------

    def add_draft(self, row: Draft) -> Draft:
        row.team_id = self._team
        self._session.add(row)
        self._session.flush()
        return row

    def draft(self, draft_id: int | None) -> Draft | None:
        row = self._session.get(Draft, draft_id) if draft_id else None
        return row if row and row.team_id == self._team else None

    def drop_draft(self, row: Draft) -> None:
        self._session.delete(row)

    def sweep_drafts(self, before: datetime) -> None:
        self._session.execute(
            sa.delete(Draft).where(col(Draft.team_id) == self._team, col(Draft.at) < before)
        )

    # -- reactions ------------------------------------------------------------------------------

    def reaction_rule(self, channel: str) -> ReactionRule | None:
        return self._session.get(ReactionRule, (self._team, channel))

    def set_reaction_rule(self, rule: ReactionRule) -> None:
        rule.team_id = self._team
        self._session.merge(rule)

    def drop_reaction_rule(self, rule: ReactionRule) -> None:
        self._session.delete(rule)

    def first_reaction(self, channel: str, message_ts: str, now: datetime) -> bool:
        """Whether no reaction to this message was answered before."""
        if self._session.get(ReactionSeen, (self._team, channel, message_ts)):
            return False
        self._session.add(
            ReactionSeen(team_id=self._team, channel=channel, message_ts=message_ts, at=now)
        )
        return True
