"""The tables. Every row belongs to a workspace: `team_id` stands in each of them."""

from __future__ import annotations

from sqlmodel import SQLModel

from storage.tables.kinds import NAMING

SQLModel.metadata.naming_convention = NAMING  # before any table is declared

from storage.tables.catalogue import (  # noqa: E402
    Customer,
    Journey,
    Stage,
    Touchpoint,
    TouchpointImport,
)
from storage.tables.delivery import Card, Lane, OutboxFile, OutboxRow  # noqa: E402
from storage.tables.digest import (  # noqa: E402
    DecisionTaken,
    DigestRecords,
    DigestRun,
    DigestSubscription,
    JourneyReading,
)
from storage.tables.errand import Errand  # noqa: E402
from storage.tables.issue import CustomerLoop, Issue, IssueEvent, Promise  # noqa: E402
from storage.tables.ladder import Heartbeat, Missed, Round, RungReached  # noqa: E402
from storage.tables.likely import Held, Recurrence  # noqa: E402
from storage.tables.morning import DayBegun, Morning, MorningItem  # noqa: E402
from storage.tables.observation import Draft, Observation, ReactionRule, ReactionSeen  # noqa: E402
from storage.tables.people import CxLead, DaysAway, Person, StandIn  # noqa: E402
from storage.tables.survey import (  # noqa: E402
    AnonymousAnswer,
    Invitation,
    JourneyScore,
    Participation,
    Response,
    ResponseAnswer,
    Survey,
    SurveyDraft,
    Wave,
)
from storage.tables.survey_link import SurveyLink  # noqa: E402
from storage.tables.workspace import AuditEntry, InboxEntry, Setting, Workspace  # noqa: E402

__all__ = [
    "AnonymousAnswer",
    "AuditEntry",
    "Card",
    "Customer",
    "CustomerLoop",
    "CxLead",
    "DayBegun",
    "DaysAway",
    "DecisionTaken",
    "DigestRecords",
    "DigestRun",
    "DigestSubscription",
    "Draft",
    "Errand",
    "Heartbeat",
    "Held",
    "InboxEntry",
    "Invitation",
    "Issue",
    "IssueEvent",
    "Journey",
    "JourneyReading",
    "JourneyScore",
    "Lane",
    "Missed",
    "Morning",
    "MorningItem",
    "Observation",
    "OutboxFile",
    "OutboxRow",
    "Participation",
    "Person",
    "Promise",
    "ReactionRule",
    "ReactionSeen",
    "Recurrence",
    "Response",
    "ResponseAnswer",
    "Round",
    "RungReached",
    "SQLModel",
    "Setting",
    "Stage",
    "StandIn",
    "Survey",
    "SurveyDraft",
    "SurveyLink",
    "Touchpoint",
    "TouchpointImport",
    "Wave",
    "Workspace",
]
