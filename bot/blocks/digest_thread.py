"""What follows a digest in its thread: the chart, and each number with its records."""

from __future__ import annotations

from collections.abc import Iterable

from bot.blocks import kit
from bot.blocks.digest import fitted, title
from bot.blocks.digest_lines import (
    answered_count,
    decision_line,
    hurt_line,
    journey_line,
    many,
    missing_said,
    promises_count,
    score_line,
    waiting_line,
)
from bot.blocks.mrkdwn import quote
from bot.domain.digest.content import Digest, Promises, ScoreLine, Waiting

CHART = "week.png"
SCORE = "score"
"""A score's number among the others: behind it are the results of its survey."""
MOST_JOURNEYS = 12
Row = tuple[str, str, int]
"""The name of the records behind a line, the line (mrkdwn), and how much there is."""


def details(digest: Digest, run: int, chart_says: str = "") -> kit.Screen:
    """chart_says: what the picture named CHART says; "" without one."""
    text = f"Records and chart: {title(digest)}"
    return kit.Screen(text, fitted(lambda length: _blocks(digest, run, chart_says, length)))


def _blocks(digest: Digest, run: int, chart_says: str, length: int) -> list[kit.Block]:
    blocks = [kit.section("*The records behind the numbers.* Each opens what you may read.")]
    if chart_says:
        shown = {"type": "image", "slack_file": {"id": CHART}}
        blocks.append({**shown, "alt_text": kit.plain(chart_says, 1000)["text"]})
    counts = (
        f"{many(digest.observations, 'observation')} of {many(digest.customers, 'customer')}, "
        f"heard by {many(digest.colleagues, 'colleague')}"
    )
    rows = [("heard", f"*Heard* · {counts}", digest.observations)]
    rows += [
        (f"decision{at}", f"*Needs a decision* · {decision_line(each, length)}", 1)
        for at, each in enumerate(digest.decisions)
    ]
    rows.append(answered_row(digest.resolved, digest.told, digest.to_tell))
    rows.append(promises_row(digest.promises))
    rows += [
        (
            f"journey{each.id}",
            " ".join((journey_line(each, min(length, 60))[2:], missing_said(each))).strip(),
            each.customers,
        )
        for each in digest.journeys[:MOST_JOURNEYS]
    ]
    rows += [
        (f"hurt{at}", hurt_line(at + 1, each, length), each.this)
        for at, each in enumerate(digest.hurts)
    ]
    rows += [*score_rows(digest.scores, length), waiting_row(digest.waiting, length)]
    if digest.good:
        rows.append(("good", f"*A good one* · {quote(digest.good.words, length)}", 1))
    return [*blocks, *records_rows(rows, run)]


def answered_row(resolved: int, told: int, to_tell: int) -> Row:
    done = answered_count(resolved, told, to_tell)
    return "answered", f"*You said, we did* · {done}", resolved


def promises_row(promises: Promises) -> Row:
    return "promises", f"*Promises* · {promises_count(promises)}", promises.due


def waiting_row(waiting: Waiting, length: int) -> Row:
    return "waiting", f"*Waiting too long* · {waiting_line(waiting, length)}", waiting.issues


def score_rows(scores: Iterable[ScoreLine], length: int) -> list[Row]:
    return [
        (f"{SCORE}{at}", f"*Scores* · {score_line(each, length)}", 1)
        for at, each in enumerate(scores)
    ]


def records_rows(rows: Iterable[Row], run: int) -> list[kit.Block]:
    """A line with its button for each row that is not of nothing."""
    return [
        kit.section(text, kit.button("Records", "digest_records", f"{run}:{name}:0"))
        for name, text, count in rows
        if count
    ]
