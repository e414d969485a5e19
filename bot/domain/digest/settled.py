"""What was done, promised, and left waiting.

Source: docs/reference/figures.md, "Digest" and "Promises".
"""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta

from bot.domain.digest.content import Answered, Broken, Promises, Waiting
from bot.domain.digest.material import Material, Quote
from bot.domain.digest.records import Behind, Part, PartOf
from bot.domain.heard import Case
from bot.domain.issue import IssueState
from bot.domain.promise import PromiseState

MOST_ANSWERED, MOST_BROKEN, MOST_PLACES = 4, 4, 5


def answered(
    material: Material, quote: Quote, behind: dict[str, Behind], *, most: int = MOST_ANSWERED
) -> tuple[tuple[Answered, ...], int, int, int]:
    """ "You said, we did": the lines, then how many were resolved in the period, and how many
    customers were told, of how many. One whom nobody needs to tell is not counted."""
    done = [
        case
        for case in material.cases
        if case.state in (IssueState.RESOLVED, IssueState.CLOSED)
        and case.resolved_at is not None
        and material.period.start <= case.resolved_at < material.period.end
        and material.within(case.touchpoint)
    ]
    done.sort(key=lambda case: (-len(case.customers), case.id))
    ids = {case.id for case in done}
    of = Counter(issue for issue, _ in material.loops if issue in ids)
    told = Counter(issue for issue, was_told in material.loops if was_told and issue in ids)
    behind["answered"] = Behind(
        issues=tuple(case.id for case in done),
        parts=tuple(Part(PartOf.TOLD, 1, told[case.id], of[case.id]) for case in done),
    )
    lines = tuple(
        Answered(
            number=case.number,
            words=quote(case.first) if case.first is not None else "",
            place=material.place(case.touchpoint),
            changed=case.what_changed,
            told=told[case.id],
            of=of[case.id],
        )
        for case in done[:most]
    )
    return lines, len(done), told.total(), of.total()


def promises(
    material: Material, named: bool, behind: dict[str, Behind], *, most: int = MOST_BROKEN
) -> Promises:
    """Of what was due in the period; a promise that ended without blame is none."""
    period = material.period
    due = [
        pledge
        for pledge in material.pledges
        if material.within(pledge.touchpoint)
        and period.start <= pledge.due_at < period.end
        and pledge.state is not PromiseState.VOID
    ]
    count = Counter(pledge.state for pledge in due)
    broken = [pledge for pledge in due if pledge.state is PromiseState.BROKEN]
    ranked = sorted(due, key=lambda pledge: (pledge.due_at, pledge.id))
    by_state = {
        part: tuple(dict.fromkeys(pledge.issue for pledge in ranked if pledge.state is state))
        for state, part in _PARTS.items()
    }
    behind["promises"] = Behind(
        issues=tuple(issue for issues in by_state.values() for issue in issues),
        parts=tuple(
            Part(part, len(by_state[part]), count[state]) for state, part in _PARTS.items()
        ),
    )
    lines = tuple(
        Broken(
            number=pledge.number,
            place=material.place(pledge.touchpoint),
            next_step=pledge.next_step,
            line=pledge.line,
            owner=pledge.owner if named and pledge.known else "",
        )
        for pledge in broken[:most]
    )
    return Promises(
        due=len(due),
        kept=count[PromiseState.KEPT],
        moved=count[PromiseState.MOVED],
        broken=count[PromiseState.BROKEN],
        standing=count[PromiseState.STANDING],
        lines=lines,
    )


_PARTS = {
    PromiseState.BROKEN: PartOf.BROKEN,
    PromiseState.MOVED: PartOf.MOVED,
    PromiseState.STANDING: PartOf.STANDING,
    PromiseState.KEPT: PartOf.KEPT,
}


def waiting(material: Material, now: datetime, behind: dict[str, Behind]) -> Waiting:
    """Issues past a time that was theirs, and those nobody owns: their clocks stand still."""
    late = [
        case
        for case in material.cases
        if case.state.unresolved and material.within(case.touchpoint) and _late(case, now)
    ]
    late.sort(key=lambda case: (case.opened_at, case.id))
    behind["waiting"] = Behind(issues=tuple(case.id for case in late))
    places: dict[str, bool] = {}
    for case in late:
        if name := material.place(case.touchpoint):
            places[name] = places.get(name, False) or case.owner is None
    return Waiting(
        customers=len({customer for case in late for customer in case.customers}),
        issues=len(late),
        oldest_days=(now - late[0].opened_at) // timedelta(days=1) if late else 0,
        places=tuple(places.items())[:MOST_PLACES],
    )


def _late(case: Case, now: datetime) -> bool:
    if case.owner is None:
        return True
    unseen = case.state is IssueState.OPEN and _passed(case.acknowledge_due, now)
    return unseen or _passed(case.resolve_due, now)


def _passed(due: datetime | None, now: datetime) -> bool:
    return due is not None and due < now
