"""The company's customers: firms of many sizes, some of them only prospects, some lost."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from typing import Final, NamedTuple

from bot.domain.vocabulary import Relation

_NAMES: Final = (
    "Alder", "Anchor", "Arden", "Aurora", "Basalt", "Beacon", "Birch", "Bluefin", "Brightwater",
    "Caldera", "Canton", "Cedar", "Cobalt", "Copperfield", "Corvus", "Delta", "Dunmore", "Eastgate",
    "Ember", "Evergreen", "Falcon", "Fjord", "Foxglove", "Gallery", "Granite", "Greyhound",
    "Halden", "Harbour", "Hazel", "Highland", "Horizon", "Indigo", "Ironbridge", "Juniper",
    "Kestrel", "Kingsley", "Lakeside", "Lantern", "Larkspur", "Linden", "Magnolia", "Maple",
    "Meridian", "Midway", "Monarch", "Nordkap", "Oakfield", "Olive", "Orchard", "Osprey", "Pebble",
    "Pelican", "Pinewood", "Polaris", "Quarry", "Quill", "Redwood", "Riverside", "Rowan", "Saffron",
    "Sandstone", "Sable", "Seaview", "Silverline", "Sparrow", "Sterling", "Stonebridge", "Summit",
    "Sundial", "Tamarind", "Thistle", "Timber", "Trellis", "Umbra", "Upland", "Valley", "Vesper",
    "Walden", "Westhaven", "Whitfield", "Willow", "Windmill", "Yarrow", "Zenith",
)  # fmt: skip
_TRADES: Final = (
    "Logistics", "Foods", "Health", "Labs", "Insurance", "Energy", "Textiles", "Bank", "Media",
    "Hotels", "Robotics", "Schools", "Pharma", "Travel", "Builders", "Dental", "Shipping", "Optics",
    "Books", "Motors", "Legal", "Sports", "Water", "Furniture", "Bikes",
)  # fmt: skip
_FORMS: Final = ("", "", "", " GmbH", " Ltd", " & Sons", " Group", " AG", " Inc.", " S.A.")
_PLACES: Final = (
    "Nord", "Iberia", "UK", "France", "Italia", "Polska", "East", "West", "Central", "Asia",
)  # fmt: skip
SEGMENTS: Final = ("Enterprise", "Mid-market", "Small business")


class Firm(NamedTuple):
    name: str
    relation: Relation
    segment: str | None


def how_many(observations: int) -> int:
    """Each is heard about a dozen times; a market has an end."""
    return min(20_000, max(30, observations // 12))


def firms(count: int, rng: Random) -> Iterator[Firm]:
    """`count` customers, no name twice."""
    taken: set[str] = set()
    while len(taken) < count:
        name = f"{rng.choice(_NAMES)} {rng.choice(_TRADES)}{rng.choice(_FORMS)}"
        if name in taken:
            name = f"{name} {rng.choice(_PLACES)}"
        if name in taken:
            continue
        taken.add(name)
        relation = rng.choices(list(Relation), (22, 70, 8))[0]
        segment = rng.choices((*SEGMENTS, None), (15, 35, 40, 10))[0]
        yield Firm(name, relation, segment)
