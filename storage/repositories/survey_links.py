from __future__ import annotations

import secrets
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import col, select

from bot.domain.surveys.contact import contact_key
from bot.domain.wave import Given
from storage.repositories.base import Repository, insert_for
from storage.tables import Response, SurveyLink, Wave
from storage.tables.survey import Survey


class SurveyLinks(Repository):
    """Links by which customers answer."""

    def get(self, link_id: str) -> SurveyLink | None:
        row = self._session.get(SurveyLink, link_id)
        return row if row and row.team_id == self._team else None

    def of(self, wave: Wave, customer_id: int | None, contact: str | None) -> SurveyLink | None:
        """The link that was made for this contact; for `customer_id` None the open one."""
        return self._session.exec(
            select(SurveyLink).where(
                col(SurveyLink.team_id) == self._team,
                col(SurveyLink.wave_id) == wave.id,
                col(SurveyLink.customer_id).is_(None)
                if customer_id is None
                else col(SurveyLink.customer_id) == customer_id,
                col(SurveyLink.contact_key) == contact_key(contact),
            )
        ).first()

    def add(
        self, wave: Wave, customer_id: int | None, contact: str | None, by: str, now: datetime
    ) -> SurveyLink:
        """The new link; the one that was made by somebody at this very moment, if there is one."""
        insert = insert_for(self._session)(SurveyLink.__table__)  # type: ignore[attr-defined]
        link_id = secrets.token_hex(8)
        values = {
            "id": link_id,
            "team_id": self._team,
            "wave_id": wave.id or 0,
            "customer_id": customer_id,
            "contact": contact,
            "contact_key": contact_key(contact),
            "made_by": by,
            "made_at": now,
        }
        self._session.execute(insert.values(**values).on_conflict_do_nothing())
        row = self.get(link_id) or self.of(wave, customer_id, contact)
        assert row is not None
        return row

    def asked(self, wave: Wave) -> int:
        """How many contacts were given a link of their own."""
        count = sa.select(sa.func.count()).where(
            col(SurveyLink.team_id) == self._team,
            col(SurveyLink.wave_id) == wave.id,
            col(SurveyLink.customer_id).is_not(None),
        )
        return int(self._session.execute(count).scalar_one())

    def last_asked(
        self, customer_id: int, contact: str | None, *, but: Wave, nps: bool
    ) -> datetime | None:
        """When this contact was last asked in another wave: given a link, or answered a colleague.
        `nps`: only in waves that ask for an NPS."""
        key = contact_key(contact)
        links = (
            sa.select(col(SurveyLink.made_at), col(SurveyLink.wave_id))
            .where(
                col(SurveyLink.team_id) == self._team,
                col(SurveyLink.customer_id) == customer_id,
                col(SurveyLink.contact_key) == key,
            )
            .order_by(col(SurveyLink.made_at).desc())
        )
        told = (
            sa.select(col(Response.at), col(Response.wave_id), col(Response.contact))
            .where(
                col(Response.team_id) == self._team,
                col(Response.customer_id) == customer_id,
                col(Response.given) == Given.RECORDED,
            )
            .order_by(col(Response.at).desc())
        )
        moments = [(at, wave) for at, wave in self._session.execute(links)]
        moments += [
            (at, wave) for at, wave, who in self._session.execute(told) if contact_key(who) == key
        ]
        others = sorted(((at, wave) for at, wave in moments if wave != but.id), reverse=True)
        asking = self._asking_nps({wave for _, wave in others}) if nps else None
        return next((at for at, wave in others if asking is None or wave in asking), None)

    def _asking_nps(self, waves: set[int]) -> set[int]:
        rows = self._session.execute(
            sa.select(col(Wave.id), col(Survey.questions))
            .join(Survey, col(Survey.id) == col(Wave.survey_id))
            .where(col(Wave.team_id) == self._team, col(Wave.id).in_(waves))
        )
        return {
            wave for wave, questions in rows if any(each["kind"] == "nps" for each in questions)
        }
