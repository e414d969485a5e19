"""Block Kit as Slack accepts it: a schema made from Slack's own types, and the rules it cannot
say."""

from __future__ import annotations

from bot.sandbox.blockkit.faults import Fault
from bot.sandbox.blockkit.rules import message_faults, options_faults, view_faults
from bot.sandbox.blockkit.walk import slack_files

__all__ = ["Fault", "message_faults", "options_faults", "slack_files", "view_faults"]
