"""An edited journey keeps its stages: by name wherever they move, by place when renamed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.stages import same_stages

NAMES = st.lists(
    st.sampled_from(["Buy", "Use", "Onboard", "Renew", "Leave", "Return", "Get help"]),
    unique=True,
    max_size=6,
)


@pytest.mark.parametrize(
    ("before", "after", "same"),
    [
        ("A B C", "A B C", [0, 1, 2]),
        ("A B C", "C A B", [2, 0, 1]),
        ("A B C", "A X C", [0, 1, 2]),
        ("A B C", "A C", [0, 2]),
        ("A B C", "A X B C", [0, None, 1, 2]),
        ("A B C", "a b c", [0, 1, 2]),
        ("A B", "A B X", [0, 1, None]),
        ("A B C", "X Y", [0, 1]),
        ("A B C", "B X", [1, None]),
        ("", "A", [None]),
    ],
)
def test_the_stages_of_before_are_known(before: str, after: str, same: list[int | None]) -> None:
    assert same_stages(before.split(), after.split()) == same


@given(NAMES, NAMES)
def test_each_stage_continues_at_most_once_and_by_name_before_by_place(
    before: list[str], after: list[str]
) -> None:
    same = same_stages(before, after)
    kept = [index for index in same if index is not None]
    assert len(same) == len(after)
    assert len(set(kept)) == len(kept)
    for place, (name, index) in enumerate(zip(after, same, strict=True)):
        if name in before:
            assert index == before.index(name)
        elif place < len(before) and before[place] not in after:
            assert index == place
        else:
            assert index is None
