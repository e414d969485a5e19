"""Settings from the environment: the only place that reads it."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.domain.link_token import Links, link_key
from bot.domain.nearest import mistyped
from bot.tokens import WANTED, mistaken
from bot.wanted import ConfigError, unfit
from storage.engine import database_url, is_sqlite


class Mode(StrEnum):
    HTTP = "http"
    SOCKET = "socket"
    SANDBOX = "sandbox"


_ADDRESS = re.compile(r"https?://([\w.-]+|\[[\da-fA-F:.]+\])(:\d{1,5})?(/[!-~]*)?")


class Settings(BaseSettings):
    """Everything that can be set from outside. Names are the environment's, in capitals."""

    model_config = SettingsConfigDict(env_file=None, extra="ignore", case_sensitive=False)

    slack_bot_token: SecretStr | None = None
    slack_app_token: SecretStr | None = None
    slack_signing_secret: SecretStr | None = None
    slack_api_url: str = "https://slack.com/api/"
    database_url: str = "sqlite:///earshot.db"
    host: str = Field(
        default="0.0.0.0",  # noqa: S104 - a server in a container must answer its port
        pattern=r"^[^\s/]+$",
        description="a name or an address to listen at, such as 0.0.0.0 or 127.0.0.1",
    )
    port: int = Field(
        default=3000, ge=0, le=65535, description="a whole number from 0 to 65535, such as 3000"
    )
    earshot_card_delay: int = Field(
        default=120, ge=0, le=86_400, description="whole seconds from 0 to 86400, such as 120"
    )
    """Seconds an owner's card settles before it is sent."""
    earshot_history: Literal["off", "dm", "all"] = Field(default="dm", description="off, dm or all")
    earshot_auto_migrate: bool | None = Field(default=None, description="1 or 0")
    earshot_public_url: str | None = None
    earshot_key_dir: str | None = None
    """Where the keys of anonymous surveys lie: seen by every copy of the app, by no backup."""
    earshot_settle_seconds: float = Field(
        default=60, ge=1, le=3600, description="seconds from 1 to 3600, such as 60"
    )
    """How long an unanswered message rests before it is looked up."""
    earshot_retention_months: int = Field(
        default=24,
        ge=0,
        le=1200,
        description="whole months from 0 to 1200, such as 24; 0 keeps all",
    )
    """After how many months what customers said is emptied; 0 keeps it. Counts stay."""
    earshot_log_level: Literal["debug", "info", "warning", "error"] = Field(
        default="info", description="debug, info, warning or error"
    )

    @model_validator(mode="before")
    @classmethod
    def _blank_is_missing(cls, data: Any) -> Any:
        """All but the database: an empty one by mistake would be a new one."""
        return {
            name: value
            for name, value in data.items()
            if name == "database_url" or not isinstance(value, str) or value.strip()
        }

    @field_validator(*WANTED)
    @classmethod
    def _can_be_sent(cls, value: SecretStr | None) -> SecretStr | None:
        if value is None:
            return None
        held = value.get_secret_value().strip()
        if not (held.isascii() and held.isprintable() and " " not in held):
            raise ValueError("one word, without spaces, newly copied")
        return SecretStr(held)

    @field_validator("earshot_history", "earshot_log_level", mode="before")
    @classmethod
    def _any_case(cls, value: Any) -> Any:
        return value.strip().casefold() if isinstance(value, str) else value

    @field_validator("slack_api_url")
    @classmethod
    def _ends_with_slash(cls, value: str) -> str:
        if not _ADDRESS.fullmatch(value):
            raise ValueError("an address such as https://slack.com/api/")
        return value if value.endswith("/") else value + "/"

    @field_validator("earshot_public_url")
    @classmethod
    def _is_an_address(cls, value: str | None) -> str | None:
        if value and not _ADDRESS.fullmatch(value):
            raise ValueError("an address such as https://earshot.example.com")
        return value

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
        """The secret setting `name`; raises ConfigError when it is missing, or another secret."""
        value = getattr(self, name)
        if value is None:
            raise ConfigError(f"{name.upper()} is not set: it wants {WANTED[name]}.")
        secret = str(value.get_secret_value())
        if held := mistaken(name, secret):
            raise ConfigError(f"{name.upper()} holds {held}; it wants {WANTED[name]}.")
        return secret


_SECRET = re.compile(r".*@|(?<=password=).*", re.DOTALL)
"""Of an address: who logs in and how, in either place, whatever stands in it."""


def load() -> Settings:
    """Settings from the environment. Raises ConfigError, one line a fault, secrets left out."""
    try:
        return Settings()
    except ValidationError as error:
        raise ConfigError("\n".join(str(_fault(each)) for each in error.errors())) from None


@dataclass(frozen=True, slots=True)
class Unread:
    """A name in the environment that begins like ours and is none. meant: the setting that it is a
    slip of the fingers away from."""

    name: str
    meant: str | None

    def __str__(self) -> str:
        asks = f" Did you mean {self.meant}?" if self.meant else ""
        return f"{self.name} is set, but there is no such setting.{asks}"


def unread() -> list[Unread]:
    """What is set for nothing, by name: an orchestrator may add such names, so it is no error."""
    known = [name.upper() for name in Settings.model_fields if name.startswith("earshot_")]
    strange = sorted(
        name
        for name in os.environ
        if name.upper().startswith("EARSHOT_") and name.upper() not in known
    )
    return [Unread(name, next(iter(mistyped(name, known, 1)), None)) for name in strange]


def _hidden(found: re.Match[str]) -> str:
    return "…@" if found[0].endswith("@") else "…"


def _fault(fault: Any) -> ConfigError:
    name = str(fault["loc"][0])
    wants = Settings.model_fields[name].description or fault["msg"].removeprefix("Value error, ")
    if name in WANTED:
        return ConfigError(f"{name.upper()} holds what can't be right; it wants {wants}.")
    # a database's address may hold its password
    return unfit(name.upper(), _SECRET.sub(_hidden, str(fault["input"])), wants)
