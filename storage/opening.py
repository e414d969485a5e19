"""The database as a start finds it: looked at, brought up to date, or refused in a sentence."""

from __future__ import annotations

import os
from dataclasses import dataclass

from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError

from storage.engine import database_url, is_sqlite, make_engine
from storage.migrate import migrate, state


class Unusable(Exception):
    """Why the database can't be used: a sentence for whoever starts Earshot."""


@dataclass(frozen=True, slots=True)
class Schema:
    """Numbers of schemas: as it was (None: empty), as it is now, and the newest we know."""

    before: str | None
    now: str | None
    newest: str


def open_database(url_text: str, *, may_migrate: bool, may_make: bool = True) -> Schema:
    """Look at the database at `url_text`, and bring it to the newest schema if we may.

    Raises Unusable when it does not answer, a newer release has written it, or it is a file that
    is not there and may not be made.
    """
    engine = make_engine(database_url(url_text))
    if not may_make and _is_missing(engine.url):
        raise Unusable(f"There is no database at {engine.url.database}.")
    try:
        before, newest = state(engine)
        if before and before > newest:
            raise Unusable(
                f"The database is at schema {before}, a newer release's; this version knows "
                f"{newest}: start the newer one."
            )
        if may_migrate:
            migrate(engine)
        now, _ = state(engine)
    except DBAPIError as error:
        said = str(error.orig).strip().partition("\n")[0]
        raise Unusable(f"The database can't be used: {said}") from None
    finally:
        engine.dispose()
    return Schema(before, now, newest)


def _is_missing(url: URL) -> bool:
    """A file that opening would make."""
    file = url.database if is_sqlite(url) else None
    # False for what is no path at all: opening it says why
    return bool(file) and not os.path.exists(str(file))
