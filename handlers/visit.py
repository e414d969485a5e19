"""A request that has been let in: who, where, and the books it may write in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from bot.domain.errors import Refusal, Why
from bot.domain.ids import number
from bot.domain.policy import Actor, Right, Role, may
from bot.usecases.customers import roles_at_customer
from bot.usecases.desk import Desk
from bot.usecases.ownership import roles_in_issue, roles_in_observation
from handlers.inbound import Inbound
from storage.books import Books
from storage.tables import Customer, CustomerLoop, Issue, Observation, Wave


@dataclass(frozen=True, slots=True)
class Visit:
    books: Books
    desk: Desk
    inbound: Inbound
    actor: Actor

    @property
    def said_in_private(self) -> bool:
        """Whether this comes from a private channel or a DM; one's own DM with Earshot is none."""
        if not self.inbound.channel_private:
            return False
        person = self.books.people.get(self.actor.user_id)
        return person is None or person.dm_channel != self.inbound.channel

    def need(self, right: Right, here: set[Role], who: str = "") -> None:
        """Raises Refusal unless the person who acts has `right`: NOT_ALLOWED, or SLACK_SILENT where
        nobody knows yet who they are."""
        if not may(self.actor, right, here):
            if not self.actor.is_known:
                raise Refusal(Why.SLACK_SILENT)
            raise Refusal(Why.NOT_ALLOWED, **({"who": who} if who else {}))

    def issue(self, right: Right, issue_id: object = None) -> Issue:
        """The issue a button or modal names, after asking for `right` in it.

        Raises Refusal(NOT_FOUND) for an id that is none, or another workspace's.
        """
        named = self.inbound.value if issue_id is None else issue_id
        issue = self.books.issues.get(number(named))
        if issue is None:
            raise Refusal(Why.NOT_FOUND, what="that issue")
        self.need(right, roles_in_issue(self.books, issue, self.actor.user_id), _WHO.get(right, ""))
        return issue

    def observation(self, right: Right, observation_id: object = None) -> Observation:
        named = self.inbound.value if observation_id is None else observation_id
        row = self.books.observations.get(number(named))
        if row is None:
            raise Refusal(Why.NOT_FOUND, what="that observation")
        here = roles_in_observation(self.books, row, self.actor.user_id)
        self.need(right, here, _WHO.get(right, ""))
        return row

    def customer(self, right: Right, customer_id: object = None) -> Customer:
        """As `issue`, for a customer."""
        named = self.inbound.value if customer_id is None else customer_id
        row = self.books.customers.get(number(named))
        if row is None:
            raise Refusal(Why.NOT_FOUND, what="that customer")
        self.need(right, roles_at_customer(row, self.actor.user_id), _WHO.get(right, ""))
        return row

    def roles_in_wave(self, wave: Wave) -> set[Role]:
        mine = self.books.surveys.of(wave).author == self.actor.user_id
        return {Role.SURVEY_AUTHOR} if mine else set()

    def loop(self) -> tuple[Issue, CustomerLoop]:
        loop = self.books.issues.loop(number(self.inbound.value))
        if loop is None:
            raise Refusal(Why.NOT_FOUND, what="that customer")
        return self.issue(Right.TELL, loop.issue_id), loop

    def wave(self, right: Right, wave: Wave | None) -> Wave:
        """The survey's wave, after asking for `right` in it. Raises Refusal(NOT_FOUND) for none."""
        if wave is None:
            raise Refusal(Why.NOT_FOUND, what="that survey")
        self.need(right, self.roles_in_wave(wave), "its author or a CX lead")
        return wave


def date_in(value: object, name: str) -> date:
    """The date that the input `name` holds. Raises Refusal(MISSING) for anything that is none."""
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        raise Refusal(Why.MISSING, field=name) from None


def typed_number(text: str, example: str, listed: str) -> int:
    """The number typed after a command, with or without "#". Raises Refusal(NO_NUMBER), with an
    `example` of the command, and the one by which numbers are `listed`."""
    found = number(text.strip().lstrip("#"))
    if found is None:
        raise Refusal(Why.NO_NUMBER, value=text, example=example, listed=listed)
    return found


_WHO = {
    Right.ANSWER_ISSUE: "its owner, the touchpoint's people or a CX lead",
    Right.REASSIGN: "its owner, the touchpoint's and journey's people or a CX lead",
    Right.TELL: "who reported it, its owner or a CX lead",
    Right.REOPEN: "who reported it or a CX lead",
    Right.EDIT_OBSERVATION: "who logged it or a CX lead",
    Right.UNDO_OBSERVATION: "who logged it",
    Right.EDIT_CUSTOMER: "the customer's account owner or a CX lead",
}
