"""`/cx report` and `/cx export`: asked for here, made by the clock's side, sent as a file."""

from __future__ import annotations

from bot.blocks.errands import on_its_way
from bot.domain.policy import Right
from bot.export.tables import Part
from bot.usecases.export import ask_export
from bot.usecases.report import ask_report
from handlers.reply import Reply
from handlers.visit import Visit


def report(visit: Visit, text: str) -> Reply:
    asked = ask_report(visit.books, visit.desk, visit.actor.user_id, text)
    period = f"the {asked.name}" if asked.name.startswith("last") else asked.name
    return Reply(show=on_its_way(f"The report of {period}"))


def export(visit: Visit, text: str) -> Reply:
    visit.need(Right.EXPORT, set(), "a CX lead")
    part = ask_export(visit.books, visit.desk, visit.actor.user_id, text)
    what = "everything" if part is Part.ALL else f"all {part.value}"
    return Reply(show=on_its_way(f"The export of {what}"))
