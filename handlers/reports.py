"""`/cx report`: asked for here, made by the clock's side, and sent as a file."""

from __future__ import annotations

from bot.blocks.errands import on_its_way
from bot.usecases.report import ask_report
from handlers.reply import Reply
from handlers.visit import Visit


def report(visit: Visit, text: str) -> Reply:
    asked = ask_report(visit.books, visit.desk, visit.actor.user_id, text)
    return Reply(show=on_its_way(f"The report of the {asked.name}"))
