"""The modal "Settings": the channel's, one's own, and for CX leads the workspace's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import time

from bot.blocks import kit
from bot.blocks.mrkdwn import inline

DEFAULT_EMOJI = "ear"

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_ON = "on"


@dataclass(frozen=True, slots=True)
class ChannelForm:
    """The channel the command was typed in. emoji: what logs there; None while switched off."""

    id: str
    emoji: str | None


@dataclass(frozen=True, slots=True)
class WorkForm:
    """One's own working time. zone: as Slack knows it. workdays: 0 (Monday) to 6."""

    zone: str
    workdays: Sequence[int]
    start: time
    end: time
    country: str | None


@dataclass(frozen=True, slots=True)
class WorkspaceForm:
    """What CX leads set. leads: user ids in order."""

    leads: Sequence[str]
    guests_may_log: bool
    company: str


def settings_modal(
    channel: ChannelForm | None,
    work: WorkForm,
    workspace: WorkspaceForm | None,
    *,
    for_others: bool = False,
) -> kit.View:
    """`channel`: None where reactions can't log. `workspace`: None for who may not set it.
    `for_others`: the reader may enter a colleague's days away."""
    blocks = _work(work) + _channel(channel)
    if workspace:
        blocks += _workspace(workspace)
    blocks += kit.row(
        kit.button("Days away of a colleague", "away_open_of") if for_others else None,
        kit.button("Due times", "policy_open") if workspace else None,
    )
    record = f"channel:{channel.id}" if channel else ""
    return kit.modal("settings", "Settings", blocks, record=record)


def _work(work: WorkForm) -> list[kit.Block]:
    days = [kit.option(name, number) for number, name in enumerate(_DAYS)]
    return [
        kit.header("When you work"),
        kit.context(
            f"What you are asked waits for these hours. Your time zone is Slack's: "
            f"{inline(work.zone)}."
        ),
        kit.input_(
            "Working days",
            kit.checkboxes("workdays", days, [str(day) for day in work.workdays]),
            optional=False,
        ),
        kit.input_("From", _time_input("work_start", work.start), optional=False),
        kit.input_(
            "To",
            _time_input("work_end", work.end),
            optional=False,
            hint="An earlier time than the first is on the next day.",
        ),
        kit.input_(
            "Country of your public holidays",
            kit.text_input("country", initial=work.country or "", max_length=2, placeholder="DE"),
            hint="Its two letters, such as DE or US. Leave it empty to work on holidays.",
        ),
    ]


def _channel(channel: ChannelForm | None) -> list[kit.Block]:
    blocks: list[kit.Block] = [kit.divider(), kit.header("Logging by reaction")]
    if channel is None:
        return [
            *blocks,
            kit.context(
                "Type `/cx settings` in a public channel to switch it on there. In private "
                "channels, in DMs and with other companies reactions store nothing."
            ),
        ]
    switch = kit.option("Whoever adds the emoji to a message logs it, once", _ON)
    return [
        *blocks,
        kit.context(f"In <#{channel.id}>. Earshot must be in it: `/invite @Earshot`"),
        kit.input_("In this channel", kit.checkboxes("reaction", [switch], _ticked(channel.emoji))),
        kit.input_(
            "Emoji",
            kit.text_input(
                "reaction_emoji", initial=channel.emoji or DEFAULT_EMOJI, max_length=100
            ),
            hint="Its name, such as ear.",
        ),
    ]


def _workspace(form: WorkspaceForm) -> list[kit.Block]:
    return [
        kit.divider(),
        kit.header("The workspace"),
        kit.input_(
            "CX leads",
            _people_list("leads", form.leads),
            optional=False,
            hint="The first who is there answers for what nobody owns.",
        ),
        kit.input_(
            "Guests",
            kit.checkboxes(
                "guests_may_log",
                [kit.option("Guests may log", _ON)],
                _ticked(form.guests_may_log),
            ),
        ),
        kit.input_(
            "Company name",
            kit.text_input("company", initial=form.company, max_length=100),
            hint="As customers know it: surveys ask about it by this name.",
        ),
    ]


def _ticked(on: object) -> list[str]:
    return [_ON] if on else []


def _time_input(action: str, initial: time) -> kit.Element:
    return {"type": "timepicker", "action_id": action, "initial_time": f"{initial:%H:%M}"}


def _people_list(action: str, initial: Sequence[str]) -> kit.Element:
    element: kit.Element = {
        "type": "multi_users_select",
        "action_id": action,
        "placeholder": kit.plain("Choose", 150),
    }
    return element | ({"initial_users": list(initial)} if initial else {})
