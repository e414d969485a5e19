"""What an option or a setting holds: read, or refused in one line that says what is wanted."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path

_YEARS = range(2000, 2200)
"""Those that can be reckoned with on both sides."""
_SHOWN = 80
"""Characters of a wrong value that are shown."""


class ConfigError(Exception):
    """A missing or wrong setting or option, as one line: which, what it holds, what it wants."""


def unfit(name: str, held: object, wants: str) -> ConfigError:
    """wants: "a moment such as …", what is accepted and an example."""
    text = str(held)
    shown = repr(text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…")
    return ConfigError(f"{name} holds {shown}; it wants {wants}.")


def whole(name: str, least: int, most: int, example: int) -> Callable[[str], int]:
    """Reads a whole number from `least` to `most`."""
    wants = f"a whole number from {least:,} to {most:,}, such as {example}"

    def read(text: str) -> int:
        try:
            number = int(text)
        except ValueError:
            raise unfit(name, text, wants) from None
        if not least <= number <= most:
            raise unfit(name, text, wants)
        return number

    return read


def moment(name: str) -> Callable[[str], datetime]:
    """Reads an ISO moment, aware UTC; one without a zone is taken as UTC."""
    wants = "an ISO moment such as 2026-09-14T09:00:00+02:00"

    def read(text: str) -> datetime:
        try:
            found = datetime.fromisoformat(text.strip())
            found = (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
        except (ValueError, OverflowError):
            raise unfit(name, text, wants) from None
        if found.year not in _YEARS:
            raise unfit(name, text, wants)
        return found

    return read


def one_of(name: str, known: Iterable[str]) -> Callable[[str], str]:
    """Reads one of some words, in any case."""
    words = list(known)
    wants = f"{', '.join(words[:-1])} or {words[-1]}"

    def read(text: str) -> str:
        word = text.strip().casefold()
        if word not in words:
            raise unfit(name, text, wants)
        return word

    return read


def folder(name: str) -> Callable[[str], Path]:
    """Reads a folder that is there, or can be made."""

    def read(text: str) -> Path:
        if not text.strip() or (Path(text).exists() and not Path(text).is_dir()):
            raise unfit(name, text, "a folder, such as ./earshot-local; it is made if need be")
        return Path(text)

    return read
