"""App Home: what waits for me, what became of what I logged, and, for CX leads, the set-up."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.blocks import kit
from bot.blocks.away import AwayFacts, away_blocks
from bot.blocks.delivery_problems import ProblemFacts, problem_blocks
from bot.blocks.digest_lines import health_said, many
from bot.blocks.facts import IssueFacts, LeftFacts, ObservationFacts
from bot.blocks.issue_card import asked, buttons, headline, stands
from bot.blocks.logged import buttons as logged_buttons
from bot.blocks.logged import likely_said
from bot.blocks.mrkdwn import bold, day, inline, moment, person, quote
from bot.blocks.observation import tags, where, words_block
from bot.blocks.survey_message import AskFacts, ask
from bot.domain.digest.content import JourneyLine
from bot.domain.issue import IssueState
from bot.domain.vocabulary import WhoseWords

SHOWN = 5
"""Issues, own observations and delivery problems that are shown one by one."""
_NAMED = 10
"""Touchpoints that are named in a sentence."""
_ASKED = 2
"""Surveys that are shown whole."""


@dataclass(frozen=True, slots=True)
class LeadFacts:
    """What only CX leads see, and workspace admins until a CX lead is active.

    leads: user ids. may_claim: the reader is offered "Become CX lead". touchpoints: how many.
    ownerless: names of touchpoints without an owner. unowned: issues that nobody owns.
    problems: all messages that were given up. left: what became of the part of whoever left.
    """

    leads: Sequence[str]
    may_claim: bool
    touchpoints: int
    ownerless: Sequence[str]
    anything_logged: bool
    unowned: int
    problems: Sequence[ProblemFacts]
    left: Sequence[LeftFacts] = ()


@dataclass(frozen=True, slots=True)
class HomeFacts:
    """waiting: the first SHOWN issues that wait for the reader, of `waiting_total`.
    escalated: those of others that an escalation brought to the reader, likewise.
    reviews: those that ended with "We chose this" and are to be looked at again, likewise.
    logged: the last SHOWN observations of the reader, each with its issue. away: their days away
    that are not over. surveys: those they have not answered. journeys: how each was when it was
    last read, at `journeys_read_at` or later that day."""

    waiting: Sequence[IssueFacts] = ()
    waiting_total: int = 0
    escalated: Sequence[IssueFacts] = ()
    escalated_total: int = 0
    reviews: Sequence[IssueFacts] = ()
    reviews_total: int = 0
    logged: Sequence[tuple[ObservationFacts, IssueFacts | None]] = ()
    away: Sequence[AwayFacts] = ()
    lead: LeadFacts | None = None
    journeys: Sequence[JourneyLine] = ()
    journeys_read_at: datetime | None = None
    surveys: Sequence[AskFacts] = ()


def home(facts: HomeFacts) -> kit.View:
    blocks: list[kit.Block] = []
    if facts.lead:
        blocks += _set_up(facts.lead)
    blocks += [_heard_today(), *_waiting(facts)]
    if facts.lead:
        blocks += _faults(facts.lead)
    blocks += _reviews(facts) + _escalated(facts) + _surveys(facts.surveys)
    blocks += _logged(facts.logged) + _journeys(facts)
    if facts.lead:
        blocks += _left(facts.lead.left) + _problems(facts.lead.problems)
    blocks += [kit.divider(), kit.header("When you are away"), *away_blocks(facts.away)]
    blocks.append(
        kit.context("`/cx help` shows everything at a glance · `/cx settings`: when you work")
    )
    return kit.home(blocks)


def guest_home(logged: Sequence[tuple[ObservationFacts, IssueFacts | None]] | None) -> kit.View:
    """A guest's page. `logged`: as in HomeFacts, where guests may log; None where they may not."""
    blocks = [
        kit.header("Welcome"),
        kit.section(
            "Earshot carries what customers say to the people who can answer. As a guest you "
            "answer surveys that are addressed to you; they come as messages, so there is nothing "
            "to look after here."
        ),
    ]
    if logged is not None:
        blocks += [_heard_today(), *_logged(logged)]
    return kit.home(blocks)


# -- for everyone ---------------------------------------------------------------------------------


