"""What was heard and what became of it, for properties of pain and of what is judged by it."""

from __future__ import annotations

from datetime import datetime

from hypothesis import strategies as st

from bot.domain.heard import Case, Heard
from bot.domain.issue import IssueState
from bot.domain.vocabulary import DismissReason, Feeling, Severity


def heard(
    at: st.SearchStrategy[datetime],
    customers: st.SearchStrategy[int],
    touchpoints: st.SearchStrategy[int | None],
) -> st.SearchStrategy[Heard]:
    return st.builds(
        Heard,
        id=st.integers(1, 10_000),
        at=at,
        reporter=st.just("U1"),
        customer=customers,
        touchpoint=touchpoints,
        feeling=st.none() | st.sampled_from(Feeling),
        severity=st.sampled_from(Severity),
        issue=st.none() | st.integers(1, 3),
    )


def cases(
    opened_at: datetime,
    resolved_at: st.SearchStrategy[datetime],
    touchpoints: st.SearchStrategy[int | None],
    joined: st.SearchStrategy[dict[int, datetime]],
) -> st.SearchStrategy[Case]:
    return st.builds(
        Case,
        id=st.integers(1, 1000),
        number=st.just(1),
        state=st.sampled_from(IssueState),
        severity=st.sampled_from(Severity),
        touchpoint=touchpoints,
        owner=st.none(),
        opened_at=st.just(opened_at),
        resolved_at=resolved_at,
        dismiss_reason=st.sampled_from(DismissReason),
        joined=joined,
    )
