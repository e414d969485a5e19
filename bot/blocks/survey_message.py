"""A survey as it is asked, in a channel or a DM, and what is said to who answered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from bot.blocks import kit
from bot.blocks.mrkdwn import bold, inline, moment, quote
from bot.domain.score import FEW
from bot.domain.survey_form import LONGEST_QUESTION, Question
from bot.domain.surveys import REASON
from bot.domain.wave import REASON_PART

_ABREAST = 7
"""Buttons of a scale in one row: more are broken by a phone wherever it likes."""


@dataclass(frozen=True, slots=True)
class AskFacts:
    """wave_id: None in a preview. answered: the count that may be told; None: none is. mine: what
    the reader answered, by part, where the message is theirs alone. result: one line (mrkdwn).
    of_customers: customers answer, by a link or through a colleague."""

    questions: Sequence[Question]
    closes_at: datetime
    anonymous: bool = False
    gives_reason: bool = False
    wave_id: int | None = None
    closed: bool = False
    answered: int | None = None
    invited: int = 0
    result: str = ""
    mine: dict[int, str] = field(default_factory=dict)
    of_customers: bool = False


def ask(facts: AskFacts) -> kit.Screen:
    """The questions with what can be pressed; of a survey that is over, without."""
    first = facts.questions[0]
    blocks: list[kit.Block] = []
    for place, question in enumerate(facts.questions):
        blocks.append(kit.section(bold(question.text, LONGEST_QUESTION)))
        if not facts.closed:
            blocks += _scale(facts, question, place)
    if facts.closed:
        blocks.append(kit.context("This survey is closed. Thank you.", _count(facts), facts.result))
    else:
        blocks += _more(facts)
        blocks.append(kit.context(kept(facts)))
        blocks += [kit.context(line) for line in (_count(facts), facts.result) if line]
        if facts.mine:
            blocks.append(kit.context(_mine(facts)))
    text = inline(first.text, LONGEST_QUESTION)
    return kit.Screen(f"Survey closed: {text}" if facts.closed else text, blocks)


def reminder(facts: AskFacts) -> kit.Screen:
    """The same once more, at half time. Of an anonymous survey nobody may know who answered."""
    said = (
        "A reminder. If you have answered already, thank you: who did is not kept."
        if facts.anonymous
        else "A reminder: your answer counts until the survey closes."
    )
    screen = ask(facts)
    return kit.Screen(f"{said} {screen.text}", [kit.context(said), *screen.blocks])


def reminder_line(facts: AskFacts) -> kit.Screen:
    """In the thread of a survey in a channel."""
    enough = " One click is enough." if facts.questions[0].how.one_click else ""
    return kit.say(f"Half time: this is open until {moment(facts.closes_at)}.{enough}")


def kept(facts: AskFacts, *, in_message: bool = True) -> str:
    """One line: what is kept of an answer, and until when it can be given."""
    until = f"Open until {moment(facts.closes_at)}."
    if facts.of_customers:
        return f"Stored with the customer's name; by an open link, without one. {until}"
    if facts.anonymous:
        return (
            "Anonymous: your answer is kept, your name and the time are not. Final once sent. "
            f"{until}"
        )
    how = "One click. " if in_message and facts.questions[0].how.one_click else ""
    return f"{how}Your name is stored. You can change your answer. {until}"


def thanks(facts: AskFacts, place: int | None, shown: str) -> kit.Screen:
    """What who answered is told, in the same words for a 2 and a 9; `place`: which question, None
    for a reason alone. Anonymous thanks repeat nothing, and ask for nothing."""
    if facts.anonymous:
        return kit.say("Counted. Thank you.")
    if place is None:
        return kit.say("Your reason is stored. Thank you.")
    question = facts.questions[place]
    said = f"You answered {_said(question, shown)}. Thank you."
    if not (facts.gives_reason and question.how.is_score):
        return kit.say(said)
    return kit.say(f"{said} {REASON} (optional)", reason_button(facts))


def may_we_follow_up(wave_id: int) -> kit.Screen:
    """Asked after a low score; who presses nothing is left in peace."""
    return kit.say(
        "May we follow up? Somebody would ask what was wrong, and answer.",
        kit.button("Yes", "survey_follow_up", wave_id, label="Yes, you may follow up"),
    )


def will_follow_up() -> kit.Screen:
    return kit.say("Thank you. Somebody will get back to you.")


def reason_button(facts: AskFacts) -> kit.Element:
    return kit.button("Say why", "survey_reason", facts.wave_id or "")


def answer_modal(facts: AskFacts, *, reason_only: bool) -> kit.View:
    """The small modal behind "Answer": words, several options, and the main reason."""
    blocks: list[kit.Block] = []
    for place, question in enumerate(facts.questions):
        if not question.how.one_click and not reason_only:
            blocks.append(_input(facts, question, place))
    if facts.gives_reason:
        blocks.append(
            kit.input_(
                REASON,
                kit.text_input(
                    f"part_{REASON_PART}",
                    initial=facts.mine.get(REASON_PART, ""),
                    multiline=True,
                    placeholder="A few words are enough",
                ),
                optional=not reason_only,
            )
        )
    blocks.append(kit.context(kept(facts, in_message=False)))
    return kit.modal("survey_answer", "Answer", blocks, submit="Send", record=facts.wave_id or "")


# -- inside ---------------------------------------------------------------------------------------


def _scale(facts: AskFacts, question: Question, place: int) -> list[kit.Block]:
    if not question.how.one_click:
        return []
    # a preview is pressed too, and stores nothing
    action = "survey_press" if facts.wave_id else "survey_try"
    points = question.how.points(question.options)
    buttons = [
        kit.button(
            point.label,
            f"{action}_{place}_{nth}",
            f"{facts.wave_id or 0}:{place}:{point.value}",
            label=point.spoken,
        )
        for nth, point in enumerate(points)
    ]
    width = len(buttons)
    if not question.options and width > _ABREAST:
        width = (width + 1) // 2
    blocks: list[kit.Block] = []
    if ends := question.how.ends():
        blocks.append(kit.context(f"{points[0].label} {ends[0]} · {points[-1].label} {ends[1]}"))
    for start in range(0, len(buttons), width):
        blocks += kit.row(*buttons[start : start + width])
    return blocks


def _more(facts: AskFacts) -> list[kit.Block]:
    """The button to what takes more than a click."""
    wave = facts.wave_id or ""
    if any(not question.how.one_click for question in facts.questions):
        return kit.row(kit.button("Answer", "survey_open" if wave else "survey_try", wave))
    if facts.anonymous and facts.gives_reason:
        # nothing is offered after an anonymous answer, so the reason stands by itself
        button = kit.button("Add a reason", "survey_reason" if wave else "survey_try", wave)
        return kit.row(button)
    if facts.mine and facts.gives_reason:
        return kit.row(reason_button(facts))
    return []


def _input(facts: AskFacts, question: Question, place: int) -> kit.Block:
    name, mine = f"part_{place}", facts.mine.get(place, "")
    if not question.options:
        element = kit.text_input(name, initial=mine, multiline=True)
        return kit.input_(question.text, element)
    options = [
        kit.option(point.label, point.value) for point in question.how.points(question.options)
    ]
    if len(options) <= 10:
        return kit.input_(question.text, kit.checkboxes(name, options, mine.split()))
    element = kit.many(name, options, mine.split())
    return kit.input_(question.text, element)


def _count(facts: AskFacts) -> str:
    if facts.anonymous and facts.closed and (facts.answered or 0) < FEW:
        return ""
    if not facts.answered:
        return ""
    of = f" of {facts.invited}" if facts.invited else ""
    if facts.anonymous and not facts.closed:
        return f"{facts.answered} or more{of} answered."
    return f"{facts.answered}{of} answered."


def _mine(facts: AskFacts) -> str:
    said = [
        _said(question, question.how.shown(facts.mine[place], question.options))
        for place, question in enumerate(facts.questions)
        if place in facts.mine
    ]
    if not said:
        return "Your reason is stored. Thank you."
    return f"You answered {', '.join(said)}. Thank you."


def _said(question: Question, shown: str) -> str:
    return inline(shown) if question.how.is_score else quote(shown, 75)
