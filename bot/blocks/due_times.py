"""The modal "Due times": by when issues are acknowledged and resolved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.blocks import kit
from bot.blocks.mrkdwn import bold
from bot.domain.due import Policy, Term
from bot.domain.vocabulary import Severity

GRAVEST_FIRST = tuple(reversed(Severity))
CLOCKS = ("acknowledge", "resolve")


@dataclass(frozen=True, slots=True)
class DueTimesForm:
    """touchpoint: (id, name); None for the whole workspace. own: what is said there itself.
    otherwise: what holds where nothing is said."""

    own: Policy = field(default_factory=Policy)
    otherwise: Policy = field(default_factory=Policy)
    touchpoint: tuple[int, str] | None = None


def input_name(clock: str, severity: Severity) -> str:
    return f"{clock}_{severity.value}"


def due_times_modal(form: DueTimesForm) -> kit.View:
    chosen = kit.option(form.touchpoint[1], form.touchpoint[0]) if form.touchpoint else None
    blocks = [
        kit.context(
            "4h is four working hours of whoever answers; 3d ends with their third following "
            "working day. A change moves what is open already."
        ),
        kit.input_(
            "Touchpoint",
            kit.typeahead("policy_touchpoint", initial=chosen, placeholder="All of them"),
            hint="Choose one to give it times of its own.",
            dispatch=True,
        ),
    ]
    blocks += [_term(form, severity, clock) for severity in GRAVEST_FIRST for clock in CLOCKS]
    record = f"touchpoint:{form.touchpoint[0]}" if form.touchpoint else ""
    return kit.modal("due_times", "Due times", blocks, record=record)


def due_times_saved(touchpoint: str | None, moved: int) -> kit.Screen:
    """`moved`: open issues whose due times are others now."""
    where = f" at {bold(touchpoint)}" if touchpoint else ""
    if not moved:
        return kit.say(f"Saved{where}. No open issue is due at another time for it.")
    issues = "1 open issue is" if moved == 1 else f"{moved} open issues are"
    return kit.say(f"Saved{where}. {issues} due at another time now; each history says so.")


def _term(form: DueTimesForm, severity: Severity, clock: str) -> kit.Block:
    """Its block id differs by touchpoint: Slack keeps what a field holds by its block id."""
    own: Mapping[Severity, Term] = getattr(form.own, clock)
    otherwise: Mapping[Severity, Term] = getattr(form.otherwise, clock)
    name, place = input_name(clock, severity), form.touchpoint[0] if form.touchpoint else 0
    element = kit.text_input(
        name,
        initial=str(own.get(severity, "")),
        max_length=10,
        placeholder=f"{otherwise[severity]}, if nothing is said",
    )
    return kit.input_(f"{severity.label}: {clock} within", element, block_id=f"{name}_{place}")
