"""Small steps that many tests take."""

from __future__ import annotations

from typing import Any

import pytest
from slack_sdk.errors import SlackApiError


async def refusal(call: Any) -> str:
    """Slack's error code for a call that must fail."""
    return str((await refused(call))["error"])


async def refused(call: Any) -> Any:
    """Slack's whole answer to a call that must fail."""
    with pytest.raises(SlackApiError) as caught:
        await call
    return caught.value.response


class Timer:
    """Seconds that pass when told to."""

    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds

    def passes(self, seconds: float) -> None:
        """Lets time pass."""
        self.seconds += seconds
