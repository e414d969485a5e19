"""The modals behind an issue's buttons: the known is filled in, only the needed required."""

from __future__ import annotations

from datetime import date

from bot.blocks import kit
from bot.blocks.facts import IssueFacts, PromiseFacts
from bot.blocks.issue_card import headline
from bot.blocks.mrkdwn import bold, day, quote
from bot.domain.vocabulary import DismissReason


def promise(facts: IssueFacts, proposed: date) -> kit.View:
    return kit.modal(
        "issue_promise",
        "Make a promise",
        [
            kit.section(headline(facts)),
            kit.input_(
                "Next step",
                kit.text_input(
                    "next_step",
                    multiline=True,
                    max_length=600,
                    placeholder="Find out why it happens",
                    focus=True,
                ),
                optional=False,
            ),
            kit.input_("By when", kit.date_input("by_when", proposed.isoformat()), optional=False),
            kit.context(
                "A small true promise beats a big one. Whoever reported it will see both lines."
            ),
        ],
        submit="Promise",
        record=f"issue:{facts.id}",
    )


def move(facts: IssueFacts, standing: PromiseFacts, proposed: date) -> kit.View:
    """`standing`: the promise whose date moves."""
    said = f"{quote(standing.next_step, 600)}, promised for {bold(day(standing.due_on))}."
    return kit.modal(
        "promise_move",
        "Move the date",
        [
            kit.section(f"{headline(facts)}\n{said}"),
            kit.input_("By when", kit.date_input("by_when", proposed.isoformat()), optional=False),
            kit.input_(
                "Why",
                kit.text_input("why", multiline=True, max_length=600, focus=True),
                optional=False,
                hint="Whoever reported it reads this.",
            ),
            kit.context("A promise can be moved once."),
        ],
        submit="Move",
        record=f"issue:{facts.id}",
    )


def resolve(facts: IssueFacts) -> kit.View:
    return kit.modal(
        "issue_resolve",
        "Resolve",
        [
            kit.section(headline(facts)),
            kit.input_(
                "What changed?",
                kit.text_input(
                    "what_changed",
                    multiline=True,
                    max_length=1200,
                    placeholder="Dates are read in any format",
                    focus=True,
                ),
                optional=False,
                hint="Reporters read this, and pass it on to the customer.",
            ),
            kit.input_("Root cause", kit.text_input("root_cause", multiline=True, max_length=1200)),
            kit.input_(
                "Where was it caused?",
                kit.typeahead("caused_at", placeholder="Another touchpoint, if so"),
            ),
        ],
        submit="Resolve",
        record=f"issue:{facts.id}",
    )


def reassign(facts: IssueFacts) -> kit.View:
    return kit.modal(
        "issue_reassign",
        "Reassign",
        [
            kit.section(headline(facts)),
            kit.input_("New owner", kit.people("new_owner"), optional=False),
            kit.input_("Why", kit.text_input("why", multiline=True, max_length=600)),
        ],
        submit="Reassign",
        record=f"issue:{facts.id}",
    )


def snooze(facts: IssueFacts, proposed: date) -> kit.View:
    return kit.modal(
        "issue_snooze",
        "Snooze",
        [
            kit.section(headline(facts)),
            kit.input_(
                "Until",
                kit.date_input("until", proposed.isoformat()),
                optional=False,
                hint="At most 14 days. Reminders rest; the due times stay.",
            ),
            kit.input_(
                "Why", kit.text_input("why", multiline=True, max_length=600), optional=False
            ),
        ],
        submit="Snooze",
        record=f"issue:{facts.id}",
    )


def dismiss(facts: IssueFacts) -> kit.View:
    return kit.modal(
        "issue_dismiss",
        "Dismiss",
        [
            kit.section(headline(facts)),
            kit.input_(
                "Why",
                kit.static_select(
                    "dismiss_reason",
                    [kit.option(reason.label, reason.value) for reason in DismissReason],
                ),
                optional=False,
            ),
            kit.input_(
                "In words",
                kit.text_input("in_words", multiline=True, max_length=1200),
                hint="Whoever reported it reads this.",
            ),
            kit.input_(
                "Review on",
                kit.date_input("review_on"),
                hint="For “We chose this”: when to look again.",
            ),
        ],
        submit="Dismiss",
        record=f"issue:{facts.id}",
    )


def hold(facts: IssueFacts, proposed: date) -> kit.View:
    return kit.modal(
        "issue_hold",
        "It still holds",
        [
            kit.section(headline(facts)),
            kit.input_(
                "In words",
                kit.text_input(
                    "in_words",
                    initial=facts.dismiss_words or "",
                    multiline=True,
                    max_length=1200,
                ),
                optional=False,
                hint="Why we chose this, as it stands. Whoever reported it reads this.",
            ),
            kit.input_(
                "Review on",
                kit.date_input("review_on", proposed.isoformat()),
                optional=False,
                hint="When to look again.",
            ),
        ],
        submit="Keep it so",
        record=f"issue:{facts.id}",
    )


def not_fixed(facts: IssueFacts) -> kit.View:
    return kit.modal(
        "issue_not_fixed",
        "Not fixed",
        [
            kit.section(headline(facts)),
            kit.input_(
                "What is still wrong?",
                kit.text_input("why", multiline=True, max_length=1200, focus=True),
                optional=False,
                hint="The owner reads this, and the issue opens again.",
            ),
        ],
        submit="Open again",
        record=f"issue:{facts.id}",
    )
