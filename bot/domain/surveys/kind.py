"""What every kind of survey question has: wording, answers that are taken, and a summary."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from bot.domain.errors import Refusal, Why
from bot.domain.score import Mean, Measure, Share
from bot.domain.vocabulary import Severity

REASON = "What's the main reason?"
"""Asked after a score, and optional."""

MAX_OPTIONS = 20
"""As many as fit into one message with a button each, and can be read."""

_PLACE = re.compile(r"\{(company|thing|task)\}")


@dataclass(frozen=True, slots=True)
class Point:
    """An answer that can be pressed. value: as stored. spoken: what a screen reader says."""

    value: str
    label: str
    spoken: str


@dataclass(frozen=True, slots=True)
class Summary:
    """What the answers of one group say.

    n: answers. spread: each point's label with its answers, in the order of the scale. classes: the
    few groups the points fall into ("promoters"), worst last for scores. headline: the figure that
    is named first; None where there is none, as for words. mean: the second figure, where the
    kind has one.
    """

    n: int
    spread: tuple[tuple[str, int], ...] = ()
    classes: tuple[tuple[str, int], ...] = ()
    headline: Measure | None = None
    mean: Mean | None = None

    @property
    def unanimous(self) -> bool:
        """Whether every answer falls in one class, so that the figure tells each one's answer."""
        return any(count == self.n for _, count in self.classes)

    def shares(self) -> tuple[tuple[str, Share], ...]:
        """Each point's label with its share of the answers."""
        return tuple((label, Share(count, self.n)) for label, count in self.spread)


class Kind(ABC):
    """A kind of question. There is one object of each; it holds nothing.

    name: what is typed after `/survey`, and stored. one_click: whether an answer is a press in the
    message; the others have "Answer" and a modal. has_options: whether the author must give some.
    is_score: whether a reason is asked for and a low answer can open an issue.
    """

    name: ClassVar[str]
    label: ClassVar[str]
    question: ClassVar[str]
    one_click: ClassVar[bool] = True
    has_options: ClassVar[bool] = False
    is_score: ClassVar[bool] = False
    measures: ClassVar[str] = ""
    """What the headline is a share of, in words: "satisfied"."""
    least: ClassVar[int] = 0
    """The headline's lower end, its upper one being 100; below 0 it is a balance, with a sign."""
    unit: ClassVar[str] = " %"
    """What follows the headline."""

    def title(self, *, staff: bool) -> str:
        """What the figure is called."""
        del staff
        return self.label

    @abstractmethod
    def points(self, options: Sequence[str] = ()) -> tuple[Point, ...]:
        """The answers that can be pressed, in the order of the scale; none for words."""

    def ends(self) -> tuple[str, str] | None:
        """What the two ends of the scale mean."""
        return None

    def read(self, value: str, options: Sequence[str] = ()) -> str:
        """The answer as stored, from a pressed value.

        Raises Refusal(NOT_AN_ANSWER) for what is none: an old button, a forged form.
        """
        if any(point.value == value for point in self.points(options)):
            return value
        raise Refusal(Why.NOT_AN_ANSWER, expected=self.expected(options))

    def typed(self, text: str, options: Sequence[str] = ()) -> str:
        """The answer as stored, from what somebody typed. Raises as `read` does."""
        return self.read(text.strip(), options)

    def expected(self, options: Sequence[str] = ()) -> str:
        """What can be answered, in words."""
        labels = [point.label for point in self.points(options)]
        return ", ".join(labels[:-1]) + f" or {labels[-1]}" if labels[1:] else "".join(labels)

    def shown(self, answer: str, options: Sequence[str] = ()) -> str:
        """A stored answer as people read it."""
        return next((each.label for each in self.points(options) if each.value == answer), answer)

    def severity(self, answer: str) -> Severity | None:
        """How grave a low score is; None for any other answer.

        Source: docs/reference/figures.md, "Scores".
        """
        del answer
        return None

    @abstractmethod
    def summarise(self, counts: Mapping[str, int], options: Sequence[str] = ()) -> Summary:
        """What `counts` of stored answers say."""


def missing(question: str) -> tuple[str, ...]:
    """The places ("thing") in a question that its author still has to fill."""
    return tuple(dict.fromkeys(_PLACE.findall(question)))


def filled(question: str, **places: str) -> str:
    """The question with `{company}` and the like filled in where they are known."""
    return _PLACE.sub(lambda found: places.get(found[1]) or found[0], question)
