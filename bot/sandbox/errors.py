"""What can go wrong in the stand-in, apart from its own defects."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any


class SlackError(Exception):
    """Slack refuses a call.

    `code` is Slack's error code, `messages` its explanations (each with a JSON pointer where there
    is one), `extra` further fields of the answer such as `needed` and `provided`.
    """

    def __init__(self, code: str, messages: Sequence[str] = (), **extra: Any) -> None:
        super().__init__(code if not messages else f"{code}: {'; '.join(messages)}")
        self.code = code
        self.messages = list(messages)
        self.extra = extra


class RateLimited(SlackError):
    """Slack answers 429; `retry_after` is in whole seconds."""

    def __init__(self, retry_after: int) -> None:
        super().__init__("ratelimited")
        self.retry_after = retry_after


class NotOffered(LookupError):
    """A person tried what no Slack client would let them do: nothing on the screen offers it."""
