"""The modal "Settings" for each who may open it."""

from __future__ import annotations

from datetime import time

from bot.blocks.settings_modal import ChannelForm, WorkForm, WorkspaceForm, settings_modal
from tests.support.golden import check_golden

WORK = WorkForm("Europe/Berlin", (0, 1, 2, 3, 4), time(9), time(17), None)


def test_a_member_in_a_public_channel_sees_the_channel_and_their_hours() -> None:
    check_golden("settings_member", settings_modal(ChannelForm("C0CX", None), WORK, None))


def test_elsewhere_it_says_where_reactions_can_be_switched_on() -> None:
    view = settings_modal(None, WORK, None)
    check_golden("settings_private", view)
    assert "reaction_emoji" not in str(view)
    assert view["private_metadata"] == ""


def test_a_cx_lead_sees_the_workspace_too() -> None:
    work = WorkForm("Asia/Kolkata", (6, 0, 1), time(22, 30), time(6), "IN")
    workspace = WorkspaceForm(("U0ANN", "U0SAM"), True, "<!channel> & *Northlight*")
    check_golden("settings_lead", settings_modal(ChannelForm("C0CX", "eyes"), work, workspace))
