"""A believable company's months, written into an empty workspace: `earshot simulate`.

What is over is written in bulk; what still runs is played by the app's own use cases, so that the
database is left as the app itself would have left it. Nothing is ever sent from here.

    people = cast(seed=1, count=24)                      # or Someone(...) of your own
    plan = Plan("T0NORTHLIGHT", until, observations=600, days=90, people=people)
    simulate(storage, plan)

The same plan gives the same company. The people need not exist in any Slack; where they do, as in
the local workspace, give them the user ids they have there, and `posts_recent=True`: then the cards
and receipts of what runs wait in the outbox, for the real app to post.
"""

from __future__ import annotations

from bot.simulate.people import Part, Someone, cast
from bot.simulate.plan import Plan, Summary
from bot.simulate.simulate import NotEmpty, simulate

__all__ = ["NotEmpty", "Part", "Plan", "Someone", "Summary", "cast", "simulate"]
