"""The weekly digest: one message that people read, whatever the data.

Every section is lines that are cut to a length; when the whole would still be longer than Slack
shows, it is drawn again with shorter ones.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from bot.blocks import kit
from bot.blocks.digest_lines import (
    answered_count,
    answered_line,
    broken_line,
    decision_line,
    hurt_line,
    journey_line,
    many,
    name,
    promises_count,
    score_line,
    waiting_line,
)
from bot.blocks.mrkdwn import inline, quote
from bot.domain.digest.content import Asks, Digest, Headline, Lead

ROOM = 11_000
"""Characters of all blocks together: Slack was seen to refuse 13,200, and counts in its own way."""
_BLOCK = 2_900
_LENGTHS = (140, 90, 50, 24, 10)
"""Characters of one quotation, the first that fits."""
MOST_JOURNEYS = 8

Drawn = Callable[[int], list[kit.Block]]


def digest_message(digest: Digest, run: int) -> kit.Screen:
    """What is posted. run: the id that its buttons carry."""
    text = f"{_headline(digest, 150)} · {title(digest)}"
    if digest.quiet:
        return kit.Screen(text, [kit.section(f"*{title(digest)}* · {_headline(digest, 150)}")])
    return kit.Screen(text, fitted(lambda length: _blocks(digest, run, length)))


def fitted(drawn: Drawn) -> list[kit.Block]:
    """The blocks with the longest quotations that Slack takes."""
    blocks = drawn(_LENGTHS[0])
    for length in _LENGTHS[1:]:
        if size(blocks) <= ROOM:
            break
        blocks = drawn(length)
    return blocks


def size(blocks: Sequence[kit.Block]) -> int:
    """Characters of all texts in the blocks, as Slack counts them."""
    found = 0
    for block in blocks:
        for part in (block.get("text"), *block.get("elements", ())):
            text = part.get("text") if isinstance(part, dict) else None
            found += len(text.encode("utf-16-le")) // 2 if isinstance(text, str) else 0
    return found


def lines_block(heading: str, lines: Sequence[str], left: int = 0) -> list[kit.Block]:
    """A section of whole lines: what would not fit is counted, never cut in two."""
    if not heading and not lines:
        return []
    taken, room = [heading] if heading else [], _BLOCK - len(heading)
    for at, line in enumerate(lines):
        room -= len(line.encode("utf-16-le")) // 2 + 1
        if room < 0:
            left += len(lines) - at
            break
        taken.append(line)
    if left:
        taken.append(f"and {left:,} more")
    return [kit.section("\n".join(taken))]


def title(digest: Digest) -> str:
    """Heard this week · 8–14 Sep · whole company: mrkdwn."""
    when = "Heard this week" if digest.weeks == 1 else f"Heard in {digest.weeks} weeks"
    return f"{when} · {span(digest.first, digest.last)} · {scope(digest)}"


def scope(digest: Digest) -> str:
    return inline(digest.scope) or "whole company"


def span(first: date, last: date) -> str:
    """8–14 Sep; 29 Sep–5 Oct."""
    if first == last:
        return f"{last.day} {last:%b}"
    begin = f"{first.day}" if (first.year, first.month) == (last.year, last.month) else _day(first)
    return f"{begin}–{last.day} {last:%b}"


def _day(on: date) -> str:
    return f"{on.day} {on:%b}"


def _blocks(digest: Digest, run: int, length: int) -> list[kit.Block]:
    head = f"*{title(digest)}*\n*{_headline(digest, length)}*"
    if digest.weeks > 1:
        head += f"\nNo digest came for a while; this one covers {digest.weeks} weeks."
    blocks = [kit.section(head), *_decisions(digest, run, length)]
    if digest.resolved:
        done = answered_count(digest.resolved, digest.told, digest.to_tell)
        lines = [answered_line(each, length) for each in digest.answered]
        left = digest.resolved - len(digest.answered)
        blocks += lines_block(f"*You said, we did* · {done}", lines, left)
    if digest.promises.due:
        lines = [broken_line(each, length) for each in digest.promises.lines]
        left = digest.promises.broken - len(lines)
        blocks += lines_block(f"*Promises* · {promises_count(digest.promises)}", lines, left)
    if digest.journeys:
        lines = [journey_line(each, min(length, 60)) for each in digest.journeys[:MOST_JOURNEYS]]
        left = len(digest.journeys) - len(lines)
        blocks += lines_block("*Journeys* · customers heard in 4 weeks", lines, left)
    if digest.hurts:
        when = "this week" if digest.weeks == 1 else "these weeks"
        lines = [hurt_line(at, each, length) for at, each in enumerate(digest.hurts, 1)]
        heading = f"*What hurts most* · customers {when} / last week / 4-week average"
        if digest.weeks > 1:
            heading = f"*What hurts most* · customers {when} / the week before / 4-week average"
        blocks += lines_block(heading, lines)
    if digest.scores:
        lines = [score_line(each, length) for each in digest.scores]
        blocks += lines_block(f"*Scores* · {lines[0]}", lines[1:])
    if digest.waiting.issues:
        blocks += lines_block(f"*Waiting too long* · {waiting_line(digest.waiting, length)}", [])
    if digest.good:
        whose = " · ".join(
            name(part, length) for part in (digest.good.customer, digest.good.place) if part
        )
        said = quote(digest.good.words, length)
        blocks += lines_block(f"*A good one* · {said}" + (f" ({whose})" if whose else ""), [])
    return [*blocks, kit.context(_foot(digest))]


_LISTED = {
    Asks.UNOWNED: "`/cx issues unowned`",
    Asks.SPONSOR: "`/cx issues overdue`",
    Asks.CHOSEN: "`/cx issues`",
    Asks.REVIEW: "`/cx issues`",
}


def _lists(asks: Sequence[Asks]) -> str:
    """Where what is asked for stands: no list that has none of it."""
    return ", ".join(dict.fromkeys(_LISTED[why] for why in asks or (Asks.UNOWNED, Asks.SPONSOR)))


def _decisions(digest: Digest, run: int, length: int) -> list[kit.Block]:
    blocks: list[kit.Block] = []
    for at, decision in enumerate(digest.decisions):
        said = decision_line(decision, length)
        text = f"*Needs a decision* · {said}" if at == 0 else said
        last = at == len(digest.decisions) - 1
        if last and digest.more_decisions:
            text += f"\nand {digest.more_decisions} more: {_lists(digest.more_ask)}"
        button = kit.button(
            "I'll take it",
            "digest_take",
            f"{run}:{decision.issue}",
            label=f"I'll take it: issue #{decision.number}",
        )
        blocks.append(kit.section(text, None if decision.taken_by else button))
    return blocks


def _headline(digest: Digest, length: int) -> str:
    """One sentence that works as a phone preview: mrkdwn without formatting."""
    return _SAID[digest.headline.lead](digest.headline, min(length, 75))


def _critical(said: Headline, length: int) -> str:
    where = inline(said.name, length) or "a place without a name"
    more = f", and {said.of - 1} more Critical" if said.of > 1 else ""
    return (
        f"Critical at {where}: {many(said.count, 'customer')} affected{more}.{_fix(said, length)}"
    )


def _theme(said: Headline, length: int) -> str:
    change = ""
    if said.last > said.count:
        change = f", down from {said.last} last week"
    elif 0 < said.last < said.count:
        change = f", up from {said.last} last week"
    theme = inline(said.name, length) or "One thing"
    return f"{theme} hurts most: {said.count} of {many(said.of, 'customer')} heard{change}." + _fix(
        said, length
    )


def _fix(said: Headline, length: int) -> str:
    if not said.fix or said.fix_on is None:
        return ""
    return f" Promised for {said.fix_on:%a} {_day(said.fix_on)}: {quote(said.fix, length)}"


def _broken(said: Headline, length: int) -> str:
    where = f", first at {inline(said.name, length)}" if said.name else ""
    return f"{said.count} of {many(said.of, 'promise')} broke{where}."


def _decision(said: Headline, length: int) -> str:
    wait = f"{many(said.count, 'customer')} {'waits' if said.count == 1 else 'wait'}"
    if said.of > 1:
        return f"{wait} for {said.of:,} decisions that nobody has taken."
    where = f" at {inline(said.name, length)}" if said.name else ""
    return f"{wait}{where} for a decision that nobody has taken."


def _answered(said: Headline, length: int) -> str:
    return (
        f"What {many(said.count, 'issue')} asked for is done."
        if said.count == 1
        else (f"{said.count} issues were answered, and nothing new stands out.")
    )


def _good(said: Headline, length: int) -> str:
    where = f" about {inline(said.name, length)}" if said.name else ""
    return f"A good word{where}; nothing stands out otherwise."


def _score(said: Headline, length: int) -> str:
    where = f"{inline(said.name, length)}: " if said.name else ""
    return f"{where}{inline(said.fix) or 'A survey closed'}."


def _heard(said: Headline, length: int) -> str:
    if not said.count:
        return "Nothing new was heard; what was asked before still waits."
    return f"{many(said.of, 'customer')} heard, and nothing stands out."


def _quiet(said: Headline, length: int) -> str:
    return "A quiet week: nothing heard, nothing due."


_SAID = {
    Lead.CRITICAL: _critical,
    Lead.THEME: _theme,
    Lead.BROKEN: _broken,
    Lead.DECISION: _decision,
    Lead.ANSWERED: _answered,
    Lead.GOOD: _good,
    Lead.SCORE: _score,
    Lead.HEARD: _heard,
    Lead.QUIET: _quiet,
}


def _foot(digest: Digest) -> str:
    counts = ", ".join(
        (
            many(digest.observations, "observation"),
            many(digest.customers, "customer"),
            many(digest.colleagues, "colleague"),
        )
    )
    names = "; names masked" if digest.masked else ""
    return f"_{counts}. Records and chart in the thread{names}._"
