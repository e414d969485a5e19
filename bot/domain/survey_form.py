"""What a survey is made of, before it is sent: by one typed line, or by the modal and its draft."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from bot.domain.errors import Refusal, Why
from bot.domain.surveys import KINDS, MAX_OPTIONS, Kind, missing
from bot.domain.wave import Audience, Repeat

MOST_QUESTIONS = 3
LONGEST_QUESTION = 300
LONGEST_OPTION = 75
"""Characters on a button."""

DAY = 24 * 60
OPEN_FOR = 5 * DAY
"""Minutes a survey is open if nothing else is said."""
LONGEST_OPEN = 90 * DAY


@dataclass(frozen=True, slots=True)
class Question:
    """`kind`: a name in KINDS."""

    kind: str
    text: str
    options: tuple[str, ...] = ()

    @property
    def how(self) -> Kind:
        return KINDS[self.kind]


@dataclass(frozen=True, slots=True)
class Asked:
    """Of whom: of a channel everybody in it, else the people and groups, by DM, or `share` per cent
    of them. Ids all."""

    channel: str | None = None
    people: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    share: int = 100


@dataclass(frozen=True, slots=True)
class SurveyForm:
    """open_for: minutes."""

    questions: tuple[Question, ...]
    audience: Audience = Audience.CHANNEL
    asked: Asked = field(default_factory=Asked)
    anonymous: bool = False
    open_for: int = OPEN_FOR
    repeat: Repeat = Repeat.NEVER
    ask_reason: bool = True
    results_hidden: bool = False
    results_to: str | None = None
    touchpoint_id: int | None = None
    stage_id: int | None = None

    @property
    def gives_reason(self) -> bool:
        return gives_reason(self.questions, ask_reason=self.ask_reason)

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @staticmethod
    def from_json(stored: Mapping[str, Any]) -> SurveyForm:
        asked = stored["asked"]
        return SurveyForm(
            **{
                **stored,
                "questions": questions_from(stored["questions"]),
                "audience": Audience(stored["audience"]),
                "repeat": Repeat(stored["repeat"]),
                "asked": asked_from(asked),
            }
        )


def gives_reason(questions: Sequence[Question], *, ask_reason: bool) -> bool:
    """Whether "What's the main reason?" is asked at all: only of scores."""
    return ask_reason and any(each.how.is_score for each in questions)


def questions_from(stored: list[dict[str, Any]]) -> tuple[Question, ...]:
    return tuple(
        Question(each["kind"], each["text"], tuple(each.get("options") or ())) for each in stored
    )


def asked_from(stored: Mapping[str, Any]) -> Asked:
    return Asked(
        stored.get("channel"),
        tuple(stored.get("people") or ()),
        tuple(stored.get("groups") or ()),
        int(stored.get("share") or 100),
    )


def checked(form: SurveyForm) -> SurveyForm:
    """The form, if it can be sent. Raises Refusal, with the field of the modal it belongs to."""
    for place, question in enumerate(form.questions):
        _check_question(question, place)
    if form.audience is Audience.CHANNEL and not form.asked.channel:
        raise Refusal(Why.MISSING, field="channel")
    if form.audience is Audience.PEOPLE and not (form.asked.people or form.asked.groups):
        raise Refusal(Why.MISSING, field="people")
    if form.audience is Audience.CUSTOMERS and form.anonymous:
        raise Refusal(Why.NOT_BOTH, field="switches")
    if not 0 < form.open_for <= LONGEST_OPEN:
        raise Refusal(Why.TOO_MUCH, field="closes", most="90 days")
    return form


def _check_question(question: Question, place: int) -> None:
    text, options = f"text_{place}", f"options_{place}"
    if not question.text.strip():
        raise Refusal(Why.MISSING, field=text)
    if gaps := missing(question.text):
        raise Refusal(Why.TO_FILL, field=text, gap=gaps[0])
    if len(question.text) > LONGEST_QUESTION:
        raise Refusal(Why.TOO_MUCH, field=text, most=f"{LONGEST_QUESTION} characters")
    if not question.how.has_options:
        return
    if len(question.options) < 2:
        raise Refusal(Why.TWO_OPTIONS, field=options)
    if len(question.options) > MAX_OPTIONS:
        raise Refusal(Why.TOO_MUCH, field=options, most=f"{MAX_OPTIONS} options")
    if any(len(option) > LONGEST_OPTION for option in question.options):
        raise Refusal(Why.TOO_MUCH, field=options, most=f"{LONGEST_OPTION} characters an option")
