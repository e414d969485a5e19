"""`/cx issues` and `/cx issue N`."""

from __future__ import annotations

from collections.abc import Sequence

from bot.blocks import kit
from bot.blocks.facts import IssueFacts, ObservationFacts
from bot.blocks.issue_card import buttons, headline, opened_again, stands
from bot.blocks.issue_history import history_blocks
from bot.blocks.loops import told_rows
from bot.blocks.mrkdwn import bold, inline, person, quote
from bot.blocks.observation import heard, tags, words_block
from bot.domain.issue import IssueState

PAGE = 5
_WHOLE, _BRIEFLY = 5, 10
"""Observations behind an issue that are shown whole, and those that have a line each."""


def issue_list(
    title: str, issues: Sequence[IssueFacts], total: int, *, start: int, query: str
) -> kit.Screen:
    """One page of issues, each with the buttons that fit it. `title` is mrkdwn."""
    if not issues:
        return kit.say(f"{title}: none.")
    text = f"{title}: {start + 1}–{start + len(issues)} of {total}"
    blocks = [kit.section(text)]
    for facts in issues:
        first = facts.first
        lines = [f"*#{facts.number}* {headline(facts, 140)}"]
        if first:
            lines.append(tags(first))
        lines.append(_state(facts))
        blocks += [kit.divider(), kit.section("\n".join(lines), _details(facts))]
        blocks += kit.row(*buttons(facts))
    blocks += pages("issues_page", query, start, len(issues), total, PAGE)
    return kit.Screen(text, blocks)


def pages(
    action: str, query: str, start: int, shown: int, total: int, size: int
) -> list[kit.Block]:
    """Buttons to the pages before and after; `query` is what the page was asked with."""
    back, on = max(0, start - size), start + shown
    return kit.row(
        kit.button("Earlier page", f"{action}_back", f"{back} {query}") if start else None,
        kit.button("Next page", f"{action}_on", f"{on} {query}") if on < total else None,
    )


def issue_whole(facts: IssueFacts) -> kit.Screen:
    """One issue: what stands behind it, what is asked, whom to tell, and its history."""
    title = f"Issue #{facts.number} · {facts.state.value} · {facts.severity.label}"
    place = f"{bold(facts.touchpoint)} · " if facts.touchpoint else ""
    blocks = [kit.header(title), kit.section(f"{place}{_state(facts)}")]
    if again := opened_again(facts):
        blocks.append(kit.context(again))
    for observation in facts.observations[:_WHOLE]:
        blocks += [
            words_block(observation, 1300),
            kit.context(tags(observation), heard(observation)),
        ]
    blocks += _beyond(facts.observations[_WHOLE:])
    if facts.state in (IssueState.RESOLVED, IssueState.CLOSED):
        blocks += told_rows(facts)
    if facts.root_cause:
        blocks.append(kit.context(f"Root cause: {inline(facts.root_cause, 600)}"))
    blocks += kit.row(*buttons(facts))
    if facts.history:
        blocks += [kit.divider(), *history_blocks(facts)]
    return kit.Screen(f"{title}: {headline(facts)}", blocks)


def _beyond(observations: Sequence[ObservationFacts]) -> list[kit.Block]:
    """What stands behind an issue beyond what is shown whole: a line for each, as far as a message
    has room for them, and how many there are."""
    if not observations:
        return []
    lines = [f"and {len(observations)} more:"]
    for observation in observations[:_BRIEFLY]:
        words = observation.words
        said = (
            "_(said in private)_" if words is None else quote(words, 50) if words else kit.NOT_KEPT
        )
        customer = f" {inline(observation.customer, 30)}" if observation.customer else ""
        lines.append(f"• {said}{customer}")
    rest = len(observations) - _BRIEFLY
    if rest > 0:
        lines.append(f"_{rest} of them {'is' if rest == 1 else 'are'} not shown here._")
    return [kit.section("\n".join(lines))]


def _state(facts: IssueFacts) -> str:
    """How it stands; whose it is too where the sentence does not say so."""
    if facts.state.unresolved or not facts.owner:
        return stands(facts)
    return f"{stands(facts)} · {person(facts.owner)}"


def _details(facts: IssueFacts) -> kit.Element:
    return kit.button("History", "issue_show", facts.id, label=f"History of issue {facts.number}")