def _heard_today() -> kit.Block:
    button = kit.button("Log an observation", "log_open", style="primary")
    return kit.section("*Heard a customer today?* In their words, in ten seconds.", button)


def _waiting(facts: HomeFacts) -> list[kit.Block]:
    if not facts.waiting:
        return [kit.header("Waits for you"), kit.section("Nothing. That's all for now.")]
    more = ": `/cx issues mine`"
    return _issues("Waits for you", facts.waiting, facts.waiting_total, asked, more)


def _reviews(facts: HomeFacts) -> list[kit.Block]:
    def said(issue: IssueFacts) -> str:
        on = f"; review was set for {day(issue.review_on)}" if issue.review_on else ""
        why = quote(issue.dismiss_words or "", 300)
        return f"We chose this{on}: {why} Does it still hold?"

    more = ", once these are settled"
    return _issues("To look at again", facts.reviews, facts.reviews_total, said, more)


def _escalated(facts: HomeFacts) -> list[kit.Block]:
    """Told once in the morning; here as long as nobody takes them up."""
    more = ": `/cx issues overdue`"
    return _issues("Went past its owner", facts.escalated, facts.escalated_total, stands, more)


def _issues(
    heading: str,
    issues: Sequence[IssueFacts],
    total: int,
    said: Callable[[IssueFacts], str],
    more: str,
) -> list[kit.Block]:
    """Issues with their buttons, of `total`. said: what is asked of each. more: where the others
    are."""
    if not issues:
        return []
    blocks: list[kit.Block] = [kit.header(f"{heading}: {total}")]
    for issue in issues:
        first = issue.first
        lines = [f"*#{issue.number}* {headline(issue, 140)}"]
        lines += [tags(first)] if first else []
        blocks += [kit.section("\n".join([*lines, said(issue)])), *kit.row(*buttons(issue))]
    left = total - len(issues)
    return [*blocks, kit.context(f"and {left} more{more}")] if left > 0 else blocks


def _surveys(surveys: Sequence[AskFacts]) -> list[kit.Block]:
    if not surveys:
        return []
    blocks: list[kit.Block] = [kit.header(f"Surveys for you: {len(surveys)}")]
    for facts in surveys[:_ASKED]:
        blocks += ask(facts).blocks
    more = len(surveys) - _ASKED
    if more > 0:
        blocks.append(kit.context(f"and {more} more, once these are answered"))
    return blocks


def _logged(logged: Sequence[tuple[ObservationFacts, IssueFacts | None]]) -> list[kit.Block]:
    if not logged:
        return []
    blocks: list[kit.Block] = [kit.header("What became of what you logged")]
    for seen, issue in logged:
        place = where(seen)
        said = " · ".join(part for part in (place, _became(seen, issue)) if part)
        blocks += [
            words_block(seen, 200),
            kit.context(said),
            *kit.row(*logged_buttons(seen)),
        ]
    return blocks


def _journeys(facts: HomeFacts) -> list[kit.Block]:
    if not facts.journeys:
        return []
    lines = [f"• {health_said(each)}" for each in facts.journeys[:_NAMED]]
    more = len(facts.journeys) - _NAMED
    lines += [f"and {more} more"] if more > 0 else []
    at = facts.journeys_read_at
    read = f"As of {moment(at)}, read once a day; changes are of a week. " if at else ""
    note = f"{read}`/cx journey NAME`: as it is now, with its picture and the records behind it"
    return [kit.header("Journeys"), kit.section("\n".join(lines)), kit.context(note)]


