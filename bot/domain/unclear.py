"""What was typed as an option and not understood: asked about afterwards, one thing at a time.

The rest waits in the buttons of the question that is asked, as a page button carries its query.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import astuple, dataclass

_MOST = 1800
"""Characters that a button carries, as Slack counts them (UTF-16 units); its value holds 2,000."""
LONGEST = 80
"""Characters of a value that is asked about: a longer one is no slip, and would leave no room."""


@dataclass(frozen=True, slots=True)
class Unclear:
    """key: the option. typed: its value. stands: the piece of the words that was perhaps meant as
    this option; "" for an option whose value nobody knows."""

    key: str
    typed: str
    stands: str = ""


DECLINED = Unclear("followup", "no")
"""`followup:no` was typed, and is clear: carried along, as it overrules what the others turn out to
be."""


def carried(waiting: Sequence[Unclear]) -> str:
    """What `picked_up` reads again; of too much the first."""
    rows = [list(astuple(each)) for each in waiting]
    while rows and _units(text := json.dumps(rows, ensure_ascii=False)) > _MOST:
        rows.pop()
    return text if rows else ""


def carriable(waiting: Sequence[Unclear]) -> list[Unclear]:
    """Those that one button carries together, each taken if there is still room for it."""
    taken: list[Unclear] = []
    for each in waiting:
        if picked_up(carried([*taken, each])) == [*taken, each]:
            taken.append(each)
    return taken


def picked_up(text: str) -> list[Unclear]:
    """What a button carried; nothing, for a text that is no such thing."""
    try:
        rows = json.loads(text)
        return [Unclear(*(str(part) for part in row)) for row in rows]
    except (ValueError, TypeError, RecursionError):
        return []


def _units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
