"""Customers' answers in Slack: writing one down, and handing out a link."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.blocks import kit
from bot.blocks.mrkdwn import bold, moment, quote
from bot.domain.surveys import KINDS, REASON


@dataclass(frozen=True, slots=True)
class RecordForm:
    """What the form to record an answer is about, and what is known already. customer: (option
    value, name). score: the option value, or what was typed."""

    wave_id: int
    number: int
    question: str
    kind: str
    options: tuple[str, ...] = ()
    customer: tuple[str, str] | None = None
    score: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class RecordedFacts:
    """replaced: the recorded answer before. issue: the number of what a low score opened."""

    number: int
    customer: str
    shown: str
    why: str = ""
    is_added: bool = False
    replaced: str | None = None
    issue: int | None = None


def record_modal(form: RecordForm) -> kit.View:
    """ "Record a customer's answer"."""
    blocks = [
        kit.section(f"Survey {form.number}: {bold(form.question, 500)}"),
        kit.input_("Customer", _customer(form.customer), optional=False),
        kit.input_(
            "Who answered?",
            kit.text_input("contact", max_length=120, placeholder="Ann Lee"),
            hint="A person at a customer has one answer. Leave it empty if it is the customer's.",
        ),
        kit.input_("Answer", _answer(form), optional=False),
        kit.input_(REASON, kit.text_input("why", initial=form.why, multiline=True)),
    ]
    return kit.modal("survey_record", "Record an answer", blocks, record=form.wave_id)


def recorded(facts: RecordedFacts) -> kit.Screen:
    lines = [
        f"Stored for survey {facts.number}: {bold(facts.customer)} answered "
        f"{quote(facts.shown, 300)}, as told to you."
    ]
    if facts.why:
        lines.append(quote(facts.why, 300))
    notes = []
    if facts.is_added:
        notes.append(f"{bold(facts.customer)} is new here.")
    if facts.replaced is not None:
        notes.append(f"It takes the place of {quote(facts.replaced, 100)}, recorded before.")
    if facts.issue is not None:
        notes.append(f"The score is low: somebody is asked to answer it, in issue #{facts.issue}.")
    lines += [" ".join(notes)] if notes else []
    return kit.say("\n".join(lines))


def given_already(sentence: str, draft_id: int | None) -> kit.Screen:
    """The customer answered themselves: what was told can be logged. `sentence` is mrkdwn."""
    if draft_id is None:
        return kit.say(sentence)
    return kit.say(sentence, kit.button("Log an observation", "log_draft", draft_id))


def link_modal(wave_id: int, number: int, question: str, *, may_open: bool) -> kit.View:
    """ "Copy a link". may_open: whether the reader may hand out one that is open to anybody."""
    hint = "Empty: an open link, for whoever has it; one answer a browser." if may_open else ""
    blocks = [
        kit.section(f"Survey {number}: {bold(question, 500)}"),
        kit.input_("Customer", _customer(None), optional=may_open, hint=hint),
        kit.input_(
            "Who is asked?",
            kit.text_input("contact", max_length=120, placeholder="Ann Lee"),
            hint="A link counts as asking: the same person is asked once in 30 days at most, and "
            "for an NPS once in 90.",
        ),
    ]
    return kit.modal("survey_link", "A link to answer", blocks, submit="Make it", record=wave_id)


def link_made(address: str, who: str | None, until: datetime, *, scale: bool) -> kit.Screen:
    """who: the one contact it is for; None: an open link."""
    whose = f"For {bold(who)} only" if who else "For whoever has it"
    text = f"{whose}, until {moment(until)}. Copy it:"
    blocks = [kit.section(text), {"type": "section", "text": kit.plain(address)}]
    if scale:
        blocks.append(
            kit.context(
                "For one click from an e-mail, add `?score=9` and so on behind it: the page opens "
                "with that score chosen, and nothing is stored before they send it."
            )
        )
    if who is None:
        blocks.append(
            kit.context("One answer a browser. For counting well, give each customer their own.")
        )
    return kit.Screen(text, blocks)


def rests(who: str, until: datetime) -> kit.Screen:
    return kit.say(
        f"{bold(who)} was asked not long ago, so no link was made. From {moment(until)} on they "
        "can be asked again. What they say by themselves can be recorded at any time."
    )


def pictures_sent() -> kit.Screen:
    return kit.say("The results are on their way to your DM, with their pictures.")


def _customer(chosen: tuple[str, str] | None) -> kit.Element:
    return kit.typeahead(
        "customer",
        placeholder="Type a name",
        initial=kit.option(chosen[1], chosen[0]) if chosen else None,
    )


def _answer(form: RecordForm) -> kit.Element:
    kind = KINDS[form.kind]
    if not kind.one_click:
        placeholder = "Several with commas between" if form.options else ""
        return kit.text_input(
            "score",
            initial=form.score,
            multiline=not form.options,
            placeholder=placeholder,
        )
    options = {
        point.value: kit.option(point.spoken, point.value) for point in kind.points(form.options)
    }
    return kit.static_select("score", list(options.values()), initial=options.get(form.score))
