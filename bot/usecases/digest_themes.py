"""What hurts most: touchpoints, told by the customers' words where most there say the same."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from bot.domain.digest.material import FOUR_WEEKS, Material, Quote
from bot.domain.digest.themes import Theme, by_touchpoint, counted, hurts, told_by_words
from bot.domain.heard import Heard
from bot.domain.occurrence import WEEK
from bot.domain.pain import WEIGHT
from bot.text.theme_names import placed
from bot.text.themes import Heard as Said
from bot.text.themes import themes
from storage.books import Books


def digest_themes(
    books: Books, material: Material, quote: Quote, mask: Callable[[str], str]
) -> list[Theme]:
    """At most three. What was said in private names none, and is quoted in none."""
    start = material.period.start
    heard = [
        each
        for each in material.between(start - FOUR_WEEKS, material.period.end)
        if each.quotable and hurts(each)
    ]
    words = books.digest_facts.words([each.id for each in heard])
    spoken = [each for each in heard if each.id in words]
    found = []
    for theme in themes([_said(each, words[each.id], material) for each in spoken]):
        name, place = mask(theme.name), material.place(theme.touchpoint)
        members, central = [spoken[at] for at in theme.members], spoken[theme.central].id
        if place:  # two loose words say less than the place alone does
            name = place if "," in name else placed(name, place)
        told = counted(name, members, start, quote, central)
        found.append((theme.touchpoint, told))
    return told_by_words(by_touchpoint(material, quote), found)


def _said(heard: Heard, text: str, material: Material) -> Said:
    before = material.period.start - heard.at
    # of a week that ends where the period begins the last instant is just before it
    back = 0 if before <= timedelta() else 1 + (before - timedelta.resolution) // WEEK
    return Said(
        customer=str(heard.customer),
        text=text,
        week=back,
        touchpoint=heard.touchpoint,
        weight=WEIGHT[heard.severity],
    )
