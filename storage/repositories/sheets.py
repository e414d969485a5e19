from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import col

from bot.domain.survey_form import Question, gives_reason, questions_from
from bot.domain.wave import WaveState
from storage.compiled import Compiled
from storage.repositories.base import Repository
from storage.tables import Invitation, Survey, Wave

_SHEET = Compiled(
    lambda _: (
        sa.select(
            col(Wave.id),
            col(Wave.survey_id),
            col(Wave.state),
            col(Wave.closes_at),
            col(Wave.key_name),
            col(Survey.questions),
            col(Survey.anonymous),
            col(Survey.ask_reason),
            col(Survey.results_hidden),
            col(Invitation.person),
        )
        .join(Survey, col(Survey.id) == col(Wave.survey_id))
        .outerjoin(
            Invitation,
            sa.and_(
                col(Invitation.wave_id) == col(Wave.id),
                col(Invitation.person) == sa.bindparam("who"),
            ),
        )
        .where(col(Wave.team_id) == sa.bindparam("team"), col(Wave.id) == sa.bindparam("wave"))
    )
)


@dataclass(frozen=True, slots=True)
class Sheet:
    """What there is to know of a wave and its survey for who answers. id: the wave's. is_asked:
    whether they were invited."""

    id: int
    survey_id: int
    state: WaveState
    closes_at: datetime
    key_name: str | None
    questions: tuple[Question, ...]
    anonymous: bool
    ask_reason: bool
    results_hidden: bool
    is_asked: bool

    @property
    def gives_reason(self) -> bool:
        return gives_reason(self.questions, ask_reason=self.ask_reason)


class Sheets(Repository):
    """Waves as who answers needs them: all in one statement, as thousands press at the same
    moment."""

    def of(self, wave_id: int | None, person: str) -> Sheet | None:
        if not wave_id:
            return None
        found = _SHEET.first(self._session, team=self._team, wave=wave_id, who=person)
        if found is None:
            return None
        number, survey_id, state, closes_at, key_name, questions, *rest = found
        anonymous, ask_reason, results_hidden, invited = rest
        return Sheet(
            number,
            survey_id,
            state,
            closes_at,
            key_name,
            questions_from(questions),
            anonymous,
            ask_reason,
            results_hidden,
            invited is not None,
        )
