"""Slack's Web API methods, as far as the app calls them: one module a family."""

from __future__ import annotations

from bot.sandbox.methods import (
    apps,
    chat,
    conversations,
    files,
    reactions,
    usergroups,
    users,
    views,
)
from bot.sandbox.methods.registry import METHODS, Method, facts

__all__ = [
    "METHODS",
    "Method",
    "apps",
    "chat",
    "conversations",
    "facts",
    "files",
    "reactions",
    "usergroups",
    "users",
    "views",
]
