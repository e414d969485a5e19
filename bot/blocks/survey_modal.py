"""The modal "New micro-survey", and the preview that can be pressed before anything is sent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from bot.blocks import kit
from bot.blocks.digest_lines import many
from bot.blocks.mrkdwn import head
from bot.blocks.survey_message import AskFacts, ask
from bot.domain.survey_form import DAY, LONGEST_QUESTION, MOST_QUESTIONS, Question, SurveyForm
from bot.domain.surveys import KINDS
from bot.domain.wave import Audience, Repeat

TITLE = "New micro-survey"

ANONYMOUS, HIDDEN, TO_CHANNEL, REASON = "anonymous", "hidden", "to_channel", "reason"

_TERMS = (
    (DAY, "1 day"),
    (2 * DAY, "2 days"),
    (3 * DAY, "3 days"),
    (5 * DAY, "5 days"),
    (7 * DAY, "1 week"),
    (14 * DAY, "2 weeks"),
    (28 * DAY, "4 weeks"),
)
_AUDIENCES = {
    Audience.CHANNEL: "Everybody in a channel, there",
    Audience.PEOPLE: "People and user groups, by DM",
    Audience.CUSTOMERS: "Customers: you record, or they open a link",
}
_SHARES = (100, 75, 50, 33, 25, 10)


@dataclass(frozen=True, slots=True)
class Named:
    """What a form's ids are called: (id, name) each."""

    touchpoint: tuple[int, str] | None = None
    stage: tuple[int, str] | None = None
    groups: Sequence[tuple[str, str]] = field(default_factory=tuple)


def survey_modal(
    form: SurveyForm, named: Named | None = None, notes: Sequence[str] = (), record: object = ""
) -> kit.View:
    """`notes` (mrkdwn): what keeps a typed line from being sent as it stands."""
    named = named or Named()
    blocks: list[kit.Block] = [kit.section(note) for note in notes]
    for place, question in enumerate(form.questions):
        blocks += _question(question, place)
    if len(form.questions) < MOST_QUESTIONS:
        blocks += kit.row(kit.button("Add a question", "survey_more"))
    blocks += [kit.divider(), *_whom(form, named), *_how(form), *_about(named)]
    return kit.modal("survey_new", TITLE, blocks, submit="Preview", record=record)


def preview(form: SurveyForm, closes_at: datetime, draft_id: int, said: str = "") -> kit.View:
    """The survey as it will be asked. `said` (mrkdwn): what the last press would have answered."""
    facts = AskFacts(
        questions=form.questions,
        closes_at=closes_at,
        anonymous=form.anonymous,
        gives_reason=form.gives_reason,
        of_customers=form.audience is Audience.CUSTOMERS,
    )
    blocks: list[kit.Block] = [
        kit.context("A preview: press it, nothing is stored."),
        *ask(facts).blocks,
        *([kit.section(said)] if said else []),
        kit.divider(),
        kit.section(" · ".join(_summary(form))),
        *kit.row(kit.button("Change it", "survey_change", draft_id)),
    ]
    submit = "Open it" if facts.of_customers else "Send"
    return kit.modal("survey_send", TITLE, blocks, submit=submit, record=f"draft:{draft_id}")


def group_options(typed: str, known: Sequence[tuple[str, str]]) -> list[kit.Element]:
    """User groups (id, name) whose names hold what was typed."""
    wanted = typed.casefold().lstrip("@")
    found = [kit.option(name, group) for group, name in known if wanted in name.casefold()]
    return found[:100]


# -- inside ---------------------------------------------------------------------------------------


def _question(question: Question, place: int) -> list[kit.Block]:
    kinds = {kind.name: kit.option(kind.label, kind.name) for kind in KINDS.values()}
    nth = ("", " 2", " 3")[place]
    blocks = [
        kit.input_(
            f"Kind of question{nth}",
            kit.static_select(f"kind_{place}", list(kinds.values()), initial=kinds[question.kind]),
            optional=False,
            dispatch=True,
        ),
        kit.input_(
            f"Question{nth}",
            kit.text_input(
                f"text_{place}", initial=question.text, multiline=True, max_length=_room(question)
            ),
            optional=False,
            # another kind brings its own wording into the field
            block_id=f"text_{place}_{question.kind}",
        ),
    ]
    if question.how.has_options:
        blocks.append(
            kit.input_(
                f"Options{nth}",
                kit.text_input(
                    f"options_{place}", initial="\n".join(question.options), multiline=True
                ),
                optional=False,
                hint="One a line.",
                block_id=f"options_{place}_{question.kind}",
            )
        )
    return blocks


