"""Two companies in one database, the real gate before it, a strict stand-in for Slack behind it.

In the first one everybody of docs/permissions.md works, one person a part; whoever should have no
rights at all is on the list of CX leads, as a row that is out of date.
"""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass, field
from datetime import date, timedelta
from typing import Any, TypeVar

from pydantic import SecretStr

from bot.app import App, build
from bot.clock import StandingClock
from bot.config import Settings
from bot.domain.vocabulary import Area, DismissReason
from bot.manifest import manifest
from bot.sandbox import Sandbox
from bot.sandbox.record import ApiCall
from bot.usecases.acknowledge_issue import acknowledge_issue
from bot.usecases.desk import Desk
from bot.usecases.end_issue import Dismissal, dismiss_issue, resolve_issue
from bot.usecases.hand_over import hand_over
from bot.usecases.import_touchpoints import ImportRow
from bot.usecases.log_observation import NewObservation, log_observation
from bot.usecases.open_issue import open_issue
from bot.usecases.promises import make_promise
from handlers.inbound import Inbound
from handlers.installed import Installation
from storage.books import Books
from storage.engine import database_url as parsed
from storage.engine import make_engine
from storage.migrate import migrate
from storage.tables import Draft, Issue, Person, ReactionRule
from storage.tables.delivery import CardKind
from tests.security import furniture, messages
from tests.security.tables import Change, Tables
from tests.support.office import MONDAY
from tests.support.patience import PATIENCE

T = TypeVar("T")
HERE, THERE, PARTNER = "T0EARSHOT", "T0SOUTH", "T0PARTNER"
CHANNEL = "C0GENERAL"
PEOPLE = {
    "owner": "U0OLIVE",
    "touchpoint owner": "U0TOM",
    "deputy": "U0DORA",
    "journey owner": "U0JO",
    "sponsor": "U0SPENCER",
    "escalated": "U0ESTHER",
    "CX lead": "U0LENA",
    "admin": "U0ADA",
    "reporter": "U0RITA",
    "member": "U0MAX",
    "guest": "U0GUS",
    "deactivated": "U0DAN",
    "bot": "U0BOB",
    "Slack Connect": "U0EVE",
    "other workspace": "U0OTTO",
}
_NO_RIGHTS = ("guest", "deactivated", "bot", "Slack Connect")

WORDS = ("swallowed the sheet", "Quorvex", "Ledger desk", "Find out why")
"""What only the first company knows."""
PRIVATE = "whispered the secret"
"""What was said in a DM: for Rita, who logged it, for Olive, Esther and Lena."""
_REFUSED = re.compile(
    r"Only [^.]* can do that|works only for people of the company|"
    r"This survey was sent to others|"
    r"Guests can answer surveys here, and nothing else|I can't find|There is no micro-survey #"
)
_SHOWN = (
    "response_url",
    "views.open",
    "views.push",
    "views.update",
    "views.publish",
    "chat.postEphemeral",
)


@dataclass(frozen=True, slots=True)
class Ids:
    """What a press can be about, in the first company."""

    open: int
    acknowledged: int
    promised: int
    resolved: int
    dismissed: int
    chosen: int
    observation: int
    loose: int
    held: int
    private: int
    loop: int
    draft: int
    parked: int
    touchpoint: int
    stage: int
    journey: int
    customer: int
    file: str
    wave: int
    customers_wave: int
    low_wave: int
    survey_draft: int
    digest: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """said: every word that went back to Slack. changed: whether a row of the first company is
    another than before. opened: a modal. offered: what a typeahead listed."""

    said: str
    changed: bool
    opened: bool
    offered: int

    @property
    def refusal(self) -> str | None:
        found = _REFUSED.search(self.said)
        return found[0] if found else None


@dataclass
class Watch:
    """answers: what acknowledgements said. calls: what else was shown. changes: of both companies'
    rows."""

    answers: list[str] = field(default_factory=list)
    calls: list[ApiCall] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)

    @property
    def said(self) -> str:
        return "\n".join([*self.answers, *(_words(call.args) for call in self.calls)])


