"""Who answers: the touchpoint's owner, or the next who can."""

from __future__ import annotations

from collections.abc import Callable, Iterable


def answering(
    owner: str | None,
    stand_in: str | None,
    deputy: str | None,
    journey_owner: str | None,
    leads: Iterable[str],
    usable: Callable[[str], bool],
) -> str | None:
    """The first usable of owner, whoever the owner named for their days away, deputy, journey owner
    and CX leads in list order; None if none is.

    `usable`: not deactivated, not away, not a bot, of this company
    (docs/reference/rules.md, "Owner").
    """
    for person in (owner, stand_in, deputy, journey_owner, *leads):
        if person and usable(person):
            return person
    return None
