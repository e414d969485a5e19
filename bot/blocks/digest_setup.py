"""The modal "Weekly digest", and what is said of a subscription."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.blocks import kit
from bot.blocks.mrkdwn import inline
from bot.domain.vocabulary import Area

MOST_COVERED = 50
WHOLE = "all"
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_OPTIONS = 100


@dataclass(frozen=True, slots=True)
class DigestForm:
    """covers: what is chosen, as values of `Choice`; nothing for the whole company. journeys and
    touchpoints: (id, name) of all there are."""

    channel: str | None
    weekday: int
    half_hour: int
    zone: str
    covers: Sequence[str] = ()
    masked: bool = True
    named: bool = False
    journeys: Sequence[tuple[int, str]] = ()
    touchpoints: Sequence[tuple[int, str]] = ()


def digest_modal(form: DigestForm) -> kit.View:
    days = [kit.option(name, at) for at, name in enumerate(_DAYS)]
    hours = [kit.option(f"{at // 2:02}:{30 * (at % 2):02}", at) for at in range(48)]
    masked = [
        kit.option("Masked: “a customer”", "masked"),
        kit.option("Shown", "shown"),
    ]
    named = [
        kit.option("Never", "off"),
        kit.option("Beside broken promises, after a working day", "on"),
    ]
    return kit.modal(
        "digest_setup",
        "Weekly digest",
        [
            kit.input_(
                "Channel",
                kit.conversations("digest_channel", initial=form.channel, shared=False),
                optional=False,
                hint="One that Earshot is in: /invite @Earshot there first.",
            ),
            kit.input_(
                "Day",
                kit.static_select("digest_day", days, initial=days[form.weekday]),
                optional=False,
            ),
            kit.input_(
                "Hour",
                kit.static_select("digest_hour", hours, initial=hours[form.half_hour]),
                optional=False,
            ),
            kit.input_(
                "Time zone",
                kit.text_input("digest_zone", initial=form.zone, max_length=64),
                optional=False,
                hint="A city's, such as Europe/Berlin.",
            ),
            kit.input_(
                "What it covers",
                _covers(form),
                hint="Areas, touchpoints or one journey. Leave it empty for the whole company.",
            ),
            kit.input_(
                "Customer names",
                kit.static_select("digest_masked", masked, initial=masked[not form.masked]),
                optional=False,
            ),
            kit.input_(
                "People's names",
                kit.static_select("digest_named", named, initial=named[form.named]),
                optional=False,
                hint="Without them a broken promise is named by its touchpoint only.",
            ),
        ],
    )


def _covers(form: DigestForm) -> kit.Element:
    groups = [
        ("Areas", [kit.option(area.label, f"areas:{area.value}") for area in Area]),
        ("Journeys", [kit.option(name, f"journey:{row}") for row, name in form.journeys]),
        (
            "Touchpoints",
            [kit.option(name, f"touchpoints:{row}") for row, name in form.touchpoints],
        ),
    ]
    shown = [(label, options[:_OPTIONS]) for label, options in groups if options]
    chosen = set(form.covers)
    initial = [each for _, options in shown for each in options if each["value"] in chosen]
    element: kit.Element = {
        "type": "multi_static_select",
        "action_id": "digest_covers",
        "placeholder": kit.plain("Whole company", 150),
        "option_groups": [
            {"label": kit.plain(label, 75), "options": options} for label, options in shown
        ],
    }
    return element | ({"initial_options": initial} if initial else {})


def digest_saved(channel: str, weekday: int, half_hour: int, zone: str, first: date) -> kit.Screen:
    """first: the local date of the next one."""
    wall = f"{half_hour // 2:02}:{30 * (half_hour % 2):02}"
    said = (
        f"Saved. <#{channel}> gets the digest every {_DAYS[weekday]} at {wall} "
        f"({inline(zone)}), first on {first.day} {first:%b}. `/cx digest` shows you what it would "
        "say now."
    )
    return kit.say(said)


def digest_ended(channel: str) -> kit.Screen:
    return kit.say(f"<#{channel}> gets no more digests. `/cx digest setup` begins again.")


def digest_which(channels: Sequence[str]) -> kit.Screen:
    """`/cx digest off` where it could mean several, or none."""
    if not channels:
        return kit.say("No channel gets a digest. `/cx digest setup` begins one.")
    named = ", ".join(f"<#{channel}>" for channel in channels[:20])
    return kit.say(f"Type `/cx digest off` in the channel that is meant. Digests go to {named}.")


def digest_on_its_way(sample: bool) -> kit.Screen:
    """sample: no channel gets one yet."""
    note = " No channel gets one yet: `/cx digest setup`." if sample else ""
    return kit.say(f"What the digest would say now comes to your DM.{note}")


def paused_notice(channel: str, why: str) -> kit.Screen:
    reason = {
        "shared": "is shared with another company now, and customers' words must not go there",
        "gone": "can't be written to any more: archived, or Earshot is not in it",
    }[why]
    return kit.say(
        f"The weekly digest of <#{channel}> is paused: the channel {reason}. Nothing is lost: the "
        "next one covers the time between. `/cx digest setup` begins it again, or elsewhere."
    )
