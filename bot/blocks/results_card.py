"""What a wave says: its figures, how sure they are, what changed, and the words behind them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.blocks import kit
from bot.blocks.mrkdwn import bold, inline, moment, quote
from bot.domain.score import FEW, Standing, standing
from bot.domain.surveys import KINDS
from bot.domain.surveys.finding import Figure, Finding, PastFigure, Side, Told
from bot.domain.surveys.said import CAVEAT, interval_said, mean_said, rate, value_said
from bot.domain.wave import Given, WaveState

TOO_FEW = "Too few to say"
_COMMENT = 300
_COMMENTS = 6_000
"""Characters of all comments in a card; Slack takes some 13,000 in a message."""
_SECTION = 2_900
_OPTIONS_IN_A_SECTION = 20


@dataclass(frozen=True, slots=True)
class GroupFacts:
    """Answers that are counted together. asked: of how many people; None: nobody knows."""

    side: Side
    given: Given
    finding: Finding
    asked: int | None = None


@dataclass(frozen=True, slots=True)
class PartFacts:
    """One question with the answers of each group, and what was said to it in words. past: the
    figures of the largest group in this wave and those before it, oldest first."""

    question: str
    kind: str
    groups: Sequence[GroupFacts]
    comments: Sequence[str] = ()
    comment_count: int = 0
    past: Sequence[PastFigure] = ()


@dataclass(frozen=True, slots=True)
class ResultsFacts:
    """answered: people, in fives while an anonymous wave runs. asked: of how many; None where that
    is not known. before: when the wave before closed."""

    wave_id: int
    number: int
    state: WaveState
    anonymous: bool
    closes_at: datetime
    answered: int
    asked: int | None
    parts: Sequence[PartFacts]
    before: datetime | None = None
    was_sent: bool = True


Pictures = Mapping[int, Sequence[tuple[str, str]]]
"""Of a part: the names of the files that go with the message, and what each says."""


def results_card(facts: ResultsFacts, pictures: Pictures | None = None) -> kit.Screen:
    """The whole card."""
    title = f"Results of survey {facts.number}"
    blocks = [kit.header(title), kit.context(_when(facts))]
    lines = [title]
    for at, part in enumerate(facts.parts):
        blocks.append(kit.divider())
        blocks.append(kit.section(bold(part.question, 500) or "A question"))
        for group in part.groups:
            said = _group(facts, part, group)
            lines.append(said[1 if said[0].startswith("_") else 0])
            blocks.append(kit.section("\n".join(said)))
        if not part.groups:
            none = "Nobody answered." if facts.state.over else "No answers yet."
            blocks.append(kit.section(none))
        blocks += [kit.picture(*each) for each in (pictures or {}).get(at, ())]
        blocks += _comments(facts, part)
    if _has_interval(facts):
        blocks.append(kit.context(CAVEAT))
    return kit.Screen(" · ".join(lines[:2]), blocks)


def figure_line(kind_name: str, finding: Finding, *, staff: bool) -> str:
    """A figure in one line of mrkdwn: "NPS *+28* (95 %: 13 to 41)". "" where there is none."""
    kind, figure = KINDS[kind_name], finding.figure
    if figure is None:
        return ""
    title = "" if kind_name == "yesno" else f"{kind.title(staff=staff)} "
    said = f"{title}*{value_said(kind_name, figure.value)}*"
    if kind.measures:
        said += f" {kind.measures}"
    if finding.standing is Standing.ROUGH:
        said += ", rough"
    said += _sure(kind_name, figure)
    return said + (f" · mean {mean_said(kind_name, finding.mean)}" if finding.mean else "")


def change_line(kind_name: str, finding: Finding, before: datetime | None) -> str:
    """ "14 Jun +23: no real change." "" where nothing may be compared."""
    if finding.was is None or finding.change is None or before is None:
        return ""
    when = f"{before.day} {before:%b}"
    return f"{when} {value_said(kind_name, finding.was.value)}: {finding.change.value}."


def _when(facts: ResultsFacts) -> str:
    if facts.state is WaveState.CLOSED:
        when = "Closed"
    elif not facts.was_sent:
        return "Not sent"
    elif facts.state is WaveState.CANCELLED:
        when = "Stopped by its author; nothing of it counts"
    else:
        when = f"Open until {moment(facts.closes_at)}"
    answered = rate(facts.answered, facts.asked)
    if facts.anonymous and facts.state is WaveState.OPEN:
        answered = f"about {answered}"
    elif facts.anonymous and standing(facts.answered) is Standing.TOO_FEW:
        answered = f"fewer than {FEW} answered"
    named = "no names are stored" if facts.anonymous else ""
    return " · ".join(each for each in (when, answered, named) if each)


def _group(facts: ResultsFacts, part: PartFacts, group: GroupFacts) -> list[str]:
    lines: list[str] = []
    if heading := _heading(part, group):
        lines.append(f"_{heading}_")
    finding, staff = group.finding, group.side is Side.STAFF
    answered = rate(finding.n, group.asked)
    if finding.told is Told.AT_THE_CLOSE:
        about = "about " if facts.anonymous else ""
        lines.append(f"Shown at the close · {about}{answered}")
    elif finding.told is Told.TOO_FEW:
        lines.append(TOO_FEW + ("." if facts.anonymous else f" · {answered}"))
    elif finding.leading:
        most = " and ".join(bold(label) for label in finding.leading)
        lines.append(f"Most chosen: {most} · {answered}")
    elif finding.shares:
        rough = ", rough" if finding.standing is Standing.ROUGH else ""
        lines.append(f"{answered}{rough}")
        counts = dict(finding.spread)
        lines += [
            f"• {inline(label, 75)} *{share.value} %*{_sure(part.kind, share)} · {counts[label]}"
            for label, share in finding.shares[:_OPTIONS_IN_A_SECTION]
        ]
    elif finding.figure:
        lines.append(f"{figure_line(part.kind, finding, staff=staff)} · {answered}")
        lines.append(
            ", ".join(_counted(part.kind, count, label) for label, count in finding.classes)
        )
        lines.append(change_line(part.kind, finding, facts.before))
    else:
        lines.append(answered)
    return [line for line in lines if line]


def _counted(kind_name: str, count: int, label: str) -> str:
    """52 promoters, 1 passive; 40 satisfied (4–5)."""
    return f"{count} {label.removesuffix('s') if count == 1 and kind_name == 'nps' else label}"


def _heading(part: PartFacts, group: GroupFacts) -> str:
    """Whose answers they are, where that does not go without saying."""
    if group.given is Given.RECORDED:
        return "Customers, recorded by colleagues"
    if len(part.groups) > 1:
        return "Staff" if group.side is Side.STAFF else "Customers, given by themselves"
    return ""


def _sure(kind_name: str, figure: Figure) -> str:
    said = interval_said(kind_name, figure)
    return f" ({said})" if said else ""


def _comments(facts: ResultsFacts, part: PartFacts) -> list[kit.Block]:
    """As many as there is room for. Anonymous ones are in no export, but others are drawn each
    time."""
    room = _COMMENTS // max(1, sum(bool(each.comments) for each in facts.parts))
    sections: list[str] = []
    more = part.comment_count
    for comment in part.comments:
        line = f"• {quote(comment, _COMMENT)}"
        size = len(line.encode("utf-16-le")) // 2 + 1
        room -= size
        if room < 0:
            break
        more -= 1
        if sections and len(sections[-1].encode("utf-16-le")) // 2 + size <= _SECTION:
            sections[-1] += f"\n{line}"
        else:
            sections.append(line)
    rest = (
        f"its author sees others each time by `/survey results {facts.number}`"
        if facts.anonymous
        else "a CX lead's `/cx export responses` has them all"
    )
    left = [kit.context(f"And {more} more: {rest}.")] if more > 0 else []
    return [*(kit.section(each) for each in sections), *left]


def _has_interval(facts: ResultsFacts) -> bool:
    return any(
        (group.finding.figure and group.finding.figure.low is not None) or group.finding.shares
        for part in facts.parts
        for group in part.groups
    )
