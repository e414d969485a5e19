"""The modals behind an issue's buttons: the known is filled in, only the needed required."""

from __future__ import annotations

from datetime import date

from bot.blocks import kit
from bot.blocks.facts import IssueFacts, PromiseFacts
from bot.blocks.issue_card import headline
from bot.blocks.mrkdwn import bold, day, moment, quote
from bot.domain.ladder import Time
from bot.domain.vocabulary import DismissReason

_SHORT, _LONG = 600, 1200
"""Characters of what is typed: a reason, and what reporters are told."""


def promise(facts: IssueFacts, proposed: date) -> kit.View:
    step = _words(
        "Next step", "next_step", _SHORT, placeholder="Find out why it happens", focus=True
    )
    note = "A small true promise beats a big one. Whoever reported it will see both lines."
    return _about(
        facts,
        "issue_promise",
        "Make a promise",
        step,
        _on("By when", "by_when", proposed),
        kit.context(note),
        said=_resolve_by(facts),
        submit="Promise",
    )


def move(facts: IssueFacts, standing: PromiseFacts, proposed: date) -> kit.View:
    """`standing`: the promise whose date moves."""
    return _about(
        facts,
        "promise_move",
        "Move the date",
        _on("By when", "by_when", proposed),
        _why(focus=True, hint="Whoever reported it reads this."),
        kit.context("A promise can be moved once."),
        said=f"{quote(standing.next_step, 600)}, promised for {bold(day(standing.due_on))}."
        f"\n{_resolve_by(facts)}",
        submit="Move",
    )


def resolve(facts: IssueFacts) -> kit.View:
    return _about(
        facts,
        "issue_resolve",
        "Resolve",
        _words(
            "What changed?",
            "what_changed",
            placeholder="Dates are read in any format",
            focus=True,
            hint="Reporters read this, and pass it on to the customer.",
        ),
        _words("Root cause", "root_cause", optional=True),
        kit.input_(
            "Where was it caused?",
            kit.typeahead("caused_at", placeholder="Another touchpoint, if so"),
        ),
    )


def reassign(facts: IssueFacts) -> kit.View:
    return _about(
        facts,
        "issue_reassign",
        "Reassign",
        kit.input_("New owner", kit.people("new_owner"), optional=False),
        _why(optional=True),
    )


def snooze(facts: IssueFacts, proposed: date) -> kit.View:
    hint = "At most 14 days. Reminders rest; the due times stay."
    return _about(facts, "issue_snooze", "Snooze", _on("Until", "until", proposed, hint), _why())


def dismiss(facts: IssueFacts) -> kit.View:
    reasons = [kit.option(reason.label, reason.value) for reason in DismissReason]
    return _about(
        facts,
        "issue_dismiss",
        "Dismiss",
        kit.input_("Why", kit.static_select("dismiss_reason", reasons), optional=False),
        _words(
            "In words",
            "in_words",
            optional=True,
            hint="Needed for “We chose this”. Whoever reported it reads this.",
        ),
        kit.input_(
            "Review on",
            kit.date_input("review_on"),
            hint="Needed for “We chose this”: when to look again.",
        ),
    )


def hold(facts: IssueFacts, proposed: date) -> kit.View:
    return _about(
        facts,
        "issue_hold",
        "It still holds",
        _words(
            "In words",
            "in_words",
            initial=facts.dismiss_words or "",
            hint="Why we chose this, as it stands. Whoever reported it reads this.",
        ),
        _on("Review on", "review_on", proposed, "When to look again."),
        submit="Keep it so",
    )


def not_fixed(facts: IssueFacts) -> kit.View:
    return _about(
        facts,
        "issue_not_fixed",
        "Not fixed",
        _words(
            "What is still wrong?",
            "why",
            focus=True,
            hint="The owner reads this, and the issue opens again.",
        ),
        submit="Open again",
    )


def _resolve_by(facts: IssueFacts) -> str:
    """By when the issue itself is to be resolved, whatever is promised: mrkdwn, or nothing."""
    if facts.resolve_due is None:
        return ""
    was = "It was" if Time.RESOLVE in facts.late else "The issue is"
    return f"{was} to be resolved by {moment(facts.resolve_due)}."


def _about(
    facts: IssueFacts,
    callback: str,
    title: str,
    *inputs: kit.Block,
    said: str = "",
    submit: str | None = None,
) -> kit.View:
    """said: below the issue's first words. submit: the title, if not said."""
    above = kit.section("\n".join(line for line in (headline(facts), said) if line))
    record = f"issue:{facts.id}"
    return kit.modal(callback, title, [above, *inputs], submit=submit or title, record=record)


def _on(label: str, action: str, proposed: date, hint: str = "") -> kit.Block:
    return kit.input_(
        label, kit.date_input(action, proposed.isoformat()), optional=False, hint=hint
    )


def _words(
    label: str,
    action: str,
    most: int = _LONG,
    *,
    initial: str = "",
    placeholder: str = "",
    optional: bool = False,
    focus: bool = False,
    hint: str = "",
) -> kit.Block:
    element = kit.text_input(
        action,
        initial=initial,
        multiline=True,
        max_length=most,
        placeholder=placeholder,
        focus=focus,
    )
    return kit.input_(label, element, optional=optional, hint=hint)


def _why(*, optional: bool = False, focus: bool = False, hint: str = "") -> kit.Block:
    return _words("Why", "why", _SHORT, optional=optional, focus=focus, hint=hint)
