"""What an export holds: the columns of each table, and what they mean. The data dictionary is made
of this."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Part(StrEnum):
    """What can be asked for; ALL is every other one."""

    OBSERVATIONS = "observations"
    ISSUES = "issues"
    RESPONSES = "responses"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Column:
    name: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Table:
    """One file of each format. `about`: a sentence for the dictionary."""

    name: str
    part: Part
    about: str
    columns: tuple[Column, ...]


def _columns(listed: str) -> tuple[Column, ...]:
    lines = (line.partition(":") for line in listed.strip().splitlines())
    return tuple(Column(name.strip(), meaning.strip()) for name, _, meaning in lines)


OBSERVATIONS = Table(
    "observations",
    Part.OBSERVATIONS,
    "One row for each thing that was heard; what was undone is left out.",
    _columns("""
        id: number of the observation
        at: when it was logged, ISO 8601, UTC
        words: what the customer said or did; empty once erased, or older than words are kept
        whose: customer (their words), seen (somebody saw it), own (the reporter's view)
        customer: name of the customer; empty for one who was not named
        relation: prospect, customer or lost
        segment: the customer's segment
        touchpoint: name of the touchpoint
        area: the touchpoint's area
        stage: the touchpoint's journey stage
        touchpoint_guessed: true while nobody confirmed the touchpoint
        feeling: delighted, happy, neutral, frustrated or angry
        feeling_guessed: true while nobody confirmed the feeling
        severity: low, medium, high or critical
        source: where it was heard
        follow_up: whether somebody should answer
        expected: what the customer had expected
        got_it_done: yes, partly or no
        issue: number of the issue it stands behind
        reporter: who logged it; empty for who hid their name
        private: true for what was said in a private place
        link: the message in Slack; empty for what was said in a private place
    """),
)
ISSUES = Table(
    "issues",
    Part.ISSUES,
    "One row for each issue, as it stands.",
    _columns("""
        number: what people call it
        state: open, acknowledged, resolved, closed or dismissed
        severity: the highest of what stands behind it
        touchpoint: where it was felt
        area: the touchpoint's area
        stage: the touchpoint's journey stage
        owner: who has it, while it is unresolved
        opened_at: ISO 8601, UTC
        acknowledged_at: the last time it was acknowledged
        acknowledge_due: by when it is, or was, to be acknowledged
        resolve_due: by when it is, or was, to be resolved
        resolved_at: when it was resolved
        what_changed: the words of "What changed?"
        root_cause: the words of "Root cause"
        caused_at: touchpoint of "Where was it caused?"
        dismissed_at: when it was dismissed, or last found to hold still
        dismiss_reason: duplicate, not_ours, outside_our_market, we_chose_this or about_a_person
        dismiss_words: the words that went with it
        review_on: when "We chose this" is to be looked at again
        customers: customers behind it
        told: of those, how many were told
    """),
)
PROMISES = Table(
    "promises",
    Part.ISSUES,
    "One row for each promise. Whose it was is left out: only they see figures about themselves.",
    _columns("""
        issue: number of the issue
        made_at: ISO 8601, UTC
        next_step: what was promised
        due_on: the date that was promised
        state: standing, kept, moved, broken or void
        settled_at: when it was kept, moved, broken or voided
        reason: why it was moved, or what its owner said when it was broken
    """),
)
HISTORY = Table(
    "issue_history",
    Part.ISSUES,
    "One row for each step of an issue. Who took it is left out, as with promises.",
    _columns("""
        issue: number of the issue
        at: ISO 8601, UTC
        what: what happened
        from_state: the state before
        to_state: the state after
        note: the words that went with it
    """),
)
RESPONSES = Table(
    "responses",
    Part.RESPONSES,
    "One row for each answer to each question of surveys that are not anonymous. Answers of "
    "anonymous surveys are in no export, nor those that wait for the close.",
    _columns("""
        wave: number of the wave
        question: the question as it was asked, or "reason" for what was asked after a score
        kind: nps, csat, ces, yesno, choice, multiple or text
        answer: as it was given
        at: when it was last changed, ISO 8601, UTC
        side: customers or staff; the two are never to be counted together
        given: self (given by themselves) or recorded (by a colleague)
        customer: name of the customer
        contact: who at the customer it was, where that is known
        voter: the colleague's Slack id; empty for customers
        issue: number of the issue that a low score opened
    """),
)
TABLES = (OBSERVATIONS, ISSUES, PROMISES, HISTORY, RESPONSES)


def tables_of(part: Part) -> tuple[Table, ...]:
    return tuple(table for table in TABLES if part in (Part.ALL, table.part))
