"""A report's scores are sums of counts, and of nothing that may not be told."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.occurrence import Period
from bot.domain.report_scores import Asked, scores
from bot.domain.score import Change
from bot.domain.surveys.finding import PAST
from bot.domain.wave import Given

START = datetime(2026, 9, 1, tzinfo=UTC)
MONTH = timedelta(days=30)
NOW, BEFORE = Period(START, START + MONTH), Period(START - MONTH, START)

counts = st.dictionaries(st.sampled_from([str(each) for each in range(11)]), st.integers(0, 30))
asked = st.builds(
    Asked,
    kind=st.just("nps"),
    question=st.sampled_from(["Would you?", "would  YOU?", "Did it help?"]),
    place=st.sampled_from(["", "Import"]),
    closed=st.integers(-90, 40).map(lambda day: START + timedelta(days=day)),
    counts=st.dictionaries(st.sampled_from(Given), counts),
    anonymous=st.booleans(),
    asked=st.none() | st.integers(0, 90),
)


@given(st.lists(asked, max_size=8))
def test_each_is_the_sum_of_what_may_be_told_of_the_same_question(all_asked: list[Asked]) -> None:
    found = scores(all_asked, NOW, BEFORE)
    keys = [(part.place, part.question.casefold().split()) for part in found]
    assert keys == [key for at, key in enumerate(keys) if key not in keys[:at]]
    for part in found:
        for group in part.groups:
            pool: Counter[str] = Counter()
            for each in all_asked:
                same = each.question.casefold().split() == part.question.casefold().split()
                if not same or each.place != part.place or not START <= each.closed < START + MONTH:
                    continue
                given_so = {key: n for key, n in each.counts.get(group.given, {}).items() if n}
                n, classes = sum(given_so.values()), {_class(key) for key in given_so}
                if not each.anonymous or (n >= 10 and len(classes) > 1):
                    pool.update(given_so)
            assert group.finding.n == pool.total()
            told = pool.total() >= 5
            assert (group.finding.figure is not None) == told
            if group.finding.figure:
                net = sum((_class(key) - 1) * n for key, n in pool.items())
                assert abs(group.finding.figure.value - 100 * net / pool.total()) <= 0.5
            assert group.finding.change is None or pool.total() >= 30
        assert len(part.past) <= PAST
        assert all(each.n >= 30 for each in part.past)


def _class(answer: str) -> int:
    return 2 if int(answer) > 8 else 1 if int(answer) > 6 else 0


def test_the_two_ways_answers_come_are_never_added_up_and_each_is_compared_with_its_own() -> None:
    def wave(day: int, own: int, recorded: int) -> Asked:
        counts = {
            Given.SELF: {"9": own, "3": 50 - own},
            Given.RECORDED: {"9": recorded, "3": 40 - recorded},
        }
        return Asked("nps", "Would you?", "", START + timedelta(days=day), counts, asked=80)

    [part] = scores([wave(-9, 10, 39), wave(4, 45, 1)], NOW, BEFORE)
    own, recorded = part.groups
    assert (own.finding.n, own.asked, own.finding.change) == (50, 80, Change.RISE)
    assert (recorded.finding.n, recorded.asked, recorded.finding.change) == (40, None, Change.FALL)
    assert [past.figure.value for past in part.past] == [-60, 80]
