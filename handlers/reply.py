"""What a handler wants to happen in Slack; the gate makes it happen on the right surface."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from bot.blocks.kit import Element, Screen, View
from bot.delivery.slack import SlackClients
from storage.unit_of_work import Storage


@dataclass(frozen=True, slots=True)
class CardShown:
    """The pressed message is a card: what it shows once the press has been answered."""

    card_id: int
    version: int


After = Callable[[Storage, SlackClients], Awaitable[View]]


@dataclass(frozen=True, slots=True)
class Reply:
    """show: replaces what was pressed, or is a command's answer. tell: said in private beside it.
    open: a modal (pushed when pressed inside one). update: replaces the view it came from.
    errors: under the inputs of a modal, by action id. home: publish App Home anew.
    options: a typeahead's answer. card: set with `show` when the pressed message is a card.
    """

    show: Screen | None = None
    tell: Screen | None = None
    open: View | None = None
    update: View | None = None
    errors: dict[str, str] = field(default_factory=dict)
    home: bool = False
    options: list[Element] | None = None
    card: CardShown | None = None
    ephemeral: dict[str, Any] | None = None
    """chat.postEphemeral arguments: the answer to a mention or reaction, which has no other way."""
    after: After | None = None
    """What takes longer than Slack waits for an answer: the view that then replaces the modal's.
    A Refusal becomes such a view too."""
    surveys: bool = False
    """A survey was sent, closed or cancelled: see to what follows of it outside transactions."""
    left: bool = False
    """Slack took the app or its token away: forget the token."""


NOTHING = Reply()
