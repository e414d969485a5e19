"""The one class of errors that people cause or can mend.

It carries facts, never words: `bot.blocks.refusals` is the one place where it becomes a sentence.
"""

from __future__ import annotations

from enum import StrEnum


class Why(StrEnum):
    # what was typed
    NO_WORDS = "no_words"
    UNKNOWN_COMMAND = "unknown_command"
    UNKNOWN_VALUE = "unknown_value"
    NO_NUMBER = "no_number"
    """A command wants the number of what it is about."""
    NO_SUCH_NUMBER = "no_such_number"
    """It has one that nothing has."""
    NAME_TAKEN = "name_taken"
    MISSING = "missing"
    DATE_PASSED = "date_passed"
    DATE_TODAY = "date_today"
    NOT_LATER = "not_later"
    TOO_FAR = "too_far"
    ENDS_BEFORE = "ends_before"
    NOT_A_TERM = "not_a_term"
    TOO_MUCH = "too_much"
    NOT_A_PERSON = "not_a_person"
    NO_HOURS = "no_hours"
    NOT_PUBLIC = "not_public"
    NOT_INVITED = "not_invited"
    NOT_FOR_DIGESTS = "not_for_digests"
    ONE_KIND = "one_kind"
    NOT_AN_ANSWER = "not_an_answer"
    # what is asked in a survey, and answered
    NEAR_MISS = "near_miss"
    TWICE = "twice"
    """A key that counts once stands in the line again."""
    TO_FILL = "to_fill"
    TWO_OPTIONS = "two_options"
    NOT_BOTH = "not_both"
    NOT_A_SPAN = "not_a_span"
    ONE_PLACE = "one_place"
    LONE_WORD = "lone_word"
    """One bare word where a question could stand: perhaps none was meant."""
    NOT_IN_CHANNEL = "not_in_channel"
    NOT_YOURS_TO_ASK = "not_yours_to_ask"
    NO_KEYS = "no_keys"
    NOT_ASKED = "not_asked"
    SURVEY_OVER = "survey_over"
    CLOSED_ALREADY = "closed_already"
    """For who manages it, or writes down what a customer said."""
    FINAL = "final"
    KEY_GONE = "key_gone"
    # what was in a file
    NOT_A_TABLE = "not_a_table"
    NO_COLUMN = "no_column"
    NO_ROWS = "no_rows"
    NO_SCOPE = "no_scope"
    # what was pressed
    NOT_FOUND = "not_found"
    NOT_ALLOWED = "not_allowed"
    ALREADY = "already"
    TOO_LATE = "too_late"
    ENOUGH_WAITING = "enough_waiting"
    """Several things are being made for them already."""
    CHANGED_MEANWHILE = "changed_meanwhile"
    GUEST = "guest"
    STRANGER = "stranger"
    # what customers answer
    NOT_FOR_CUSTOMERS = "not_for_customers"
    SELF_GIVEN = "self_given"
    NO_LINKS = "no_links"
    # what failed
    STORAGE_BUSY = "storage_busy"
    SLACK_SILENT = "slack_silent"
    OURS = "ours"


class Refusal(Exception):
    """Something that can't be done, for a reason the person can understand.

    why: the kind of reason. field: the input it belongs to (a block id), when in a modal.
    typed: what the person wrote, carried back so that nothing is lost. facts: names for the words.
    """

    def __init__(
        self, why: Why, *, field: str | None = None, typed: str | None = None, **facts: object
    ) -> None:
        super().__init__(why.value)
        self.why = why
        self.field = field
        self.typed = typed
        self.facts = facts
