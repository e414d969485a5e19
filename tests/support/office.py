"""A small company on a real database, for tests of use cases: who is who, and the moment."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from bot.domain.vocabulary import Area
from bot.usecases.desk import Desk
from bot.usecases.gather_cards import gather_card
from bot.usecases.guessing import Guesses
from bot.usecases.log_observation import Logged, NewObservation, log_observation
from bot.usecases.render_card import render_card
from bot.usecases.settle_likely import set_apart
from storage.books import Books
from storage.tables import Card, Issue, Person
from storage.tables.delivery import CardKind, OutboxState
from storage.unit_of_work import Storage

T = TypeVar("T")
TEAM = "T0NORTH"
MONDAY = datetime(2026, 9, 14, 10, 0, tzinfo=UTC)
"""A working morning, for whoever works in UTC."""


class Office:
    """Lena leads, Sam owns Data import and Maya is his deputy, Priya reports, Jo is a member."""

    def __init__(self, storage: Storage) -> None:
        self.storage = storage
        self.now = MONDAY
        self.card_delay = timedelta(0)
        self.guesses = Guesses()
        self.do(self._furnish)

    def do(self, work: Callable[[Books], T]) -> T:
        return self.storage.write_now(TEAM, work)

    def ask(self, work: Callable[[Books], T]) -> T:
        return self.storage.read_now(TEAM, work)

    @property
    def desk(self) -> Desk:
        return Desk(self.now, self.card_delay, self.guesses)

    def later(self, **by: float) -> None:
        self.now += timedelta(**by)

    # -- what people do -------------------------------------------------------------------------

    def log(self, words: str = "It ate the file.", by: str = "U0PRIYA", **new: Any) -> Logged:
        """Where it is likely about a known issue, its reporter says that it is new."""
        return self.do(lambda books: self._new(books, self._log(books, words, by, new), by))

    def log_again(self, words: str = "It ate the file.", by: str = "U0JO", **new: Any) -> Logged:
        """Where it is likely about a known issue, its reporter says nothing yet."""
        return self.do(lambda books: self._log(books, words, by, new))

    def _log(self, books: Books, words: str, by: str, new: dict[str, Any]) -> Logged:
        new = {"touchpoint_id": self.data_import, "follow_up": True, **new}
        return log_observation(books, self.desk, by, NewObservation(words=words, **new))

    def _new(self, books: Books, logged: Logged, by: str) -> Logged:
        row = books.observations.get(logged.observation.id)
        if row is None or books.likely.held(row.id) is None:
            return logged
        set_apart(books, self.desk, row, by)
        books.session.flush()
        return replace(logged, observation=row)

    def with_issue(self, step: Callable[..., None], *arguments: Any, by: str = "U0SAM") -> None:
        """Run `step(books, desk, issue, *arguments, by)` on the newest issue."""
        self.do(lambda books: step(books, self.desk, _newest(books), *arguments, by))

    @property
    def issue(self) -> Issue:
        """The newest issue."""
        return self.ask(_newest)

    def history(self) -> list[tuple[str, str | None]]:
        """(what, who) of every row of the newest issue's history."""
        return self.ask(
            lambda books: [
                (row.what, row.actor) for row in books.issues.history(_newest(books).id or 0)
            ]
        )

    # -- what Slack would be told ---------------------------------------------------------------

    def cards(self, kind: CardKind, person: str) -> list[Card]:
        return self.ask(
            lambda books: [
                card
                for card in books.cards.of(kind, _newest(books).id or 0)
                if card.person == person
            ]
        )

    def shown(self, card: Card) -> dict[str, Any]:
        return self.ask(lambda books: render_card(books, _need(books.cards.get(card.id)), self.now))

    def due(self, card: Card) -> datetime | None:
        """When the card will be sent; None when it won't be."""
        row = self.ask(lambda books: books.outbox.of_card(card))
        return row.due_at if row and row.state is OutboxState.QUEUED else None

    def send(self, card: Card) -> bool:
        """As the sender does: False when the card was gathered into another message."""

        def sending(books: Books) -> bool:
            fresh = _need(books.cards.get(card.id))
            row = _need(books.outbox.of_card(fresh))
            gathered = gather_card(books, row, fresh, self.now)
            row.state = OutboxState.CANCELLED if gathered else OutboxState.SENT
            if not gathered:
                fresh.channel, fresh.ts = f"D{fresh.person}", f"{fresh.id}.000100"
            books.session.add_all([row, fresh])
            return not gathered

        return self.do(sending)

    def send_all(self, kind: CardKind, person: str) -> None:
        for card in self.cards(kind, person):
            if self.due(card):
                self.send(card)

    # -- furnishing -----------------------------------------------------------------------------

    def _furnish(self, books: Books) -> None:
        books.workspace.install(
            name="Northlight", url="https://northlight.slack.com/", bot_user_id="UBOT", now=MONDAY
        )
        for name in ("Lena", "Sam", "Maya", "Priya", "Jo"):
            books.people.save(
                Person(
                    team_id=TEAM,
                    user_id=f"U0{name.upper()}",
                    name=name,
                    home_team_id=TEAM,
                    seen_at=MONDAY,
                )
            )
        books.session.flush()
        books.people.add_lead("U0LENA")
        journey = books.catalogue.add_journey("Customer journey")
        onboard = books.catalogue.add_stage(journey.id or 0, "Onboard", 0)
        row = books.catalogue.add_touchpoint(
            "Data import", Area.TECHNOLOGY, MONDAY, stage_id=onboard.id, keywords=["csv"]
        )
        row.owner, row.deputy = "U0SAM", "U0MAYA"
        books.session.add(row)
        books.session.flush()
        self.data_import = row.id or 0
        self.journey = journey.id or 0


def _newest(books: Books) -> Issue:
    rows, total = books.issues.page(MONDAY, limit=1000)
    assert total, "no issue yet"
    return max(rows, key=lambda row: row.number)


def _need(found: T | None) -> T:
    assert found is not None
    return found
