"""The local workspace: the real app, a stand-in for Slack around it, and a clock that leaps."""

from __future__ import annotations
