"""Days away: the modal, and the lines of App Home."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.blocks import kit
from bot.blocks.mrkdwn import bold, day, person

SHOWN = 5
"""Days away that App Home lists."""


@dataclass(frozen=True, slots=True)
class AwayFacts:
    """Local dates, both inclusive. begun: the person is away now. entered_by: if not themselves."""

    id: int
    first: date
    last: date
    begun: bool = False
    stand_in: str | None = None
    entered_by: str | None = None


def away_modal(today: date, *, of_others: bool = False) -> kit.View:
    """`today`: where both dates start. `of_others`: asks whose days away they are."""
    blocks = [
        kit.input_("From", kit.date_input("first", today.isoformat()), optional=False),
        kit.input_("To", kit.date_input("last", today.isoformat()), optional=False),
        kit.input_(
            "Who answers meanwhile?",
            kit.people("stand_in"),
            hint="For everything of theirs. Otherwise each touchpoint's deputy does; where there "
            "is none, the clocks stand still."
            if of_others
            else "For everything of yours. Otherwise each touchpoint's deputy does; where there is "
            "none, the clocks stand still.",
        ),
        kit.context(
            "Promises due on these days are void, without blame. Afterwards, what nobody has "
            "acknowledged goes back."
        ),
    ]
    if not of_others:
        return kit.modal("away", "I'm away", blocks)
    whose = kit.input_("Days away of", kit.people("person"), optional=False)
    return kit.modal("away_of", "Days away", [whose, *blocks])


def away_blocks(days: Sequence[AwayFacts]) -> list[kit.Block]:
    """Whether the reader is away, what they plan, and the buttons for it."""
    begun = [each for each in days if each.begun]
    blocks = [kit.section(_now(begun))] if begun else []
    for each in [each for each in days if not each.begun][:SHOWN]:
        cancel = kit.button("Cancel these days", "away_cancel", each.id)
        blocks.append(kit.section(f"Away {span(each.first, each.last)}.{_rest(each)}", cancel))
    back = kit.button("I'm back", "away_back", style="primary") if begun else None
    return [*blocks, *kit.row(back, kit.button("I'm away", "away_open"))]


def span(first: date, last: date) -> str:
    return bold(day(first)) if first == last else f"{bold(day(first))} to {bold(day(last))}"


def _now(begun: Sequence[AwayFacts]) -> str:
    newest = max(begun, key=lambda each: each.id)
    until = max(each.last for each in begun)
    return f"You are away until {bold(day(until))}.{_rest(newest)}"


def _rest(days: AwayFacts) -> str:
    stand_in = f" {person(days.stand_in)} answers meanwhile." if days.stand_in else ""
    return stand_in + (f" Entered by {person(days.entered_by)}." if days.entered_by else "")