@dataclass(repr=False)
class Company:
    app: App
    sandbox: Sandbox
    tables: Tables
    ids: Ids
    _presses: int = 0

    @asynccontextmanager
    async def watched(self, *, keep: bool = False) -> AsyncIterator[Watch]:
        """Look at what happens inside, and (unless it is to be kept) have everything as it was."""
        watch = Watch()
        rows, before = self.tables.read(), len(self.sandbox.calls)
        yield watch
        await self.app.gate.drain()
        watch.calls = [call for call in self.sandbox.calls[before:] if call.method in _SHOWN]
        watch.changes = self.tables.changes(rows, self.tables.read())
        if watch.changes and not keep:
            self.tables.restore()

    async def serve(self, inbound: Inbound, *, keep: bool = False) -> Outcome:
        """Let the gate serve it, and wait for all that follows."""
        async with self.watched(keep=keep) as watch:
            acknowledged = await self.app.gate.serve(inbound)
            watch.answers += [_words(acknowledged)] if acknowledged else []
        return Outcome(
            said=watch.said,
            changed=any(change.row["team_id"] == HERE for change in watch.changes),
            opened=any(call.method in ("views.open", "views.push") for call in watch.calls),
            offered=len((acknowledged or {}).get("options") or ()),
        )

    @property
    def desk(self) -> Desk:
        return Desk(MONDAY, timedelta(0), self.app.gate.guesses)

    async def do(self, work: Callable[[Books], T]) -> T:
        """Something that happens in the first company."""
        return await self.app.storage.write(HERE, work)

    def serial(self) -> int:
        """Another number each time: what makes a press a press of its own."""
        self._presses += 1
        return self._presses

    def ways_to_answer(self, user_id: str) -> dict[str, str]:
        """A trigger and a response URL, as Slack gives them with a press."""
        interactions = self.sandbox.space.interactions
        trigger_id, _ = interactions.trigger(user_id)
        key, _ = interactions.response_url(user_id, CHANNEL)
        url = f"{self.sandbox.space.base_url}response/{key}"
        return {"trigger_id": trigger_id, "response_url": url}


@asynccontextmanager
async def company(database_url: str) -> AsyncIterator[Company]:
    engine = make_engine(parsed(database_url))
    migrate(engine)
    async with Sandbox(manifest(Settings()), limits=False, patience=PATIENCE) as sandbox:
        settings = Settings(
            slack_bot_token=SecretStr(sandbox.bot_token),
            earshot_public_url="https://earshot.example",
            slack_signing_secret=SecretStr(sandbox.signing_secret),
            slack_api_url=sandbox.api_url,
            database_url=database_url,
            earshot_card_delay=0,
        )
        app = build(settings, StandingClock(MONDAY))
        await app.install()
        _install_there(app, sandbox)
        _move_in(sandbox)
        desk = Desk(MONDAY, timedelta(0), app.gate.guesses)
        bot = sandbox.app.user_id
        file = sandbox.space.files.add("our.csv", b"name,area\nDemo,Sales\n", PEOPLE["CX lead"])
        ids = await app.storage.write(HERE, lambda books: _furnish(books, desk, file.id))
        await app.storage.write(THERE, lambda books: _furnish_there(books, desk, bot))
        yield Company(app, sandbox, Tables(engine), ids)
        await app.stop()
    engine.dispose()


def _words(body: Any) -> str:
    return json.dumps(body, ensure_ascii=False, default=str)


def _install_there(app: App, sandbox: Sandbox) -> None:
    app.clients.put(THERE, sandbox.bot_token)
    app.installed.add(
        Installation(
            THERE, "South", "https://south.slack.com/", sandbox.app.user_id, "B0SOUTH", "xoxb-south"
        )
    )


def _move_in(sandbox: Sandbox) -> None:
    teams = {"Slack Connect": PARTNER, "other workspace": THERE}
    for part, user_id in PEOPLE.items():
        sandbox.add_person(
            user_id[2:].title(),
            tz="UTC",
            guest=part == "guest",
            deleted=part == "deactivated",
            bot=part == "bot",
            team_id=teams.get(part),
        )
    sandbox.add_channel("general")
    sandbox.add_usergroup("support", [PEOPLE["member"]])


