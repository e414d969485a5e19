"""Who is what to an issue, and who answers for it."""

from __future__ import annotations

from datetime import datetime

from bot.domain.ladder import Ladder
from bot.domain.owner import answering
from bot.domain.policy import Role
from bot.domain.workcal import is_away
from bot.usecases.clocks import day_of_work
from storage.books import Books
from storage.tables import Issue, Touchpoint
from storage.tables.observation import ObservationFields


def who_answers(books: Books, touchpoint: Touchpoint | None, now: datetime) -> str | None:
    """The touchpoint's owner, or who stands in; None while nobody can answer."""
    owner = touchpoint.owner if touchpoint else None
    if owner and _there(books, owner, now):
        return owner
    journey = books.catalogue.journey_of(touchpoint)
    return answering(
        owner,
        stand_in_of(books, owner, now) if owner else None,
        touchpoint.deputy if touchpoint else None,
        journey.owner if journey else None,
        books.people.leads(),
        lambda user_id: _there(books, user_id, now),
    )


def who_stands(books: Books, issue: Issue, now: datetime) -> str | None:
    """Whose working time the issue's clocks run in now: the owner's, or that of whoever stands in
    while the owner is away; None while they stand still."""
    if issue.owner and _there(books, issue.owner, now):
        return issue.owner
    return who_stands_in(books, issue.owner, issue.touchpoint_id, now) if issue.owner else None


def who_stands_in(books: Books, owner: str, touchpoint_id: int | None, now: datetime) -> str | None:
    """Who takes the place of an issue's owner: whom they named, or else the touchpoint's deputy,
    or its owner where the deputy is missing too; None if none of them is there."""
    touchpoint = books.catalogue.touchpoint(touchpoint_id)
    in_turn = [stand_in_of(books, owner, now)]
    if touchpoint:
        in_turn += [touchpoint.deputy, touchpoint.owner]
    for person in in_turn:
        if person and person != owner and _there(books, person, now):
            return person
    return None


def stand_in_of(books: Books, person: str, now: datetime) -> str | None:
    """Whom `person` named for the days away that they are on; the latest word counts."""
    day = day_of_work(books.people.calendar(person), now)
    rows = sorted(books.people.away(person), key=lambda row: row.id or 0, reverse=True)
    return next((row.stand_in for row in rows if row.first <= day <= row.last), None)


def note_stand_in(books: Books, issue: Issue, touchpoint: Touchpoint | None, now: datetime) -> None:
    """Remember whose the issue would be, when somebody only owns it while they are away."""
    owner = touchpoint.owner if touchpoint else None
    if owner is None or issue.owner in (None, owner) or not books.people.belongs(owner):
        return
    if not _there(books, owner, now):
        books.absences.stand_in(issue.id or 0, owner)


def ladder_of(books: Books, issue: Issue, stands: str, now: datetime) -> Ladder:
    """Who is on the issue's rungs, `stands` on the first; who is away or gone is missing."""
    touchpoint = books.catalogue.touchpoint(issue.touchpoint_id)
    journey = books.catalogue.journey_of(touchpoint)

    def there(user_id: str | None) -> str | None:
        return user_id if user_id and _there(books, user_id, now) else None

    return Ladder(
        owner=stands,
        deputy=there(touchpoint.deputy if touchpoint else None),
        journey_owner=there(journey.owner if journey else None),
        sponsor=there(journey.sponsor if journey else None),
    )


def _there(books: Books, user_id: str, now: datetime) -> bool:
    calendar = books.people.calendar(user_id)
    return books.people.belongs(user_id) and not is_away(calendar, day_of_work(calendar, now))


def roles_at_touchpoint(books: Books, touchpoint: Touchpoint | None, user_id: str) -> set[Role]:
    journey = books.catalogue.journey_of(touchpoint)
    held = {
        Role.TOUCHPOINT_OWNER: touchpoint.owner if touchpoint else None,
        Role.TOUCHPOINT_DEPUTY: touchpoint.deputy if touchpoint else None,
        Role.JOURNEY_OWNER: journey.owner if journey else None,
        Role.SPONSOR: journey.sponsor if journey else None,
    }
    return {role for role, holder in held.items() if holder == user_id}


def roles_in_issue(books: Books, issue: Issue, user_id: str) -> set[Role]:
    roles = roles_at_touchpoint(books, books.catalogue.touchpoint(issue.touchpoint_id), user_id)
    if issue.owner == user_id:
        roles.add(Role.ISSUE_OWNER)
    if books.ladders.reached(issue.id or 0, user_id):
        roles.add(Role.ESCALATED)
    if any(row.reporter == user_id for row in books.observations.behind(issue.id or 0)):
        roles.add(Role.REPORTER)
    return roles


def roles_in_observation(books: Books, row: ObservationFields, user_id: str) -> set[Role]:
    """The reporter's own part, and that of whoever answers for the issue it stands behind or was
    reached by its escalation."""
    roles = {Role.REPORTER} if row.reporter == user_id else set()
    issue = books.issues.get(row.issue_id) if row.follow_up else None
    if issue and issue.owner == user_id:
        roles.add(Role.ISSUE_OWNER)
    if issue and books.ladders.reached(issue.id or 0, user_id):
        roles.add(Role.ESCALATED)
    return roles
