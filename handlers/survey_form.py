"""The modal "New micro-survey": opened, changed, tried in its preview, and sent."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, TypeVar

from bot.blocks.kit import answer
from bot.blocks.refusals import sentence
from bot.blocks.survey_message import AskFacts, thanks
from bot.blocks.survey_modal import (
    ANONYMOUS,
    HIDDEN,
    REASON,
    TO_CHANNEL,
    Named,
    group_options,
    preview,
    survey_modal,
)
from bot.blocks.wave_screens import sending
from bot.domain.errors import Refusal, Why
from bot.domain.ids import number
from bot.domain.slacktext import storable
from bot.domain.survey_form import (
    MOST_QUESTIONS,
    OPEN_FOR,
    Asked,
    Question,
    SurveyForm,
    checked,
)
from bot.domain.surveys import KINDS, filled
from bot.domain.wave import Audience, Repeat
from bot.usecases.send_survey import send_survey
from bot.usecases.survey_facts import wave_facts
from handlers.asking import Asking
from handlers.inbound import Inbound
from handlers.reply import Reply
from handlers.visit import Visit
from storage.tables import SurveyDraft

_Chosen = TypeVar("_Chosen", bound=StrEnum)


def open_form(
    visit: Visit, form: SurveyForm | None = None, notes: list[str] | None = None
) -> Reply:
    """The modal, filled with what is known already."""
    form = form or SurveyForm((Question("nps", standard("nps", visit)),))
    return Reply(open=survey_modal(form, named(visit, form), notes or []))


def open_empty(visit: Visit) -> Reply:
    return open_form(visit)


def rebuild(visit: Visit) -> Reply:
    """Another kind was chosen: its wording stands there, unless something else was written. Or who
    is asked: what says nothing about them is not there."""
    form = read_form(visit)
    return Reply(update=survey_modal(form, named(visit, form), record=visit.inbound.record))


def more(visit: Visit) -> Reply:
    """One more question."""
    form = read_form(visit)
    if len(form.questions) < MOST_QUESTIONS:
        new = Question("text", standard("text", visit))
        form = replace(form, questions=(*form.questions, new))
    return Reply(update=survey_modal(form, named(visit, form), record=visit.inbound.record))


async def know_the_place(asking: Asking, inbound: Inbound) -> Inbound:
    """Have Slack say whether we are in the channel that was chosen, and so the author."""
    channel = inbound.fields.get("channel")
    if inbound.fields.get("audience") != Audience.CHANNEL.value or not channel:
        return inbound
    return await asking.other_place(inbound, str(channel))


def submit_form(visit: Visit) -> Reply:
    """Keep it as a draft, and show it as it will be asked."""
    form = checked(read_form(visit))
    check_place(visit, form)
    if (draft := _draft(visit, visit.inbound.record)) is not None:
        draft.form = form.to_json()
        visit.books.session.add(draft)
    else:
        keep = visit.books.surveys.keep_draft
        draft = keep(visit.actor.user_id, form.to_json(), visit.desk.now)
    return Reply(update=preview(form, _closes(visit, form), draft.id or 0))


def try_out(visit: Visit) -> Reply:
    """A press in the preview: what it would have answered."""
    draft = _need_draft(visit, visit.inbound.record)
    form = SurveyForm.from_json(draft.form)
    facts = AskFacts(
        form.questions, _closes(visit, form), form.anonymous, form.gives_reason, wave_id=None
    )
    _, place, value = (visit.inbound.value or "::").split(":", 2)
    nth = number(place)
    said = "Who presses this gets a small form."
    if nth is not None and nth < len(form.questions):
        question = form.questions[nth]
        said = thanks(facts, nth, question.how.shown(value, question.options)).text
    return Reply(update=preview(form, facts.closes_at, draft.id or 0, said))


def change(visit: Visit) -> Reply:
    """Back from the preview to the form."""
    draft = _need_draft(visit, visit.inbound.value)
    form = SurveyForm.from_json(draft.form)
    view = survey_modal(form, named(visit, form), record=f"draft:{draft.id}")
    return Reply(update=view)


async def know_the_drafts_place(asking: Asking, inbound: Inbound) -> Inbound:
    """The same for a draft that is sent."""
    channel = await asking.draft_channel(inbound)
    return await asking.other_place(inbound, channel) if channel else inbound


def submit_preview(visit: Visit) -> Reply:
    """Send it."""
    draft = _need_draft(visit, visit.inbound.record)
    form = SurveyForm.from_json(draft.form)
    check_place(visit, form)
    wave = send_survey(visit.books, visit.desk, form, visit.actor.user_id)
    visit.books.surveys.drop_draft(draft)
    title = "Open" if form.audience is Audience.CUSTOMERS else "Sent"
    return Reply(update=answer(title, sending(wave_facts(visit.books, wave))), surveys=True)


async def know_the_groups(asking: Asking, inbound: Inbound) -> Inbound:
    return replace(inbound, fetched={"groups": await asking.user_groups(inbound)})


def groups_typeahead(visit: Visit) -> Reply:
    known = (visit.inbound.fetched or {}).get("groups") or []
    return Reply(options=group_options(visit.inbound.value, known))


# -- what stands in the form ----------------------------------------------------------------------


def read_form(visit: Visit) -> SurveyForm:
    """What the modal holds, complete or not."""
    fields = visit.inbound.fields
    places = sum(1 for place in range(MOST_QUESTIONS) if f"kind_{place}" in fields)
    switches = set(fields.get("switches") or ())
    channel = _str(fields.get("channel"))
    asked = Asked(
        channel=channel,
        people=tuple(fields.get("people") or ()),
        groups=tuple(fields.get("groups") or ()),
        share=number(fields.get("share")) or 100,
    )
    audience = _choice(fields.get("audience"), Audience.CHANNEL)
    return SurveyForm(
        questions=tuple(_question(visit, place) for place in range(max(1, places))),
        audience=audience,
        asked=asked,
        anonymous=ANONYMOUS in switches,
        open_for=number(fields.get("closes")) or OPEN_FOR,
        repeat=_choice(fields.get("repeat"), Repeat.NEVER),
        ask_reason=REASON in switches,
        results_hidden=HIDDEN in switches,
        results_to=channel if TO_CHANNEL in switches and audience is Audience.CHANNEL else None,
        touchpoint_id=number(fields.get("touchpoint")),
        stage_id=number(fields.get("stage")),
    )


def _choice(value: object, otherwise: _Chosen) -> _Chosen:
    """The option that was chosen; `otherwise` for none, and for what the form never offered."""
    offered = type(otherwise)
    return next((each for each in offered if each.value == value), otherwise)


def standard(kind: str, visit: Visit) -> str:
    """A kind's own wording, with the company's name in it."""
    return filled(KINDS[kind].question, company=company(visit))


def company(visit: Visit) -> str:
    """What the company calls itself, or its workspace."""
    workspace = visit.books.workspace
    told = str(workspace.setting("company", "") or "")
    row = workspace.get()
    return told or (row.name if row else "")


def named(visit: Visit, form: SurveyForm) -> Named:
    """What the form's ids are called."""
    touchpoint = visit.books.catalogue.touchpoint(form.touchpoint_id)
    stage = visit.books.catalogue.stage(form.stage_id)
    return Named(
        touchpoint=(touchpoint.id or 0, touchpoint.name) if touchpoint else None,
        stage=(stage.id or 0, stage.name) if stage else None,
        groups=[(group, f"User group {group}") for group in form.asked.groups],
    )


