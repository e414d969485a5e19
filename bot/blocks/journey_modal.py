"""The modal "Journey", and the choice among several journeys."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.blocks import kit
from bot.blocks.mrkdwn import bold, inline, person, quote
from bot.blocks.touchpoint_screens import promise_line
from bot.domain.promise import PromiseCount

NAME = 150
MOST_STAGES = 20
_LISTED = 20
_MOST_SURVEYS = 100  # that a select may offer


@dataclass(frozen=True, slots=True)
class JourneyFacts:
    """id: None for one that is still to be added. stages: in their order."""

    id: int | None = None
    name: str = ""
    stages: Sequence[str] = ()
    owner: str | None = None
    sponsor: str | None = None
    goal: int | None = None
    score: int | None = None
    """The survey whose score counts in its health."""
    promises: PromiseCount | None = None
    """Of the last 90 days, where they are shown."""


def journey_modal(facts: JourneyFacts, surveys: Mapping[int, str] | None = None) -> kit.View:
    """`surveys`: those with a score, by id, as people know them."""
    options = {
        survey_id: kit.option(name, str(survey_id))
        for survey_id, name in list((surveys or {}).items())[:_MOST_SURVEYS]
    }
    score = kit.static_select(
        "score", list(options.values()), initial=options.get(facts.score or 0), placeholder="None"
    )
    asked = kit.input_(
        "Score",
        score,
        hint="The one survey whose answers from customers count in its health.",
    )
    return kit.modal(
        "edit_journey",
        "Journey",
        [
            kit.input_(
                "Name",
                kit.text_input(
                    "name", initial=facts.name, max_length=NAME, placeholder="Customer journey"
                ),
                optional=False,
            ),
            kit.input_(
                "Stages",
                kit.text_input("stages", initial="\n".join(facts.stages), multiline=True),
                optional=False,
                hint="One a line, in the customer's order. A new name in the place of an old one "
                "renames it; touchpoints of a stage that goes stay, without a stage.",
            ),
            kit.input_(
                "Owner",
                kit.people("owner", initial=facts.owner),
                hint="Answers where a touchpoint has nobody, and sees what stays unanswered.",
            ),
            kit.input_("Sponsor", kit.people("sponsor", initial=facts.sponsor)),
            kit.input_(
                "Goal",
                _whole_number("goal", facts.goal),
                hint="The health it is to reach, 1 to 100: from 80 on a journey is good.",
            ),
            *([asked] if options else []),
        ],
        record=f"journey:{facts.id}" if facts.id else "",
    )


def _whole_number(action: str, initial: int | None) -> kit.Element:
    element: kit.Element = {
        "type": "number_input",
        "action_id": action,
        "is_decimal_allowed": False,
        "min_value": "1",
        "max_value": "100",
    }
    return element | ({"initial_value": str(initial)} if initial else {})


def journey_saved(
    facts: JourneyFacts, *, added: bool, without_stage: Sequence[str] = ()
) -> kit.Screen:
    """`without_stage`: names of the touchpoints that lost theirs."""
    said = f"{'Added' if added else 'Saved'}. {_about(facts)}"
    if without_stage:
        names = ", ".join(bold(name) for name in without_stage[:_LISTED])
        more = len(without_stage) - _LISTED
        said += f"\nWithout a stage now: {names}" + (f" and {more} more" if more > 0 else "")
    return kit.say(said)


def journey_list(journeys: Sequence[JourneyFacts], typed: str = "") -> kit.Screen:
    """Which one to edit; `typed` is a name that none of them has."""
    asked = f"I don't know the journey {quote(typed)}. " if typed else ""
    new = kit.button("Add a journey", "journey_add", typed[:NAME])
    text = f"{asked}Which journey?"
    blocks = [
        kit.section(_about(facts), kit.button("Edit", "journey_open", facts.id))
        for facts in journeys[:_LISTED]
    ]
    return kit.Screen(text, [kit.section(text), *blocks, *kit.row(new)])


def _about(facts: JourneyFacts) -> str:
    """*Getting started*: Buy → Onboard · owner @Sam · sponsor @Ann: mrkdwn."""
    parts = [
        f"{bold(facts.name)}: {inline(' → '.join(facts.stages), 300)}",
        f"owner {person(facts.owner)}" if facts.owner else "no owner yet",
        f"sponsor {person(facts.sponsor)}" if facts.sponsor else "",
        f"goal {facts.goal}" if facts.goal else "",
        promise_line(facts.promises),
    ]
    return " · ".join(part for part in parts if part)
