"""What customers say: texts to be read and bettered by people, one file an area.

`# touchpoint`, then `! problem` with `- ` what is said about it, `% ` the same in another language,
`> ` a next step, `= ` what changed, `~ ` its root cause; and of the touchpoint `+ ` praise and `? `
what is only noted. `{rows}` and the like stand for details (`bot.simulate.details`).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files


@dataclass(slots=True)
class Problem:
    """Something that goes wrong at a touchpoint, in many people's words."""

    touchpoint: str
    title: str
    said: list[str] = field(default_factory=list)
    abroad: list[str] = field(default_factory=list)
    steps: list[str] = field(default_factory=list)
    fixes: list[str] = field(default_factory=list)
    causes: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Place:
    """A touchpoint and everything that is said about it."""

    touchpoint: str
    problems: list[Problem] = field(default_factory=list)
    praise: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)


@cache
def places() -> tuple[Place, ...]:
    """Every touchpoint of the starter catalogue. Raises ValueError for a line with no mark."""
    found: list[Place] = []
    texts = (each for each in files(__name__).iterdir() if each.name.endswith(".txt"))
    for text in sorted(texts, key=lambda each: each.name):
        for line in filter(None, text.read_text(encoding="utf-8").splitlines()):
            _take(found, line[0], line[2:])
    return tuple(found)


def _take(found: list[Place], mark: str, text: str) -> None:
    if mark == "#":
        found.append(Place(text))
        return
    place = found[-1]
    if mark == "!":
        place.problems.append(Problem(place.touchpoint, text))
        return
    problem = place.problems[-1]
    lists = {
        "+": place.praise,
        "?": place.remarks,
        "-": problem.said,
        "%": problem.abroad,
        ">": problem.steps,
        "=": problem.fixes,
        "~": problem.causes,
    }
    if mark not in lists:
        raise ValueError(f"no mark begins: {mark} {text}")
    lists[mark].append(text)
