"""`/cx customer NAME`, and what may be said about a customer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.blocks import kit
from bot.blocks.facts import ObservationFacts
from bot.blocks.heard_list import PAGE, heard_list
from bot.blocks.issue_screens import pages
from bot.blocks.mrkdwn import bold, inline, moment, person
from bot.domain.vocabulary import Relation

SEGMENT = 75
"""Characters of a segment's name."""


@dataclass(frozen=True, slots=True)
class ScoreFacts:
    """One answer of a customer. what: the figure's name, or the question's wording. survey: its
    number. recorded_by: who wrote it down; None: they answered themselves."""

    at: datetime
    what: str
    shown: str
    survey: int
    recorded_by: str | None = None


@dataclass(frozen=True, slots=True)
class CustomerFacts:
    """open_issues: the numbers of the first of them; open_count: how many there are. scores: the
    newest, newest first; scored: how many there are."""

    id: int
    name: str
    relation: Relation
    segment: str | None = None
    account_owner: str | None = None
    is_new: bool = False
    open_issues: Sequence[int] = ()
    open_count: int = 0
    may_edit: bool = False
    scores: Sequence[ScoreFacts] = ()
    scored: int = 0


def customer_screen(
    facts: CustomerFacts, heard: Sequence[ObservationFacts], total: int, *, start: int
) -> kit.Screen:
    """One page of everything heard from a customer, newest first; the first has their scores."""
    if heard:
        shown = f"{start + 1}–{start + len(heard)} of {total} heard, newest first"
    else:
        shown = "Nothing heard yet."
    blocks = [
        kit.section(
            f"{about(facts)}\n{_open_issues(facts)} {shown}",
            kit.button("Edit customer", "customer_edit", facts.id) if facts.may_edit else None,
        ),
        *heard_list(heard),
        *([] if start else _scores(facts)),
        *pages("customer_page", str(facts.id), start, len(heard), total, PAGE),
    ]
    return kit.Screen(f"{bold(facts.name)}: {shown}", blocks)


def _scores(facts: CustomerFacts) -> list[kit.Block]:
    if not facts.scores:
        return []
    lines = ["What they answered, newest first:"]
    for score in facts.scores:
        by = f"recorded by {person(score.recorded_by)}" if score.recorded_by else "self-given"
        answer = f"{inline(score.what, 100)} {bold(score.shown, 100)}"
        lines.append(f"• {answer} · {moment(score.at)} · survey {score.survey} · {by}")
    if more := facts.scored - len(facts.scores):
        lines.append(f"and {more} more")
    return [kit.divider(), kit.section("\n".join(lines))]


def about(facts: CustomerFacts) -> str:
    """*Acme* · Customer · Enterprise · account owner @Priya: mrkdwn."""
    parts = [
        bold(facts.name),
        facts.relation.label,
        inline(facts.segment) if facts.segment else "",
        f"account owner {person(facts.account_owner)}" if facts.account_owner else "",
        "new: nobody has looked at it yet" if facts.is_new else "",
    ]
    return " · ".join(part for part in parts if part)


def customer_saved(facts: CustomerFacts) -> kit.Screen:
    return kit.say(f"Saved. {about(facts)}")


def customer_which() -> kit.Screen:
    return kit.say("Which customer? For example: `/cx customer Acme`")


def customer_modal(facts: CustomerFacts) -> kit.View:
    relations = {each: kit.option(each.label, each.value) for each in Relation}
    return kit.modal(
        "edit_customer",
        "Edit customer",
        [
            kit.section(bold(facts.name)),
            kit.input_(
                "Relation",
                kit.static_select(
                    "relation", list(relations.values()), initial=relations[facts.relation]
                ),
                optional=False,
            ),
            kit.input_(
                "Segment",
                kit.text_input(
                    "segment",
                    initial=facts.segment or "",
                    max_length=SEGMENT,
                    placeholder="Enterprise",
                ),
            ),
            kit.input_("Account owner", kit.people("account_owner", initial=facts.account_owner)),
        ],
        record=f"customer:{facts.id}",
    )


def _open_issues(facts: CustomerFacts) -> str:
    if not facts.open_count:
        return "No open issues."
    numbers = ", ".join(f"#{number}" for number in facts.open_issues)
    more = ", …" if facts.open_count > len(facts.open_issues) else ""
    things = "issue" if facts.open_count == 1 else "issues"
    return f"{facts.open_count} open {things}: {numbers}{more}."
