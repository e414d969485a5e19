"""What follows a report in its reader's DM: its numbers, and behind each one's records."""

from __future__ import annotations

from bot.blocks import kit
from bot.blocks.digest import fitted
from bot.blocks.digest_lines import (
    journey_line,
    many,
    name,
    promises_count,
    score_line,
    waiting_line,
)
from bot.blocks.digest_thread import MOST_JOURNEYS, SCORE, records_rows
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


def _rows(report: Report, scores: tuple[ScoreLine, ...], length: int) -> list[tuple[str, str, int]]:
    heard = f"{many(report.observations.now, 'observation')} of {_customers(report.customers)}"
    done = f"{report.resolved.now:,} resolved, {report.told:,} of {report.to_tell:,} customers told"
    waits = waiting_line(report.waiting, length)
    return [
        ("heard", f"*Heard* · {heard}", report.observations.now),
        ("hurt", f"*Frustrated or angry* · {_customers(report.hurt)}", report.hurt.now),
        ("opened", f"*Opened* · {many(report.opened.now, 'issue')}", report.opened.now),
        ("answered", f"*You said, we did* · {done}", report.resolved.now),
        ("promises", f"*Promises* · {promises_count(report.promises)}", report.promises.due),
        ("unresolved", f"*Unresolved* · {many(report.unresolved, 'issue')}", report.unresolved),
        ("waiting", f"*Waiting too long* · {waits}", report.waiting.issues),
        *(
            (f"place{at}", f"{name(line.name, length)}: {_customers(line.customers)}", 1)
            for at, line in enumerate(report.places)
            if len(line.behind)
        ),
        *(
            (f"theme{at}", f"{name(line.name, length)}: {_customers(line.customers)}", 1)
            for at, line in enumerate(report.themes)
        ),
        *(
            (f"{SCORE}{at}", f"*Scores* · {score_line(line, length)}", 1)
            for at, line in enumerate(scores)
        ),
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
