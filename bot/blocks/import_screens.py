"""`/cx touchpoints import`: the file, the preview, and what came of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.blocks import kit
from bot.blocks.mrkdwn import bold, quote
from bot.blocks.refusals import sentence
from bot.domain.catalogue_csv import MOST_ROWS
from bot.domain.errors import Refusal, Why

TITLE = "Import touchpoints"
_SHOWN = 24
"""Rows that need a look, and names, that are listed; the rest are counted."""
_TOGETHER = 6
"""Rows in one block, which holds 3,000 characters."""


@dataclass(frozen=True, slots=True)
class Fault:
    """A row of the spreadsheet (its header is row 1), and why it can't be stored."""

    line: int
    refusal: Refusal


@dataclass(frozen=True, slots=True)
class ImportFacts:
    """new, changed: names of touchpoints. same: how many stay as they are."""

    new: Sequence[str] = ()
    changed: Sequence[str] = ()
    same: int = 0
    faults: Sequence[Fault] = ()


def import_modal() -> kit.View:
    return kit.modal(
        "import_touchpoints",
        TITLE,
        [
            kit.section(
                "A CSV file, as every spreadsheet saves it. Its first row names the columns: "
                "*name*, *area*, *stage*, *owner*, *deputy*, *channel*, *keywords*. Only the name "
                "is always needed, and the area of a new touchpoint."
            ),
            kit.input_(
                "File",
                {
                    "type": "file_input",
                    "action_id": "file",
                    "filetypes": ["csv"],
                    "max_files": 1,
                },
                optional=False,
                hint=f"At most {MOST_ROWS} rows and 1 MB. People by e-mail address or @name, "
                "channels by #name. An empty cell leaves what is there.",
            ),
            kit.context("You see what would change before anything is stored."),
        ],
        submit="Preview",
    )


def working(text: str) -> kit.View:
    """While Slack or the database is at work."""
    return kit.answer(TITLE, kit.say(text))


def preview(facts: ImportFacts) -> kit.View:
    """With "Import", if there is anything to import."""
    blocks = [kit.section(_count(facts)), *_faults(facts)]
    blocks += _names("New", facts.new) + _names("Changed", facts.changed)
    if not facts.new and not facts.changed:
        return kit.answer(TITLE, kit.Screen(_count(facts), blocks))
    left_out = "Rows that need a look are left out. " if facts.faults else ""
    told = "Nothing is removed. Who becomes an owner is told, in one message."
    blocks.append(kit.context(left_out + told))
    return kit.modal("import_catalogue", TITLE, blocks, submit="Import")


def imported(facts: ImportFacts) -> kit.View:
    done = f"Imported: {_count(facts)}"
    return kit.answer(TITLE, kit.Screen(done, [kit.section(done), *_faults(facts)]))


def _count(facts: ImportFacts) -> str:
    """12 new, 3 changed, 2 rows need a look:"""
    faults = len(facts.faults)
    counted = (
        (len(facts.new), "new"),
        (len(facts.changed), "changed"),
        (facts.same, "as it is" if facts.same == 1 else "as they are"),
        (faults, "row needs a look" if faults == 1 else "rows need a look"),
    )
    said = ", ".join(f"{number} {what}" for number, what in counted if number)
    return (said or "Nothing to do") + (":" if faults else ".")


def _faults(facts: ImportFacts) -> list[kit.Block]:
    lines = [f"row {fault.line}: {_why(fault.refusal)}" for fault in facts.faults[:_SHOWN]]
    blocks = [
        kit.section("\n".join(lines[at : at + _TOGETHER])) for at in range(0, len(lines), _TOGETHER)
    ]
    more = len(facts.faults) - _SHOWN
    return blocks + ([kit.context(f"and {more} more rows")] if more > 0 else [])


def _why(refusal: Refusal) -> str:
    if refusal.why is Why.MISSING:
        return f"the {refusal.field} is missing."
    if refusal.why is Why.NAME_TAKEN:
        return f"{quote(str(refusal.facts['name']))} stands in row {refusal.facts['line']} too."
    return sentence(refusal)


def _names(what: str, names: Sequence[str]) -> list[kit.Block]:
    if not names:
        return []
    more = len(names) - _SHOWN
    listed = ", ".join(bold(name) for name in names[:_SHOWN])
    return [kit.section(f"{what}: {listed}" + (f" and {more} more" if more > 0 else ""))]
