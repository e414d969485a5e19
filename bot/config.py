"""Settings from the environment: the only place that reads it."""

from __future__ import annotations

import re
from datetime import timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.domain.link_token import Links, link_key
from storage.engine import database_url, is_sqlite


class Mode(StrEnum):
    HTTP = "http"
    SOCKET = "socket"
    SANDBOX = "sandbox"


class ConfigError(Exception):
    """A missing or wrong setting, as one line: which, what it holds, what it wants."""


class Settings(BaseSettings):
    """Everything that can be set from outside. Names are the environment's, in capitals."""

    model_config = SettingsConfigDict(env_file=None, extra="ignore", case_sensitive=False)

    slack_bot_token: SecretStr | None = None
    slack_app_token: SecretStr | None = None
    slack_signing_secret: SecretStr | None = None
    slack_api_url: str = "https://slack.com/api/"
    database_url: str = "sqlite:///earshot.db"
    host: str = "0.0.0.0"  # noqa: S104 - a server in a container must answer its port
    port: int = Field(default=3000, ge=0, le=65535)
    earshot_card_delay: int = Field(default=120, ge=0, le=86_400)
    """Seconds an owner's card settles before it is sent."""
    earshot_history: Literal["off", "dm", "all"] = "dm"
    earshot_auto_migrate: bool | None = None
    earshot_public_url: str | None = None
    earshot_key_dir: str | None = None
    """Where the keys of anonymous surveys lie: seen by every copy of the app, by no backup."""
    earshot_settle_seconds: float = Field(default=60, ge=1, le=3600)
    """How long an unanswered message rests before it is looked up."""
    earshot_retention_months: int = Field(default=24, ge=0, le=1200)
    """After how many months what customers said is emptied; 0 keeps it. Counts stay."""
    earshot_log_level: Literal["debug", "info", "warning", "error"] = "info"

    @field_validator("slack_api_url")
    @classmethod
    def _ends_with_slash(cls, value: str) -> str:
        if not value.startswith(("http://", "https://")):
            raise ValueError("an address such as https://slack.com/api/")
        return value if value.endswith("/") else value + "/"

    @field_validator("earshot_public_url")
    @classmethod
    def _is_an_address(cls, value: str | None) -> str | None:
        if value and not re.fullmatch(r"https?://[^\s/?#]+(/[^\s?#]*)?", value):
            raise ValueError("an address such as https://earshot.example.com")
        return value

    @field_validator(
        "slack_bot_token",
        "slack_app_token",
        "slack_signing_secret",
        "earshot_public_url",
        mode="before",
    )
    @classmethod
    def _blank_is_missing(cls, value: Any) -> Any:
        return None if isinstance(value, str) and not value.strip() else value

    @field_validator("database_url")
    @classmethod
    def _is_a_database(cls, value: str) -> str:
        database_url(value)
        return value

    @property
    def card_delay(self) -> timedelta:
        return timedelta(seconds=self.earshot_card_delay)

    @property
    def auto_migrate(self) -> bool:
        """Whether starting may bring the database up to date; SQLite's default is yes."""
        if self.earshot_auto_migrate is not None:
            return self.earshot_auto_migrate
        return is_sqlite(database_url(self.database_url))

    @property
    def links(self) -> Links | None:
        """Where survey links lead; None where there is no page: in Socket Mode, or while it is not
        known under which address the world reaches this server."""
        by_http = self.slack_signing_secret is not None and self.slack_app_token is None
        if not by_http or not self.earshot_public_url:
            return None
        key = link_key(self.need("slack_signing_secret"))
        return Links(self.earshot_public_url.rstrip("/"), key)

    @property
    def key_folder(self) -> Path | None:
        """EARSHOT_KEY_DIR; if that is not set, beside the file of an SQLite database."""
        if self.earshot_key_dir:
            return Path(self.earshot_key_dir)
        url = database_url(self.database_url)
        return Path(f"{url.database}.keys") if is_sqlite(url) and url.database else None

    def mode(self) -> tuple[Mode, str]:
        """What `earshot run` starts, and why, as half a sentence.

        Raises ConfigError when a bot token stands alone: what it should do is not known.
        """
        if self.slack_bot_token is None:
            return Mode.SANDBOX, "no SLACK_BOT_TOKEN is set"
        if self.slack_app_token is not None:
            return Mode.SOCKET, "SLACK_BOT_TOKEN and SLACK_APP_TOKEN are set"
        if self.slack_signing_secret is not None:
            return Mode.HTTP, "SLACK_BOT_TOKEN and SLACK_SIGNING_SECRET are set"
        raise ConfigError(
            "SLACK_BOT_TOKEN is set alone: add SLACK_APP_TOKEN (xapp-…) for Socket Mode, or "
            "SLACK_SIGNING_SECRET for HTTP."
        )

    def need(self, name: str) -> str:
        """The secret setting `name`; raises ConfigError when it is missing."""
        value = getattr(self, name)
        if value is None:
            raise ConfigError(f"{name.upper()} is not set: {_WANTED[name]}.")
        return str(value.get_secret_value())


_WANTED = {
    "slack_bot_token": "the xoxb-… token of the installed app (OAuth & Permissions)",
    "slack_app_token": "an xapp-… token with connections:write (Basic Information)",
    "slack_signing_secret": "the signing secret of the app (Basic Information)",
}


_UP_TO_HOST = re.compile(r"\S*@")


def load() -> Settings:
    """Settings from the environment. Raises ConfigError, one line a fault, secrets left out."""
    try:
        return Settings()
    except ValidationError as error:
        raise ConfigError("\n".join(_line(fault) for fault in error.errors())) from None


def _line(fault: Any) -> str:
    name = str(fault["loc"][0])
    # a database's address may hold its password
    held = "(secret)" if name in _WANTED else repr(_UP_TO_HOST.sub("…@", str(fault["input"])))
    wants = fault["msg"].removeprefix("Value error, ").removeprefix("Input should be ")
    return f"{name.upper()} holds {held}; it wants {wants}."