def _furnish(books: Books, desk: Desk, file_id: str) -> Ids:
    for part, user_id in PEOPLE.items():
        if part != "other workspace":
            _settle_in(books, part, user_id)
    books.session.flush()
    for part in ("CX lead", *_NO_RIGHTS):
        books.people.add_lead(PEOPLE[part])
        books.session.flush()
    journey = books.catalogue.add_journey("Customer journey")
    journey.owner, journey.sponsor = PEOPLE["journey owner"], PEOPLE["sponsor"]
    stage = books.catalogue.add_stage(journey.id or 0, "Onboard", 0)
    place = books.catalogue.add_touchpoint(
        "Ledger desk", Area.TECHNOLOGY, MONDAY, stage_id=stage.id, keywords=["csv"]
    )
    place.owner, place.deputy = PEOPLE["touchpoint owner"], PEOPLE["deputy"]
    books.session.add_all([journey, place])
    books.session.flush()
    issues = [_issue(books, desk, place.id) for _ in range(4)]
    issues.append(_issue(books, desk, place.id, private=True))
    issues += [_issue(books, desk, place.id) for _ in range(2)]
    owner = PEOPLE["owner"]
    for issue in issues[1:3]:
        acknowledge_issue(books, desk, issue, owner)
    make_promise(books, desk, issues[2], "Find out why", date(2026, 9, 16), owner)
    resolve_issue(books, desk, issues[3], "The Ledger desk reads any date.", owner)
    dismiss_issue(books, desk, issues[5], Dismissal(DismissReason.NOT_OURS, "Theirs"), owner)
    chosen = Dismissal(DismissReason.WE_CHOSE_THIS, "Too dear", date(2026, 12, 1))
    dismiss_issue(books, desk, issues[6], chosen, owner)
    furniture.escalations(books, issues, PEOPLE["escalated"])
    behind = books.observations.behind(issues[0].id or 0)[0]
    again = NewObservation("It swallowed the sheet again.", customer="Quorvexx", follow_up=False)
    loose = log_observation(books, desk, PEOPLE["reporter"], again).observation
    like = NewObservation("It swallowed the sheet.", touchpoint_id=place.id, follow_up=True)
    held = log_observation(books, desk, PEOPLE["reporter"], like).observation
    draft = books.observations.add_draft(
        Draft(
            team_id=HERE,
            user_id=PEOPLE["reporter"],
            at=MONDAY,
            words="It swallowed the sheet a third time.",
            channel=CHANNEL,
            message_ts="1757930000.000100",
        )
    )
    books.observations.set_reaction_rule(
        ReactionRule(team_id=HERE, channel=CHANNEL, set_by=PEOPLE["member"], set_at=MONDAY)
    )
    books.cards.open(
        CardKind.ROLE, place.id or 0, PEOPLE["touchpoint owner"], now=MONDAY, due_at=MONDAY
    )
    kept = asdict(ImportRow(2, "Order form", Area.SALES))
    books.imports.keep(PEOPLE["CX lead"], [kept], MONDAY)
    books.people.add_away("U0TOM", date(2026, 11, 2), date(2026, 11, 2), "U0TOM", MONDAY)
    parked = messages.parked(books, PEOPLE["member"])
    lead, numbers = PEOPLE["CX lead"], tuple(issue.id or 0 for issue in issues)
    secret = books.observations.behind(numbers[4])[0]
    digest = messages.digest(books, desk, lead, CHANNEL, numbers, secret.id or 0)
    return Ids(
        open=issues[0].id or 0,
        acknowledged=issues[1].id or 0,
        promised=issues[2].id or 0,
        resolved=issues[3].id or 0,
        dismissed=issues[5].id or 0,
        chosen=issues[6].id or 0,
        observation=behind.id or 0,
        loose=loose.id or 0,
        held=held.id or 0,
        private=issues[4].id or 0,
        loop=books.issues.loops(issues[3].id or 0)[0].id or 0,
        draft=draft.id or 0,
        parked=parked.id or 0,
        touchpoint=place.id or 0,
        stage=stage.id or 0,
        journey=journey.id or 0,
        customer=behind.customer_id or 0,
        file=file_id,
        wave=furniture.wave(books, desk, PEOPLE, CHANNEL),
        customers_wave=furniture.customers_wave(books, PEOPLE),
        low_wave=furniture.low_wave(books, PEOPLE),
        survey_draft=furniture.survey_draft(books, PEOPLE, CHANNEL),
        digest=digest,
    )


def _settle_in(books: Books, part: str, user_id: str, home: str = HERE) -> None:
    books.people.save(
        Person(
            team_id=books.team_id,
            user_id=user_id,
            name=user_id[2:].title(),
            home_team_id=PARTNER if part == "Slack Connect" else home,
            dm_channel=f"D{user_id}",
            is_admin=part == "admin",
            is_guest=part == "guest",
            is_deleted=part == "deactivated",
            is_bot=part == "bot",
            seen_at=MONDAY,
        )
    )


def _issue(books: Books, desk: Desk, touchpoint_id: int | None, *, private: bool = False) -> Issue:
    """One that Rita reported and Olive answers, although the touchpoint is Tom's."""
    new = NewObservation(
        f"It {PRIVATE}." if private else "It swallowed the sheet.",
        customer="Quorvex",
        touchpoint_id=touchpoint_id,
        private=private,
        channel="D0RITA" if private else None,
        message_ts="1757930000.000500" if private else None,
    )
    row = log_observation(books, desk, PEOPLE["reporter"], new).observation
    kept = books.observations.get(row.id)
    assert kept is not None
    kept.follow_up = True  # only now: they are not to be taken for one another
    issue = open_issue(books, desk, kept, PEOPLE["reporter"])
    hand_over(books, desk, issue, PEOPLE["owner"], by=PEOPLE["CX lead"], note="")
    return issue


def _furnish_there(books: Books, desk: Desk, bot: str) -> None:
    books.workspace.install(
        name="South", url="https://south.slack.com/", bot_user_id=bot, now=MONDAY
    )
    otto = PEOPLE["other workspace"]
    _settle_in(books, "other workspace", otto, THERE)
    books.session.flush()
    books.people.add_lead(otto)
    place = books.catalogue.add_touchpoint("Southern desk", Area.SALES, MONDAY)
    books.session.flush()
    new = NewObservation("A southern word.", touchpoint_id=place.id, customer="Sol", follow_up=True)
    log_observation(books, desk, otto, new)
