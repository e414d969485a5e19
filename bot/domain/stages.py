"""Which stage of an edited journey is which of before."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain.nearest import name_key


def same_stages(before: Sequence[str], after: Sequence[str]) -> list[int | None]:
    """For each name of `after`, the index in `before` that it continues, or None when it is new.

    A name that was there is the same stage wherever it moved. A new name in the place of one that
    is gone is that one renamed. Names are compared by `name_key` and differ within each list.
    """
    index_of = {name_key(name): index for index, name in enumerate(before)}
    kept = [index_of.get(name_key(name)) for name in after]
    gone = set(range(len(before))) - set(kept)
    return [place if index is None and place in gone else index for place, index in enumerate(kept)]
