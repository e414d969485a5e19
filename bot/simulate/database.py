"""A simulation into the database at a url, as the command line asks for it."""

from __future__ import annotations

from bot.simulate.plan import Plan, Summary
from bot.simulate.simulate import Progress, simulate
from storage.engine import database_url, make_engine
from storage.unit_of_work import Storage


def simulate_at(url: str, plan: Plan, progress: Progress) -> Summary:
    """Fill the migrated database at `url`. Raises NotEmpty."""
    storage = Storage(make_engine(database_url(url)))
    try:
        return simulate(storage, plan, progress)
    finally:
        storage.close()