def _room(question: Question) -> int:
    """Characters of its field: what was typed in a line is never cut, but refused."""
    fits = head(question.text, LONGEST_QUESTION) == question.text
    return LONGEST_QUESTION if fits else 3000


def _whom(form: SurveyForm, named: Named) -> list[kit.Block]:
    audiences = {each: kit.option(text, each.value) for each, text in _AUDIENCES.items()}
    who = kit.input_(
        "Who is asked",
        kit.static_select("audience", list(audiences.values()), initial=audiences[form.audience]),
        optional=False,
        dispatch=True,
    )
    if form.audience is Audience.CUSTOMERS:
        return [who]
    shares = {share: kit.option(_share(share), share) for share in _SHARES}
    asked = form.asked
    shares.setdefault(asked.share, kit.option(_share(asked.share), asked.share))
    groups = [kit.option(name, group) for group, name in named.groups]
    return [
        who,
        kit.input_("Channel", kit.conversations("channel", initial=asked.channel)),
        kit.input_("People", kit.several_people("people", initial=asked.people)),
        kit.input_("User groups", kit.typeaheads("groups", initial=groups, placeholder="A group")),
        kit.input_(
            "How many of them",
            kit.static_select("share", list(shares.values()), initial=shares[asked.share]),
            hint="Of people and groups: a random share of them.",
        ),
    ]


def _how(form: SurveyForm) -> list[kit.Block]:
    terms = {minutes: kit.option(text, minutes) for minutes, text in _TERMS}
    terms.setdefault(form.open_for, kit.option(_term(form.open_for), form.open_for))
    repeats = {each: kit.option(each.label, each.value) for each in Repeat}
    switches = [
        kit.option("Anonymous: no names are stored", ANONYMOUS),
        kit.option("Ask for the main reason after a score", REASON),
        kit.option("Hide the result until it closes", HIDDEN),
        kit.option("Post the results in the channel too", TO_CHANNEL),
    ]
    on = {
        ANONYMOUS: form.anonymous,
        REASON: form.ask_reason,
        HIDDEN: form.results_hidden,
        TO_CHANNEL: form.results_to is not None,
    }
    return [
        kit.input_(
            "Closes after",
            kit.static_select("closes", list(terms.values()), initial=terms[form.open_for]),
            optional=False,
        ),
        kit.input_(
            "Repeats",
            kit.static_select("repeat", list(repeats.values()), initial=repeats[form.repeat]),
        ),
        kit.input_(
            "Settings",
            kit.checkboxes("switches", switches, [name for name, is_on in on.items() if is_on]),
        ),
    ]


def _about(named: Named) -> list[kit.Block]:
    touchpoint = kit.option(named.touchpoint[1], named.touchpoint[0]) if named.touchpoint else None
    stage = kit.option(named.stage[1], named.stage[0]) if named.stage else None
    return [
        kit.input_(
            "Touchpoint it measures",
            kit.typeahead("touchpoint", initial=touchpoint, placeholder="Type a place"),
        ),
        kit.input_(
            "Journey stage it measures",
            kit.typeahead("stage", initial=stage, placeholder="Type a stage"),
        ),
    ]


def _summary(form: SurveyForm) -> list[str]:
    asked = form.asked
    if form.audience is Audience.CHANNEL:
        whom = f"To everybody in <#{asked.channel}>"
    elif form.audience is Audience.CUSTOMERS:
        whom = "For customers: you record their answers, or they open a link"
    else:
        people = "1 person" if len(asked.people) == 1 else f"{len(asked.people)} people"
        parts = [
            people if asked.people else "",
            many(len(asked.groups), "user group") if asked.groups else "",
        ]
        whom = f"By DM to {' and '.join(part for part in parts if part)}"
        if asked.share < 100:
            whom += f", {asked.share} % of them"
    said = [whom, f"open for {_term(form.open_for)}"]
    if form.repeat is not Repeat.NEVER:
        said.append(f"repeats {form.repeat.label.lower()}")
    return said


def _share(share: int) -> str:
    return "All of them" if share >= 100 else f"{share} % of them, at random"


def _term(minutes: int) -> str:
    known = dict(_TERMS).get(minutes)
    if known:
        return known
    days, rest = divmod(minutes, DAY)
    return f"{days} days" if not rest else many(minutes // 60, "hour")
