"""`/cx journey`: a journey at one look, in words beside its picture."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.blocks import kit
from bot.blocks.digest_lines import journey_line, missing_said
from bot.blocks.mrkdwn import bold, inline, moment
from bot.domain.digest.content import JourneyLine

PICTURE = "journey.png"


def journey_message(
    line: JourneyLine, says: str, at: datetime, of: str = "", run: int = 0
) -> kit.Screen:
    """says: what the picture named PICTURE says. at: the moment it is of. of: the customers it is
    about, "" for all. run: under which its records are kept."""
    about = f" · {inline(of)}" if of else ""
    heading = f"*Journey* · the 28 days until {moment(at)}{about}"
    lines = [heading, journey_line(line, 75)[2:], missing_said(line)]
    shown = {"type": "image", "slack_file": {"id": PICTURE}}
    image = {**shown, "alt_text": kit.plain(says, 1000)["text"]}
    legend = (
        "Stages across, areas down. The redder, the more it hurts the customers who were heard; "
        "the number says how many. Hatched: too few to say, or nothing heard for longer than usual."
    )
    if line.seam:
        legend += " Seam: caused in the first stage, felt in the second, which others own."
    text = f"{inline(line.name)}: how customers fare along it"
    said = "\n".join(each for each in lines if each)
    records = kit.button("Records", "digest_records", f"{run}:journey{line.id}:0")
    return kit.Screen(text, [kit.section(said, records), image, kit.context(legend)])


def journey_which(names: Sequence[str]) -> kit.Screen:
    """Which one to show; `names` are all there are."""
    if not names:
        return kit.say("There is no journey yet. A CX lead adds one with `/cx journey edit NAME`.")
    listed = ", ".join(bold(name) for name in names[:20])
    return kit.say(f"Which journey? {listed}. For example: `/cx journey {inline(names[0])}`")


def journey_on_its_way(name: str) -> kit.Screen:
    return kit.say(f"The picture of {bold(name)} comes to your DM.")