def check_place(visit: Visit, form: SurveyForm) -> None:
    """Raises Refusal: NOT_IN_CHANNEL where Earshot is not, NOT_YOURS_TO_ASK where the author is
    not, who leads nobody."""
    if form.audience is not Audience.CHANNEL:
        return
    place = visit.inbound.fetched or {}
    if not place.get("is_member"):
        raise Refusal(Why.NOT_IN_CHANNEL, field="channel", channel=form.asked.channel)
    if not place.get("author_in") and not visit.actor.leads:
        raise Refusal(Why.NOT_YOURS_TO_ASK, field="channel")


def told(refusals: tuple[Refusal, ...]) -> list[str]:
    return [sentence(refusal) for refusal in refusals]


def _question(visit: Visit, place: int) -> Question:
    fields: dict[str, Any] = visit.inbound.fields
    kind = _str(fields.get(f"kind_{place}")) or "nps"
    if kind not in KINDS:
        raise Refusal(Why.NOT_FOUND, what="that kind of question")
    text = storable(_str(fields.get(f"text_{place}")) or "").strip()
    wordings = {standard(name, visit) for name in KINDS}
    if not text or (text in wordings and text != standard(kind, visit)):
        text = standard(kind, visit)
    lines = storable(_str(fields.get(f"options_{place}")) or "").splitlines()
    options = tuple(dict.fromkeys(line.strip() for line in lines if line.strip()))
    return Question(kind, text, options)


def _draft(visit: Visit, record: str) -> SurveyDraft | None:
    draft_id = number(record.removeprefix("draft:"))
    return visit.books.surveys.draft(draft_id, visit.actor.user_id)


def _need_draft(visit: Visit, record: str) -> SurveyDraft:
    draft = _draft(visit, record)
    if draft is None:
        raise Refusal(Why.NOT_FOUND, what="that draft")
    return draft


def _closes(visit: Visit, form: SurveyForm) -> datetime:
    return visit.desk.now + timedelta(minutes=form.open_for)


def _str(value: object) -> str | None:
    return value if isinstance(value, str) and value else None
