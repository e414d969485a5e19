"""The modal "Log an observation", and its longer form for "Edit"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.blocks import kit
from bot.blocks.logged import carried_masked_note
from bot.blocks.mrkdwn import clip, head
from bot.blocks.observation import READERS
from bot.domain.vocabulary import Choice, Feeling, GotItDone, Severity, Source, WhoseWords

EDITABLE = 3000
"""Characters of the words that Slack lets people edit; the rest is kept behind them."""

NEW_CUSTOMER = "new:"


@dataclass(frozen=True, slots=True)
class LogForm:
    """What the modal is filled with.

    record: "draft:5" or "observation:7", what the modal is about; "" for neither.
    customer: (option value, name). touchpoint: (id, name). reopens: the button that opened it
    stays, so a draft is kept when it is closed.
    """

    record: str = ""
    words: str = ""
    whose: WhoseWords = WhoseWords.CUSTOMER
    customer: tuple[str, str] | None = None
    touchpoint: tuple[int, str] | None = None
    feeling: Feeling | None = None
    severity: Severity = Severity.MEDIUM
    source: Source | None = None
    follow_up: bool = False
    private: bool = False
    expected: str = ""
    got_it_done: GotItDone | None = None
    reporter_hidden: bool = False
    edit: bool = False
    reopens: bool = False
    masked: Sequence[str] = ()
    """Kinds of digits that were masked in the words before they came here."""
    turn: int = 0
    """Counts the times the choices ticked or unticked the box: Slack keeps a field's state by its
    block id. 0: it stands as a person left it."""


def log_modal(form: LogForm) -> kit.View:
    blocks: list[kit.Block] = [
        kit.input_(
            "What did the customer say or do?",
            kit.text_input(
                "words",
                initial=form.words,
                multiline=True,
                max_length=EDITABLE,
                placeholder="Their words are best",
                focus=not form.edit,
            ),
            optional=False,
            hint="The first 3,000 characters are here; the rest is kept as it is."
            if editable(form.words) != form.words
            else "",
        ),
        kit.input_("Whose words?", _select("whose", WhoseWords, form.whose)),
        kit.input_(
            "Customer",
            kit.typeahead(
                "customer",
                placeholder="Type a name",
                initial=kit.option(form.customer[1], form.customer[0]) if form.customer else None,
            ),
        ),
        kit.input_(
            "Touchpoint",
            kit.typeahead(
                "touchpoint",
                placeholder="Type a place",
                initial=kit.option(form.touchpoint[1], form.touchpoint[0])
                if form.touchpoint
                else None,
            ),
        ),
        kit.input_("How did they feel?", _select("feeling", Feeling, form.feeling), dispatch=True),
        kit.input_("Severity", _select("severity", Severity, form.severity), dispatch=True),
        kit.input_("Where did you hear it?", _select("source", Source, form.source)),
        follow_up_input(form.follow_up, form.turn),
    ]
    if form.edit:
        blocks += [
            kit.input_(
                "What had they expected?",
                kit.text_input("expected", initial=form.expected, multiline=True),
            ),
            kit.input_(
                "Did they get it done?", _select("got_it_done", GotItDone, form.got_it_done)
            ),
            kit.input_(
                "Hide my name from the owner",
                kit.checkboxes(
                    "reporter_hidden",
                    [kit.option("Hide my name", "yes")],
                    ["yes"] if form.reporter_hidden else [],
                ),
            ),
        ]
    if form.masked:
        blocks.insert(1, kit.context(carried_masked_note(form.masked)))
    if form.private:
        blocks.insert(
            1,
            kit.context(
                "This was said in private. It is stored when you submit; the channel and the link "
                f"stay with you, and only you, {READERS} read the words."
            ),
        )
    return kit.modal(
        "edit_observation" if form.edit else "log_observation",
        "Edit" if form.edit else "Log an observation",
        blocks,
        submit="Save" if form.edit else "Log",
        record=form.record,
        notify_on_close=form.record.startswith("draft:") and not form.reopens,
    )


def editable(words: str) -> str:
    """The part of `words` that the modal holds; what follows is kept behind it."""
    return head(words, EDITABLE)


def follow_up_input(ticked: bool, turn: int) -> kit.Block:
    return kit.input_(
        "Needs a follow-up",
        kit.checkboxes(
            "follow_up",
            [kit.option("Someone should answer, and tell me what came of it", "yes")],
            ["yes"] if ticked else [],
        ),
        block_id=f"follow_up_{turn}",
    )


def customer_options(
    typed: str, known: Sequence[tuple[int, str]], *, is_known: bool
) -> list[kit.Element]:
    """Known customers, with "Add “…”" first when what was typed is new."""
    name = " ".join(typed.split())
    options = [kit.option(label, customer_id) for customer_id, label in known]
    if name and not is_known:
        value = clip(name, 140)
        options.insert(0, kit.option(f"Add “{clip(name, 66)}”", f"{NEW_CUSTOMER}{value}"))
    return options[:100]


def _select(name: str, choices: type[Choice], chosen: Choice | None) -> kit.Element:
    options = {choice: kit.option(choice.label, choice.value) for choice in choices}
    return kit.static_select(
        name, list(options.values()), initial=options[chosen] if chosen else None
    )