def _became(seen: ObservationFacts, issue: IssueFacts | None) -> str:
    """What the reporter is told of the issue: one line of mrkdwn."""
    if seen.likely and seen.likely.waits:
        return likely_said(seen.likely)
    if issue is None:
        is_own = seen.whose is WhoseWords.OWN
        kept = "Kept apart as your own view" if is_own else "It counts"
        return f"{kept}; nobody is asked to answer."
    number, owner = f"Issue #{issue.number}", person(issue.owner) if issue.owner else None
    match issue.state:
        case IssueState.OPEN:
            return f"{number} waits for {owner or 'someone to own it'}."
        case IssueState.ACKNOWLEDGED if issue.promise:
            promised = quote(issue.promise.next_step, 300)
            return f"{number}: {owner} promised {promised} by {bold(day(issue.promise.due_on))}."
        case IssueState.ACKNOWLEDGED:
            return f"{number}: {owner} has it."
        case IssueState.DISMISSED:
            reason = issue.dismiss_reason.label if issue.dismiss_reason else ""
            said = f": {quote(issue.dismiss_words, 300)}" if issue.dismiss_words else ""
            return f"{number} won't be taken further ({inline(reason)}){said}"
        case _:
            return f"{number} is {issue.state.value}: {quote(issue.what_changed or '', 300)}"


# -- for CX leads ---------------------------------------------------------------------------------


def _set_up(facts: LeadFacts) -> list[kit.Block]:
    """The checklist, until all of it is done."""
    named = facts.touchpoints - len(facts.ownerless)
    leads = ", ".join(person(user_id) for user_id in facts.leads[:3])
    steps = [
        (bool(facts.leads), f"CX lead: {leads}" if leads else "Someone leads customer experience"),
        (
            facts.touchpoints > 0,
            f"Catalogue: {many(facts.touchpoints, 'touchpoint')}, `/cx touchpoints`",
        ),
        (
            facts.touchpoints > 0 and not facts.ownerless,
            f"Owners named: {named} of {facts.touchpoints}, `/cx touchpoint edit NAME`",
        ),
        (facts.anything_logged, "First observation logged"),
    ]
    if all(done for done, _ in steps):
        return []
    lines = [
        f"{'✓' if done else '○'}  {number}. {text}"
        for number, (done, text) in enumerate(steps, start=1)
    ]
    return [
        kit.header("Set-up"),
        kit.section("\n".join(lines)),
        *kit.row(
            kit.button("Become CX lead", "lead_claim", style="primary")
            if facts.may_claim
            else None,
            kit.button("Use the starter catalogue", "catalogue_starter")
            if not facts.touchpoints
            else None,
        ),
        kit.divider(),
    ]


def _faults(facts: LeadFacts) -> list[kit.Block]:
    lines = []
    if facts.unowned:
        what = "1 issue" if facts.unowned == 1 else f"{facts.unowned} issues"
        lines.append(
            f"*Nobody owns {what}.* The clocks stand still until someone does: `/cx issues unowned`"
        )
    if facts.ownerless:
        names = ", ".join(bold(name, 75) for name in facts.ownerless[:_NAMED])
        more = len(facts.ownerless) - _NAMED
        more_said = f" and {more} more" if more > 0 else ""
        lines.append(f"No owner yet: {names}{more_said}. `/cx touchpoint edit NAME`")
    if not lines:
        return []
    return [kit.header("Needs a CX lead"), *(kit.section(line) for line in lines)]


def _left(left: Sequence[LeftFacts]) -> list[kit.Block]:
    if not left:
        return []
    blocks = [kit.divider(), kit.header("Can't answer any more")]
    for gone in left[:SHOWN]:
        count = sum(number for _, number in gone.moved)
        issues = "1 open issue" if count == 1 else f"{count} open issues"
        to = ", ".join(
            f"{number} to {person(owner)}" if owner else f"{number} to nobody"
            for owner, number in gone.moved
        )
        lines = [f"{person(gone.person)}, {moment(gone.at)}: {issues}" + (f", {to}" if to else "")]
        parts = [f"{bold(name, 75)} has no {part}" for name, part in gone.open_parts[:_NAMED]]
        more = len(gone.open_parts) - _NAMED
        if parts:
            lines.append("; ".join(parts) + (f" and {more} more" if more > 0 else "") + ".")
        blocks.append(kit.section("\n".join(lines)))
    return blocks


def _problems(problems: Sequence[ProblemFacts]) -> list[kit.Block]:
    if not problems:
        return []
    blocks = [kit.divider(), kit.header("Did not arrive")]
    for problem in problems[:SHOWN]:
        blocks += problem_blocks(problem)
    more = len(problems) - SHOWN
    if more > 0:
        blocks.append(kit.context(f"and {more} more, once these are settled"))
    return blocks
