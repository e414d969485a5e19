from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import SQLModel, col, select

from bot.domain.surveys.contact import asks_nps
from bot.domain.wave import Audience, WaveState
from storage.repositories.base import Repository, insert_for
from storage.tables import Invitation, JourneyScore, Survey, SurveyDraft, Wave, Workspace

_AT_ONCE = 500
"""Rows in one statement."""


class Surveys(Repository):
    """What is asked, its waves, and who was invited to them."""

    def get(self, survey_id: int | None) -> Survey | None:
        row = self._session.get(Survey, survey_id) if survey_id else None
        return row if row and row.team_id == self._team else None

    def of(self, wave: Wave) -> Survey:
        survey = self.get(wave.survey_id)
        assert survey is not None, "a wave's survey is never deleted"
        return survey

    def add(self, survey: Survey) -> Survey:
        self._session.add(survey)
        self._session.flush()
        return survey

    def repeating(self, now: datetime) -> list[int]:
        """Surveys whose next wave is due."""
        rows = self._session.execute(
            sa.select(col(Survey.id)).where(
                col(Survey.team_id) == self._team, col(Survey.next_at) <= now
            )
        )
        return list(rows.scalars())

    def alone(self) -> None:
        """Nobody else settles who is asked until this transaction ends: else two surveys at the
        same moment would not see whom the other one asks."""
        self._session.execute(
            sa.select(col(Workspace.team_id))
            .where(col(Workspace.team_id) == self._team)
            .with_for_update()
        )

    # -- waves ----------------------------------------------------------------------------------

    def begin(self, survey: Survey, now: datetime, closes_at: datetime) -> Wave:
        """The survey's next wave, with the workspace's next number."""
        last = self._session.exec(
            select(sa.func.max(Wave.nth)).where(
                col(Wave.team_id) == self._team, col(Wave.survey_id) == survey.id
            )
        ).one()
        wave = Wave(
            team_id=self._team,
            survey_id=survey.id or 0,
            number=self._next_number(),
            nth=(last or 0) + 1,
            begun_at=now,
            closes_at=closes_at,
        )
        self._session.add(wave)
        self._session.flush()
        return wave

    def wave(self, wave_id: int | None, *, lock: bool = False) -> Wave | None:
        """`lock`: keep others from changing it until the end of the transaction."""
        if not wave_id:
            return None
        row = self._session.get(Wave, wave_id, with_for_update=True if lock else None)
        return row if row and row.team_id == self._team else None

    def numbered(self, number: int) -> Wave | None:
        return self._session.exec(
            select(Wave).where(col(Wave.team_id) == self._team, col(Wave.number) == number)
        ).first()

    def before(self, wave: Wave) -> Wave | None:
        """The wave of the same survey that was closed before this one."""
        return self._session.exec(
            select(Wave)
            .where(
                col(Wave.team_id) == self._team,
                col(Wave.survey_id) == wave.survey_id,
                col(Wave.nth) < wave.nth,
                col(Wave.state) == WaveState.CLOSED,
            )
            .order_by(col(Wave.nth).desc())
        ).first()

    def is_newest(self, wave: Wave) -> bool:
        """Whether no wave of the same survey was begun after this one."""
        later = sa.exists().where(
            col(Wave.team_id) == self._team,
            col(Wave.survey_id) == wave.survey_id,
            col(Wave.nth) > wave.nth,
        )
        return not self._session.exec(select(later)).one()

    def score_of(self, journey_id: int | None) -> int | None:
        """The survey whose score counts in the journey's health."""
        row = self._session.get(JourneyScore, journey_id) if journey_id else None
        return row.survey_id if row and row.team_id == self._team else None

    def set_score(self, journey_id: int, survey_id: int | None) -> None:
        row = self._session.get(JourneyScore, journey_id)
        if survey_id is None:
            if row:
                self._session.delete(row)
        elif row:
            row.survey_id = survey_id
        else:
            self._session.add(
                JourneyScore(team_id=self._team, journey_id=journey_id, survey_id=survey_id)
            )
        self._session.flush()

    def newest(self, limit: int = 100) -> Sequence[Survey]:
        return self._session.exec(
            select(Survey)
            .where(col(Survey.team_id) == self._team)
            .order_by(col(Survey.id).desc())
            .limit(limit)
        ).all()

    def last_closed(self, survey_id: int | None, start: datetime, end: datetime) -> Wave | None:
        """The survey's wave that closed last, from `start` (inclusive) to `end` (exclusive)."""
        return self._session.exec(
            select(Wave)
            .where(
                col(Wave.team_id) == self._team,
                col(Wave.survey_id) == survey_id,
                col(Wave.state) == WaveState.CLOSED,
                col(Wave.closed_at) >= start,
                col(Wave.closed_at) < end,
            )
            .order_by(col(Wave.closed_at).desc(), col(Wave.id).desc())
        ).first()

    def in_state(self, state: WaveState) -> Sequence[Wave]:
        return self._session.exec(
            select(Wave)
            .where(col(Wave.team_id) == self._team, col(Wave.state) == state)
            .order_by("number")
        ).all()

    def to_tell(self) -> Sequence[Wave]:
        """Waves that have closed, and of which nobody was told yet what came of them."""
        return self._session.exec(
            select(Wave)
            .where(
                col(Wave.team_id) == self._team,
                col(Wave.state) == WaveState.CLOSED,
                col(Wave.results_wait),
            )
            .order_by("number")
        ).all()

    def closing(self, now: datetime) -> list[int]:
        """Waves whose time is over."""
        return self._ids(col(Wave.closes_at) <= now)

    def reminding(self, now: datetime) -> list[int]:
        """Waves in which it is time to remind."""
        return self._ids(col(Wave.remind_at) <= now)

    def to_forget(self) -> list[tuple[int, str]]:
        """Waves that are over and whose keys are still on record, each with its key's name."""
        rows = self._session.execute(
            sa.select(col(Wave.id), col(Wave.key_name)).where(
                col(Wave.team_id) == self._team,
                col(Wave.state).in_((WaveState.CLOSED, WaveState.CANCELLED)),
                col(Wave.key_name).is_not(None),
            )
        )
        return [(wave_id, name) for wave_id, name in rows]

    def page(
        self, *, author: str | None, offset: int, limit: int
    ) -> tuple[Sequence[tuple[Wave, Survey]], int]:
        """Waves with their surveys, newest first, and how many there are. `author`: only theirs,
        and those whose answers any colleague may record."""
        asked: list[sa.ColumnElement[bool]] = [col(Wave.team_id) == self._team]
        if author:
            for_all = sa.and_(
                col(Survey.audience) == Audience.CUSTOMERS, col(Wave.state) == WaveState.OPEN
            )
            asked.append(sa.or_(col(Survey.author) == author, for_all))
        joined = select(Wave, Survey).join(Survey, col(Survey.id) == col(Wave.survey_id))
        rows = self._session.exec(
            joined.where(*asked).order_by(col(Wave.number).desc()).offset(offset).limit(limit)
        ).all()
        total = self._session.execute(
            sa.select(sa.func.count())
            .select_from(Wave)
            .join(Survey, col(Survey.id) == col(Wave.survey_id))
            .where(*asked)
        ).scalar_one()
        return rows, int(total)

    # -- invitations ----------------------------------------------------------------------------

    def invite(self, wave: Wave, people: Iterable[str], now: datetime, *, by_dm: bool) -> None:
        rows = [
            {
                "wave_id": wave.id,
                "person": person,
                "team_id": self._team,
                "asked_at": now,
                "by_dm": by_dm,
            }
            for person in people
        ]
        self._many(Invitation, rows)

    def to_answer(self, person: str, now: datetime) -> Sequence[Wave]:
        """Waves that are open and in which they were asked, those that close first first."""
        return self._session.exec(
            select(Wave)
            .join(Invitation, col(Invitation.wave_id) == col(Wave.id))
            .where(
                col(Invitation.team_id) == self._team,
                col(Invitation.person) == person,
                col(Wave.state) == WaveState.OPEN,
                col(Wave.closes_at) > now,
            )
            .order_by("closes_at", "number")
        ).all()

    def everyone(self, wave: Wave) -> list[str]:
        """Whoever was invited, in the order of their ids."""
        return list(
            self._session.exec(
                select(Invitation.person)
                .where(col(Invitation.team_id) == self._team, col(Invitation.wave_id) == wave.id)
                .order_by("person")
            )
        )

    def asked_since(
        self, people: Collection[str], since: datetime, survey: Survey, *, own_since: datetime
    ) -> set[str]:
        """Who of them was sent a survey by DM after `since`, by whichever author; of this one's own
        waves after `own_since`, which is later."""
        found: set[str] = set()
        everyone = list(people)
        for at in range(0, len(everyone), _AT_ONCE):
            some = everyone[at : at + _AT_ONCE]
            found.update(
                self._session.exec(
                    select(Invitation.person)
                    .join(Wave, col(Wave.id) == col(Invitation.wave_id))
                    .where(
                        col(Invitation.team_id) == self._team,
                        col(Invitation.person).in_(some),
                        col(Invitation.asked_at) > since,
                        sa.or_(
                            col(Invitation.asked_at) > own_since,
                            col(Wave.survey_id) != survey.id,
                        ),
                        col(Invitation.by_dm),
                    )
                )
            )
        return found

    def last_asked(
        self, people: Collection[str], since: datetime
    ) -> list[tuple[str, datetime, bool]]:
        """(person, when, whether it was an NPS) of each time that they were asked after `since`, in
        a channel or by DM, by whichever author."""
        rows = self._session.execute(
            sa.select(col(Invitation.person), col(Invitation.asked_at), col(Survey.questions))
            .join(Wave, col(Wave.id) == col(Invitation.wave_id))
            .join(Survey, col(Survey.id) == col(Wave.survey_id))
            .where(
                col(Invitation.team_id) == self._team,
                col(Invitation.person).in_(list(people)),
                col(Invitation.asked_at) > since,
            )
        )
        return [(who, at, asks_nps(questions)) for who, at, questions in rows]

    # -- drafts ---------------------------------------------------------------------------------

    def keep_draft(self, user_id: str, form: dict[str, Any], now: datetime) -> SurveyDraft:
        draft = SurveyDraft(team_id=self._team, user_id=user_id, at=now, form=form)
        self._session.add(draft)
        self._session.flush()
        return draft

    def draft(self, draft_id: int | None, user_id: str) -> SurveyDraft | None:
        """The draft, if it is this person's."""
        row = self._session.get(SurveyDraft, draft_id) if draft_id else None
        return row if row and row.team_id == self._team and row.user_id == user_id else None

    def drop_draft(self, draft: SurveyDraft) -> None:
        self._session.delete(draft)

    def sweep_drafts(self, before: datetime) -> None:
        self._session.execute(
            sa.delete(SurveyDraft).where(
                col(SurveyDraft.team_id) == self._team, col(SurveyDraft.at) < before
            )
        )

    # -- inside ---------------------------------------------------------------------------------

    def _next_number(self) -> int:
        statement = (
            sa.update(Workspace)
            .where(col(Workspace.team_id) == self._team)
            .values(last_wave_number=col(Workspace.last_wave_number) + 1)
            .returning(col(Workspace.last_wave_number))
            .execution_options(synchronize_session=False)
        )
        return int(self._session.execute(statement).scalar_one())

    def _ids(self, due: sa.ColumnElement[bool]) -> list[int]:
        rows = self._session.execute(
            sa.select(col(Wave.id)).where(
                col(Wave.team_id) == self._team, col(Wave.state) == WaveState.OPEN, due
            )
        )
        return list(rows.scalars())

    def _many(self, table: type[SQLModel], rows: Sequence[dict[str, Any]]) -> None:
        insert = insert_for(self._session)(table.__table__).on_conflict_do_nothing()  # type: ignore[attr-defined]
        for at in range(0, len(rows), _AT_ONCE):
            self._session.execute(insert, rows[at : at + _AT_ONCE])
