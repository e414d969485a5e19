"""Links to a page on which customers answer a survey."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel


class SurveyLink(SQLModel, table=True):
    """A link into one wave: for one contact at a customer, or open for whoever has it.

    The address holds the id and a signature; who has it may answer, so it is given to colleagues
    only, and stands in no log.
    """

    __tablename__ = "survey_link"
    __table_args__ = (
        sa.UniqueConstraint("wave_id", "customer_id", "contact_key"),
        sa.Index("ix_survey_link_customer_id_made_at", "customer_id", "made_at"),
    )

    id: str = Field(primary_key=True, max_length=16)
    """Random."""
    team_id: str = Field(foreign_key="workspace.team_id", max_length=32)
    wave_id: int = Field(foreign_key="wave.id")
    customer_id: int | None = Field(default=None, foreign_key="customer.id")
    """None: an open link."""
    contact: str | None = Field(default=None, max_length=150)
    contact_key: str = Field(default="", max_length=160)
    made_by: str = Field(max_length=32)
    made_at: datetime
