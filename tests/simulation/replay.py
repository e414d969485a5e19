"""An issue's year played again from its history, by rules written down a second time: which of its
times were missed, when it lapsed, who was brought in when. Knows nothing of the app's tables but
what people did to the issue."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from bot.domain.vocabulary import Severity
from bot.domain.workcal import WorkCalendar
from tests.simulation.company import BEGIN, Company, Place
from tests.simulation.hours import (
    acknowledge_due,
    carried,
    day_begins,
    end_of_working_day,
    local_date,
    resolve_due,
    working_day_at,
    working_day_bounds,
)

TICKS_OWN = {"time missed", "lapsed", "put off", "escalated"}
_ENDS = {"resolved", "dismissed", "withdrawn"}
_TAKES_UP = {"acknowledged", "promised", "promise kept", "reassigned", *_ENDS}


@dataclass(frozen=True)
class Act:
    """What somebody did: a row of the history."""

    at: datetime
    what: str
    note: str
    by: str | None
    """None: Earshot itself, at a tick."""


@dataclass
class Replay:
    """The issue as it should stand. `said`: what a tick should have put on record, in order.
    `rungs`: (round, rung, person) that it should have taken."""

    company: Company
    place: Place
    severity: Severity
    owners: dict[datetime, str | None]
    """Who became the owner when it was opened, or opened again."""
    named: list[list[datetime]]
    """For each promise, in order: the ends of the working days whose nudge named it."""
    opened_at: datetime
    owner: str | None = None
    state: str = ""
    due: dict[str, datetime | None] = field(default_factory=dict)
    promises: int = 0
    promised: tuple[date, datetime] | None = None
    snoozed: date | None = None
    missed: set[tuple[str, datetime]] = field(default_factory=set)
    rounds: int = 0
    running: bool = False
    since: datetime | None = None
    reached: int = -1
    heard: set[str] = field(default_factory=set)
    last: datetime | None = None
    """The last tick."""
    counted_from: datetime = BEGIN
    """When it was opened, or opened again."""

    # -- people ---------------------------------------------------------------------------------

    def stands(self, now: datetime) -> str | None:
        for person in (self.owner, self.place.deputy, self.place.owner):
            if person and self.company.people[person].there(now):
                return person
        return None

    def calendar(self, person: str, now: datetime) -> WorkCalendar:
        return self.company.people[person].calendar(now)

    # -- what people do -------------------------------------------------------------------------

    def act(self, act: Act) -> None:
        now = act.at
        if act.what in _TAKES_UP:
            self.running = False
        match act.what:
            case "opened" | "reopened":
                self.owner = self.owners[now]
                self.state, self.promised, self.snoozed = "open", None, None
                self.counted_from = now
                self._start_clocks(now)
            case "acknowledged" | "promise kept":
                self.state, self.promised = "acknowledged", None
                self._ask_for_promise(now)
            case "promised":
                assert self.owner
                on = _day(act.note.rsplit(" by ", 1)[1], now)
                self.state, self.due["promise"] = "acknowledged", None
                self.promises += 1
                self.promised = (on, _ends(self.calendar(self.owner, now), on))
            case "promise moved":
                assert self.owner
                on = _day(act.note.split(" to ")[1], now)
                self.promises += 1
                self.promised = (on, _ends(self.calendar(self.owner, now), on))
            case "observation edited":
                self._raise_severity(act.note, now)
            case "reassigned":
                had, self.owner = self.owner, _named_in(act.note)
                kept = self.due["resolve"] if had and self.owner else None
                self.state, self.promised, self.snoozed = "open", None, None
                self._start_clocks(now)
                self.due["resolve"] = kept or self.due["resolve"]
            case "passed on":
                self._pass_on(_named_in(act.note), now)
            case "promise void":
                if self.promised and self.state == "acknowledged":
                    self._ask_for_promise(now)
                self.promised = None
            case "due times changed":
                self._move_for_days_away(now)
            case "snoozed":
                self.snoozed = _day(act.note.removeprefix("until "), now)
            case what if what in _ENDS:
                self.state, self.promised, self.snoozed = "ended", None, None
                self.due["promise"] = None

    def _raise_severity(self, note: str, now: datetime) -> None:
        """By an observation that was added; the times are counted as if it had always been so."""
        label = note.split(", ")[0].split(" → ")[1]
        self.severity = next(each for each in Severity if each.label == label)
        if self.owner and self.state != "ended":
            # with the days away that were known now
            before, self.due = self.due, {}
            self._start_clocks(self.counted_from, known_at=now)
            self.due["promise"] = before["promise"]
            if self.state != "open":
                self.due["acknowledge"] = before["acknowledge"]

    def _ask_for_promise(self, now: datetime) -> None:
        assert self.owner
        self.due["promise"] = end_of_working_day(self.calendar(self.owner, now), now)

    def _start_clocks(self, since: datetime, known_at: datetime | None = None) -> None:
        """Count from `since`, with the days away that were known then or at another moment."""
        self.due = {"acknowledge": None, "resolve": None, "promise": None}
        if self.owner:
            calendar = self.calendar(self.owner, known_at or since)
            self.due["acknowledge"] = acknowledge_due(self.severity, calendar, since)
            self.due["resolve"] = resolve_due(self.severity, calendar, since)

    def _pass_on(self, to: str | None, now: datetime) -> None:
        """To who stands in, or back: what was left of each time is left; the round goes on."""
        assert self.owner
        assert to
        before, after = self.calendar(self.owner, now), self.calendar(to, now)
        for what in ("acknowledge", "resolve"):
            due = self.due[what]
            self.due[what] = carried(before, after, now, due) if due else None
        if self.state == "acknowledged":
            self.due["acknowledge"] = acknowledge_due(self.severity, after, now)
        self.owner, self.state, self.promised, self.due["promise"] = to, "open", None, None

    def _move_for_days_away(self, now: datetime) -> None:
        """The owner entered days away at this moment: they are not worked any more."""
        assert self.owner
        after = self.calendar(self.owner, now)
        before = self.calendar(self.owner, now - timedelta(microseconds=1))
        [first] = [a.first for a in after.away if a not in before.away]
        begins = max(day_begins(before, first), self.opened_at)
        moved = {
            what: due and carried(before, after, begins, due) for what, due in self.due.items()
        }
        self.due = moved
        if not any(due and due <= now for due in moved.values()):
            self.running = False

    # -- what a tick does -----------------------------------------------------------------------

    def tick(
        self, now: datetime, down_since: datetime | None, own_acts: list[Act]
    ) -> tuple[list[str], list[tuple[int, int, str]]]:
        said, climbed = list[str](), list[tuple[int, int, str]]()
        runs = self.state != "ended" and self.owner is not None
        if runs and down_since:
            self._forgive(now, down_since, said)
        for act in own_acts:
            self.act(act)
        if self.state != "ended" and self.owner is not None:
            climbed = self._tick(now, said)
        self.last = now
        return said, climbed

    def _tick(self, now: datetime, said: list[str]) -> list[tuple[int, int, str]]:
        stands = self.stands(now)
        asked = self.due["promise"]
        if self.state == "acknowledged" and asked and asked <= now:
            if stands is None:
                self._put_off(["promise"], now, said)
            else:
                self._lapse(stands, asked, asked, now, said)
        if self.state == "acknowledged" and self.promised and self.promised[1] <= now:
            ends = [end for end in self.named[self.promises - 1] if end <= now]
            if ends and stands is None:
                self._put_off(["promised"], now, said)
            elif ends and stands:
                due = self.promised[1]
                self.promised = None
                self._lapse(stands, due, max(due, min(ends)), now, said)
        for what in ("acknowledge", "resolve"):
            due_at = self.due[what]
            if due_at is None or due_at > now or (what, due_at) in self.missed:
                continue
            if what == "acknowledge" and self.state != "open":
                continue
            if stands is None:
                self._put_off([what], now, said)
            else:
                said.append("time missed")
                self._miss(what, due_at, due_at)
        return self._climb(stands, now, said)

    def _forgive(self, now: datetime, since: datetime, said: list[str]) -> None:
        fell = [what for what, due in self.due.items() if due and since < due <= now]
        promised = self.promised and since < self.promised[1] <= now
        counts = [what for what in fell if what != "acknowledge" or self.state == "open"]
        if counts or promised:
            self._put_off([*fell, *(["promised"] if promised else [])], now, said)

    def _put_off(self, what: list[str], now: datetime, said: list[str]) -> None:
        person = self.stands(now) or self.owner
        if person is None:
            return
        later = end_of_working_day(self.calendar(person, now), now)
        for each in what:
            if each == "promised" and self.promised:
                self.promised = (self.promised[0], later)
            elif each != "promised":
                self.due[each] = later
        said.append("put off")

    def _lapse(
        self, stands: str, due: datetime, missed_at: datetime, now: datetime, said: list[str]
    ) -> None:
        calendar = self.calendar(stands, now)
        self.state, self.due["promise"] = "open", None
        self.due["acknowledge"] = acknowledge_due(self.severity, calendar, now)
        said.append("lapsed")
        self._miss("promise", due, missed_at)

    def _miss(self, what: str, due: datetime, missed_at: datetime) -> None:
        self.missed.add((what, due))
        if not self.running:
            self.running, self.since, self.reached, self.heard = True, missed_at, -1, set()
            self.rounds += 1

    def _climb(
        self, stands: str | None, now: datetime, said: list[str]
    ) -> list[tuple[int, int, str]]:
        if not self.running or self.since is None or stands is None:
            return []
        calendar = self.calendar(stands, now)
        day = working_day_at(calendar, now)
        at_once = self.severity is Severity.CRITICAL and self.reached < 0
        if day is None or (self.snoozed and day < self.snoozed):
            return []
        began = self.last is None or working_day_at(calendar, self.last) != day
        if not at_once and not (began and _day_began(calendar, self.since, now)):
            return []
        names = (stands, self.place.deputy, self.place.journey_owner, self.place.sponsor)
        for rung, person in enumerate(names):
            if rung <= self.reached or person is None or person in self.heard:
                continue
            if rung and not self.company.people[person].there(now):
                continue
            self.reached, self.since = rung, now
            self.heard.add(person)
            if rung:
                said.append("escalated")
            return [(self.rounds, rung, person)]
        self.reached = 3
        return []

    # -- what waits -----------------------------------------------------------------------------

    def waits(self, now: datetime) -> str | None:
        """Who should have been told of it on the working day that is on at `now`."""
        person = self.stands(now) if self.state in ("open", "acknowledged") else None
        if person is None:
            return None
        calendar = self.calendar(person, now)
        day = working_day_at(calendar, now)
        if day is None or (self.snoozed and day < self.snoozed):
            return None
        asked, answer, end = (self.due[what] for what in ("promise", "acknowledge", "resolve"))
        waits = (
            (self.promised and self.promised[0] <= day)
            or (asked and local_date(calendar, asked) <= day)
            or (self.state == "open" and (self.running or (answer and answer <= now)))
            or (end and end <= now)
        )
        return person if waits else None


def _named_in(note: str) -> str | None:
    """Whom a hand-over went to: "to U00012: why"."""
    name = note.removeprefix("to ").split(":")[0]
    return None if name == "nobody" else name


def _day(said: str, now: datetime) -> date:
    """The date to come that history names as "Mon 5 Jan", before a colon or the end."""
    named = said.split(":")[0]
    around = [
        datetime.strptime(f"{named} {year} +0000", "%a %d %b %Y %z").date()
        for year in (now.year, now.year + 1)
    ]
    return next(day for day in around if day >= now.date() - timedelta(days=1))


def _day_began(calendar: WorkCalendar, since: datetime, now: datetime) -> bool:
    """Whether somebody's working day began after `since` and until `now`."""
    day = since.date() - timedelta(days=1)
    while day <= now.date() + timedelta(days=1):
        bounds = working_day_bounds(calendar, day)
        if bounds and since < bounds[0] <= now:
            return True
        day += timedelta(days=1)
    return False


def _ends(calendar: WorkCalendar, on: date) -> datetime:
    daily = replace(calendar, workdays=frozenset(range(7)), country=None, away=())
    bounds = working_day_bounds(calendar, on) or working_day_bounds(daily, on)
    assert bounds
    return bounds[1]
