"""Which workspaces Earshot is installed in, and who it is there."""

from __future__ import annotations

from dataclasses import dataclass

from slack_bolt.authorization import AuthorizeResult


@dataclass(frozen=True, slots=True)
class Installation:
    team_id: str
    name: str
    url: str
    bot_user_id: str
    bot_id: str
    token: str


class Installed:
    def __init__(self) -> None:
        self.known = False
        """Whether Slack has told us since the start who we are."""
        self._by_team: dict[str, AuthorizeResult] = {}

    def add(self, installation: Installation) -> None:
        self.known = True
        # asked once at the start: with a store Bolt would ask Slack on every request
        self._by_team[installation.team_id] = AuthorizeResult(
            enterprise_id=None,
            team_id=installation.team_id,
            bot_token=installation.token,
            bot_id=installation.bot_id,
            bot_user_id=installation.bot_user_id,
        )

    def remove(self, team_id: str) -> None:
        self._by_team.pop(team_id, None)

    def team(self, named: str) -> str:
        """The installed workspace a payload is for.

        In a shared channel a stranger's payload may name their own workspace.
        """
        if named not in self._by_team and len(self._by_team) == 1:
            return next(iter(self._by_team))
        return named

    def authorized(self, named: str) -> AuthorizeResult | None:
        return self._by_team.get(self.team(named))
