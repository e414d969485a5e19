"""The catalogue: `/cx touchpoints` and the modal "Touchpoint"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from bot.blocks import kit
from bot.blocks.facts import TouchpointFacts
from bot.blocks.issue_screens import pages
from bot.blocks.mrkdwn import bold, clip, inline, person
from bot.domain.keywords import render_keywords
from bot.domain.promise import COUNTED_FOR, PromiseCount
from bot.domain.vocabulary import Area

PAGE = 12
NAME = 75
"""Characters of a touchpoint's or a stage's name."""


@dataclass(frozen=True, slots=True)
class CatalogueFacts:
    """One page of the catalogue, as someone may see it.

    touchpoints: sorted by area, each with whether the reader may edit it. total: of all pages;
    unowned: how many of those nobody owns. leads: whether the reader keeps the catalogue.
    """

    touchpoints: Sequence[tuple[TouchpointFacts, bool]]
    total: int
    unowned: int = 0
    start: int = 0
    leads: bool = False


def catalogue_screen(facts: CatalogueFacts) -> kit.Screen:
    if not facts.touchpoints:
        return _empty(facts)
    last = facts.start + len(facts.touchpoints)
    text = f"Touchpoints {facts.start + 1}–{last} of {facts.total}. {_unowned(facts.unowned)}"
    blocks = [kit.section(text)]
    for area, group in groupby(facts.touchpoints, key=lambda pair: pair[0].area):
        blocks += [kit.divider(), kit.context(f"*{area.label}*")]
        blocks += [_line(each, editable) for each, editable in group]
    shown = len(facts.touchpoints)
    blocks += pages("touchpoints_page", "", facts.start, shown, facts.total, PAGE)
    if facts.leads:
        blocks += kit.row(_add(), kit.button("Due times", "policy_open"))
    return kit.Screen(text, blocks)


@dataclass(frozen=True, slots=True)
class TouchpointForm:
    """What the modal is filled with.

    stage: (id, what it is called). whole: False shows only what a touchpoint's owner and deputy
    may change.
    """

    touchpoint: TouchpointFacts | None = None
    stage: tuple[int, str] | None = None
    whole: bool = True


def touchpoint_modal(form: TouchpointForm) -> kit.View:
    facts = form.touchpoint
    blocks = _places(form) if form.whole else [kit.section(bold(facts.name if facts else ""))]
    blocks += [
        kit.input_(
            "Home channel",
            kit.channels("home_channel", initial=facts.home_channel if facts else None),
            hint="What is logged there is taken to be about this touchpoint, unless the words say "
            "otherwise.",
        ),
        kit.input_(
            "Keywords",
            kit.text_input(
                "keywords",
                initial=render_keywords(facts.keywords) if facts else "",
                placeholder='invoice, vat, "credit note"',
            ),
            hint="Separated by commas. Words that customers use when they speak of it.",
        ),
    ]
    record = f"touchpoint:{facts.id}" if facts else ""
    return kit.modal("edit_touchpoint", "Touchpoint", blocks, record=record)


def touchpoint_saved(facts: TouchpointFacts, *, added: bool, stay: int = 0) -> kit.Screen:
    """`stay`: issues not resolved yet that stay with who has them although the owner changed."""
    said = f"{'Added' if added else 'Saved'}. {_about(facts)}"
    if stay == 1:
        said += "\n1 open issue here stays with who has it; Reassign moves it."
    elif stay:
        said += f"\n{stay} open issues here stay with who has them; Reassign moves each."
    return kit.say(said)


def stage_label(journey: str, stage: str, *, one_journey: bool) -> str:
    """What a stage is called in a list; plain text."""
    return stage if one_journey else f"{stage} ({journey})"


def _places(form: TouchpointForm) -> list[kit.Block]:
    facts = form.touchpoint
    areas = {area: kit.option(area.label, area.value) for area in Area}
    stage = kit.option(form.stage[1], form.stage[0]) if form.stage else None
    return [
        kit.input_(
            "Name",
            kit.text_input(
                "name",
                initial=facts.name if facts else "",
                max_length=NAME,
                placeholder="Invoice e-mails",
                focus=facts is None,
            ),
            optional=False,
        ),
        kit.input_(
            "Area",
            kit.static_select(
                "area", list(areas.values()), initial=areas[facts.area] if facts else None
            ),
            optional=False,
        ),
        kit.input_(
            "Owner",
            kit.people("owner", initial=facts.owner if facts else None),
            hint="Answers what is logged here. Is told once, and can say no.",
        ),
        kit.input_("Deputy", kit.people("deputy", initial=facts.deputy if facts else None)),
        kit.input_(
            "Journey stage",
            kit.typeahead("stage", initial=stage, placeholder="Choose a stage", min_query_length=0),
        ),
    ]


def _empty(facts: CatalogueFacts) -> kit.Screen:
    if not facts.leads:
        return kit.say("No touchpoints yet. A CX lead adds them with `/cx touchpoint add`.")
    return kit.say(
        "No touchpoints yet: the places where customers meet you. The starter catalogue has 22 of "
        "a software company, on a journey of seven stages; each can be changed afterwards.",
        kit.button("Use the starter catalogue", "catalogue_starter", style="primary"),
        _add(),
    )


def _unowned(count: int) -> str:
    if not count:
        return "Each has an owner."
    return f"*{count} without an owner*: what is logged there falls to a stand-in."


def _line(facts: TouchpointFacts, editable: bool) -> kit.Block:
    edit = kit.button("Edit", "touchpoint_edit", facts.id, label=clip(f"Edit {facts.name}", 75))
    return kit.section(_about(facts), edit if editable else None)


def _about(facts: TouchpointFacts) -> str:
    """*Data import* · Onboard · @Sam, deputy @Priya, and its keywords below: mrkdwn."""
    owner = person(facts.owner) if facts.owner else "*nobody yet*"
    deputy = f", deputy {person(facts.deputy)}" if facts.deputy else ""
    parts = [bold(facts.name), inline(facts.stage) if facts.stage else "", owner + deputy]
    if facts.home_channel:
        parts.append(f"<#{facts.home_channel}>")
    line = " · ".join(part for part in parts if part)
    keywords = inline(render_keywords(facts.keywords), 120)
    below = [f"_{keywords}_" if keywords else "", promise_line(facts.promises)]
    return "\n".join(part for part in (line, *below) if part)


def promise_line(count: PromiseCount | None) -> str:
    """Promises in 90 days: 8 kept, 1 moved, 2 broken. Nothing where none was due: mrkdwn."""
    if count is None or count == PromiseCount():
        return ""
    return (
        f"Promises in {COUNTED_FOR.days} days: {count.kept} kept, {count.moved} moved, "
        f"{count.broken} broken"
    )


def _add() -> kit.Element:
    return kit.button("Add a touchpoint", "touchpoint_add")
