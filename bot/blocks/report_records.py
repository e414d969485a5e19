"""What follows a report in its reader's DM: its numbers, and behind each one's records."""

from __future__ import annotations

from bot.blocks import kit
from bot.blocks.digest import fitted
from bot.blocks.digest_lines import journey_line, many, name
from bot.blocks.digest_thread import (
    MOST_JOURNEYS,
    Row,
    answered_row,
    promises_row,
    records_rows,
    score_rows,
    waiting_row,
)
from bot.blocks.mrkdwn import inline
from bot.domain.digest.content import ScoreLine
from bot.domain.report import Count, Report


def report_records(
    report: Report, title: str, scores: tuple[ScoreLine, ...], run: int
) -> kit.Screen:
    """title: of the report. scores: its first ones, in words. run: what the buttons carry."""
    said = f"The records behind the numbers: {inline(title)}"
    head = kit.section(f"*{said}.* Each opens what you may read.")
    return kit.Screen(
        said, fitted(lambda length: [head, *records_rows(_rows(report, scores, length), run)])
    )


def _rows(report: Report, scores: tuple[ScoreLine, ...], length: int) -> list[Row]:
    heard = f"{many(report.observations.now, 'observation')} of {_customers(report.customers)}"
    return [
        ("heard", f"*Heard* · {heard}", report.observations.now),
        ("hurt", f"*Frustrated or angry* · {_customers(report.hurt)}", report.hurt.now),
        ("opened", f"*Opened* · {many(report.opened.now, 'issue')}", report.opened.now),
        answered_row(report.resolved.now, report.told, report.to_tell),
        promises_row(report.promises),
        ("unresolved", f"*Unresolved* · {many(report.unresolved, 'issue')}", report.unresolved),
        waiting_row(report.waiting, length),
        *(
            (f"place{at}", f"{name(line.name, length)}: {_customers(line.customers)}", 1)
            for at, line in enumerate(report.places)
            if len(line.behind)
        ),
        *(
            (f"theme{at}", f"{name(line.name, length)}: {_customers(line.customers)}", 1)
            for at, line in enumerate(report.themes)
        ),
        *score_rows(scores, length),
        *(
            (
                f"journey{part.line.id}",
                journey_line(part.line, min(length, 60))[2:],
                part.line.customers,
            )
            for part in report.journeys[:MOST_JOURNEYS]
        ),
    ]


def _customers(count: Count) -> str:
    return f"{many(count.now, 'customer')}, {count.before:,} before"
