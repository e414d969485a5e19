"""What several issues that change hands together say first: mrkdwn."""

from __future__ import annotations

from datetime import date

from bot.blocks.mrkdwn import day, person


def while_away(away: str, last: date) -> str:
    return (
        f"{person(away)} is away until {day(last)}. These are yours meanwhile; what nobody has "
        "acknowledged by then goes back."
    )


def back_again() -> str:
    return "You are back. Nobody has acknowledged these meanwhile, so they are yours again."


def after_leaving(gone: str) -> str:
    return f"{person(gone)} can't answer here any more. What was theirs is yours now."
