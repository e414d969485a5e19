"""Makes a report that was asked for: the file, and what opens the records behind its numbers."""

from __future__ import annotations

from datetime import datetime

from bot.blocks.report_records import report_records
from bot.blocks.results_card import figure_line
from bot.domain.digest.content import ScoreLine
from bot.domain.report_scores import MOST_SCORES, ScorePart
from bot.domain.surveys import KINDS
from bot.domain.surveys.said import rate
from bot.usecases.errands import Post, post_file
from bot.usecases.keep_numbers import keep_numbers
from bot.usecases.report import report_file
from storage.books import Books
from storage.tables.errand import Errand


def make_report(books: Books, errand: Errand) -> Post:
    """The report as things stood when it was asked for. Reads only; what it gives queues it to the
    person's DM."""
    file, found, period = report_file(books, errand)
    scores = tuple(_score(part) for part in found.scores[:MOST_SCORES])

    def post(books: Books, key: str, now: datetime) -> None:
        post_file(books, key, errand.person, file, now)
        run = keep_numbers(books, period, found.behind, now, scores=scores)
        numbers = report_records(found, file.title, scores, run)
        books.outbox.post(f"{key}:records", errand.person, numbers.message(), now=now)

    return post


def _score(part: ScorePart) -> ScoreLine:
    """Of the first way in which answers came; the survey that closed last opens."""
    group = part.groups[0]
    said = figure_line(part.kind, group.finding, staff=False).replace("*", "")
    said = said or f"{KINDS[part.kind].title(staff=False)}, too few to say"
    if group.finding.n:
        said += f", {rate(group.finding.n, group.asked)}"
    numbers = ", ".join(str(number) for number in part.waves)
    surveys = f"survey {numbers}" if len(part.waves) == 1 else f"surveys {numbers}; the first opens"
    return ScoreLine(part.place, said, surveys, part.waves[0])
