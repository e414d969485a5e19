"""The outbox's way to Slack: claim, send, look up, and errors by class."""

from __future__ import annotations

from bot.delivery.delivery import Delivery, Drained
from bot.delivery.limits import Limits
from bot.delivery.slack import SlackClients
from bot.delivery.timing import Timing

__all__ = ["Delivery", "Drained", "Limits", "SlackClients", "Timing"]
