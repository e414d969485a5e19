"""What is wrong with a surface."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Fault:
    """One violation: Slack's error code, an explanation, and a JSON pointer to the place."""

    code: str
    message: str
    pointer: str


def invalid(message: str, pointer: str) -> Fault:
    """A fault of shape, which Slack calls invalid_blocks in messages and invalid_arguments in
    views."""
    return Fault("invalid_blocks", message, pointer)
