"""The issue's state machine: which step leads from where to where.

open -> acknowledged -> resolved -> closed, plus dismissed  (docs/reference/rules.md, "States")
"""

from __future__ import annotations

from enum import StrEnum

from bot.domain.errors import Refusal, Why


class IssueState(StrEnum):
    OPEN = "open"
    ACKNOWLEDGED = "acknowledged"
    RESOLVED = "resolved"
    CLOSED = "closed"
    DISMISSED = "dismissed"

    @property
    def unresolved(self) -> bool:
        return self in (IssueState.OPEN, IssueState.ACKNOWLEDGED)


class Step(StrEnum):
    """What can happen to an issue, and the word its history uses."""

    OPEN = "opened"
    ACKNOWLEDGE = "acknowledged"
    PROMISE = "promised"
    KEEP_PROMISE = "promise kept"
    MOVE_PROMISE = "promise moved"
    """To a later date, once, with a reason: no round of the ladder ends."""
    REASSIGN = "reassigned"
    STAND_IN = "passed on"
    """To who stands in while the owner is away, and back: no clock starts anew."""
    SNOOZE = "snoozed"
    RESOLVE = "resolved"
    DISMISS = "dismissed"
    HOLD = "still holds"
    """What "We chose this" ended: looked at again, and to be looked at again later."""
    WITHDRAW = "withdrawn"
    REOPEN = "reopened"
    TELL = "customer told"
    WAIVE = "no need to tell"
    NOT_TOLD = "not told"
    """Still waiting to hear when the watch window ended."""
    CLOSE = "closed"
    EDIT = "observation edited"
    ADD = "observation added"
    SET_APART = "set apart"
    """What it was opened again for is something else: it stands as it had ended."""
    MISS = "time missed"
    LAPSE = "lapsed"
    """Open again: no promise came in time, or one was broken."""
    PUT_OFF = "put off"
    """Due later, as nobody could be held to it: Earshot was down, or nobody stood in."""
    DUE_TIMES = "due times changed"
    """By a change of policy, or because of days away."""
    VOID_PROMISE = "promise void"
    """Without blame: its owner was away when it was due."""
    ESCALATE = "escalated"
    ASK_HELP = "asked for help"
    TAKE = "taken up"
    """Somebody answers for a decision that the digest asked for."""


WRITTEN = frozenset(
    {
        Step.PROMISE,
        Step.MOVE_PROMISE,
        Step.REASSIGN,
        Step.SNOOZE,
        Step.RESOLVE,
        Step.DISMISS,
        Step.HOLD,
        Step.REOPEN,
    }
)
"""The steps whose notes people write: a search looks through these."""

_OPEN, _ACK = IssueState.OPEN, IssueState.ACKNOWLEDGED
_DONE = (IssueState.RESOLVED, IssueState.CLOSED, IssueState.DISMISSED)

# step -> {from: to}; a state that is missing can't take the step
_TABLE: dict[Step, dict[IssueState, IssueState]] = {
    Step.ACKNOWLEDGE: {_OPEN: _ACK},
    # a promise is more than an acknowledgement: made from `open`, it is both
    Step.PROMISE: {_OPEN: _ACK, _ACK: _ACK},
    Step.KEEP_PROMISE: {_ACK: _ACK},
    Step.MOVE_PROMISE: {_ACK: _ACK},
    Step.LAPSE: {_ACK: _OPEN},
    # a new owner has not acknowledged anything yet
    Step.REASSIGN: {_OPEN: _OPEN, _ACK: _OPEN},
    Step.STAND_IN: {_OPEN: _OPEN, _ACK: _OPEN},
    Step.SNOOZE: {_OPEN: _OPEN, _ACK: _ACK},
    Step.RESOLVE: {_OPEN: IssueState.RESOLVED, _ACK: IssueState.RESOLVED},
    Step.DISMISS: {_OPEN: IssueState.DISMISSED, _ACK: IssueState.DISMISSED},
    # only what was chosen: its reason is asked for where the step is taken
    Step.HOLD: {IssueState.DISMISSED: IssueState.DISMISSED},
    Step.WITHDRAW: {_OPEN: IssueState.DISMISSED, _ACK: IssueState.DISMISSED},
    Step.REOPEN: dict.fromkeys(_DONE, _OPEN),
    Step.TELL: {IssueState.RESOLVED: IssueState.RESOLVED, IssueState.CLOSED: IssueState.CLOSED},
    Step.WAIVE: {IssueState.RESOLVED: IssueState.RESOLVED, IssueState.CLOSED: IssueState.CLOSED},
    Step.NOT_TOLD: {IssueState.RESOLVED: IssueState.RESOLVED},
    Step.CLOSE: {IssueState.RESOLVED: IssueState.CLOSED},
    # what was chosen stays so, and is the taker's to look at again
    Step.TAKE: {_OPEN: _OPEN, _ACK: _ACK, IssueState.DISMISSED: IssueState.DISMISSED},
    Step.EDIT: {_OPEN: _OPEN, _ACK: _ACK},
    Step.ADD: {_OPEN: _OPEN, _ACK: _ACK},
}


def after(state: IssueState, step: Step) -> IssueState:
    """The state that `step` leads to from `state`.

    Raises Refusal(ALREADY) where the step is not possible: someone was quicker, or pressed an old
    button. The facts name the state, so that the words can say what happened instead.
    """
    try:
        return _TABLE[step][state]
    except KeyError:
        raise Refusal(Why.ALREADY, state=state, step=step) from None


def possible(state: IssueState, step: Step) -> bool:
    """Whether `step` can be taken from `state`; the screens show only such buttons."""
    return state in _TABLE.get(step, {})
