"""The books of one workspace: every repository, bound to its `team_id`.

No repository can be had without a workspace id, so no query can forget it.
"""

from __future__ import annotations

from functools import cached_property

from sqlmodel import Session

from storage.repositories.absences import Absences
from storage.repositories.ballots import Ballots
from storage.repositories.cards import Cards
from storage.repositories.catalogue import Catalogue
from storage.repositories.customers import Customers
from storage.repositories.digest_facts import DigestFacts
from storage.repositories.digests import Digests
from storage.repositories.due_times import DueTimes
from storage.repositories.errands import Errands
from storage.repositories.imports import Imports
from storage.repositories.issues import Issues
from storage.repositories.ladder import Ladders
from storage.repositories.likely import LikelyIssues
from storage.repositories.mornings import Mornings
from storage.repositories.observations import Observations
from storage.repositories.outbox import Outbox
from storage.repositories.people import People
from storage.repositories.policies import Policies
from storage.repositories.promise_counts import PromiseCounts
from storage.repositories.responses import Responses
from storage.repositories.results import Results
from storage.repositories.sheets import Sheets
from storage.repositories.survey_links import SurveyLinks
from storage.repositories.surveys import Surveys
from storage.repositories.workspaces import Workspaces


class Books:
    def __init__(self, session: Session, team_id: str) -> None:
        if not team_id:
            raise ValueError("books need a workspace id")
        self.session = session
        self.team_id = team_id
        self.queued = False
        """Whether this unit gave the outbox something to send."""

    @cached_property
    def workspace(self) -> Workspaces:
        return Workspaces(self)

    @cached_property
    def people(self) -> People:
        return People(self)

    @cached_property
    def catalogue(self) -> Catalogue:
        return Catalogue(self)

    @cached_property
    def imports(self) -> Imports:
        return Imports(self)

    @cached_property
    def customers(self) -> Customers:
        return Customers(self)

    @cached_property
    def observations(self) -> Observations:
        return Observations(self)

    @cached_property
    def issues(self) -> Issues:
        return Issues(self)

    @cached_property
    def digests(self) -> Digests:
        return Digests(self)

    @cached_property
    def digest_facts(self) -> DigestFacts:
        return DigestFacts(self)

    @cached_property
    def errands(self) -> Errands:
        return Errands(self)

    @cached_property
    def due_times(self) -> DueTimes:
        return DueTimes(self)

    @cached_property
    def ladders(self) -> Ladders:
        return Ladders(self)

    @cached_property
    def likely(self) -> LikelyIssues:
        return LikelyIssues(self)

    @cached_property
    def promise_counts(self) -> PromiseCounts:
        return PromiseCounts(self)

    @cached_property
    def mornings(self) -> Mornings:
        return Mornings(self)

    @cached_property
    def absences(self) -> Absences:
        return Absences(self)

    @cached_property
    def policies(self) -> Policies:
        return Policies(self)

    @cached_property
    def surveys(self) -> Surveys:
        return Surveys(self)

    @cached_property
    def sheets(self) -> Sheets:
        return Sheets(self)

    @cached_property
    def results(self) -> Results:
        return Results(self)

    @cached_property
    def survey_links(self) -> SurveyLinks:
        return SurveyLinks(self)

    @cached_property
    def responses(self) -> Responses:
        return Responses(self)

    @cached_property
    def ballots(self) -> Ballots:
        return Ballots(self)

    @cached_property
    def cards(self) -> Cards:
        return Cards(self)

    @cached_property
    def outbox(self) -> Outbox:
        return Outbox(self)
