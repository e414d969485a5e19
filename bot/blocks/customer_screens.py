"""`/cx customer NAME`, and what may be said about a customer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.blocks import kit
from bot.blocks.facts import ObservationFacts
from bot.blocks.heard_list import PAGE, heard_list
from bot.blocks.issue_screens import pages
from bot.blocks.mrkdwn import bold, inline, person
from bot.domain.vocabulary import Relation

SEGMENT = 75
"""Characters of a segment's name."""


@dataclass(frozen=True, slots=True)
class CustomerFacts:
    """open_issues: the numbers of the first of them; open_count: how many there are."""

    id: int
    name: str
    relation: Relation
    segment: str | None = None
    account_owner: str | None = None
    is_new: bool = False
    open_issues: Sequence[int] = ()
    open_count: int = 0
    may_edit: bool = False


def customer_screen(
    facts: CustomerFacts, heard: Sequence[ObservationFacts], total: int, *, start: int
) -> kit.Screen:
    """One page of everything heard from a customer, newest first."""
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
        *pages("customer_page", str(facts.id), start, len(heard), total, PAGE),
    ]
    return kit.Screen(f"{bold(facts.name)}: {shown}", blocks)


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
