"""The one table of what may come in."""

from __future__ import annotations

import pytest

from handlers.commands import VERBS
from handlers.inbound import Inbound, Kind
from handlers.routes import find_route


@pytest.mark.parametrize("typed", ["", "hello", *VERBS])
def test_a_command_that_only_shows_something_keeps_nobody_from_storing(typed: str) -> None:
    inbound = Inbound(Kind.COMMAND, "/cx", "T0EARSHOT", "U0PRIYA", {}, value=f"{typed} Acme")
    route = find_route(inbound)
    assert route is not None
    assert route.writes is (typed in ("log", "report", "export", "digest", "digest off", "journey"))
