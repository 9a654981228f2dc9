"""What an operator can set: in the environment, or in config.toml in the home folder. The environment wins."""

import logging
import os
import tomllib
from collections.abc import Collection
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from platformdirs import user_data_path
from pydantic import AfterValidator, AliasChoices, ByteSize, Field, SecretStr, ValidationError
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from ai_node_builder.errors import SettingInvalid
from ai_node_builder.nearest import did_you_mean
from ai_node_builder.services.outgoing.addresses import read_places

log = logging.getLogger(__name__)

Dollars = Annotated[float, Field(ge=0, allow_inf_nan=False)]


def _hosts(text: str) -> str:
    read_places(text)
    return text


def default_home() -> Path:
    """`AINB_HOME`, or the platform's folder for user data."""
    return Path(os.environ.get("AINB_HOME") or user_data_path("ai-node-builder", appauthor=False))


class Settings(BaseSettings):
    """Every setting. A field `x` is `AINB_X` in the environment and `x` in config.toml."""

    model_config = SettingsConfigDict(env_prefix="AINB_", extra="forbid", populate_by_name=True, frozen=True)

    home: Path = Field(default_factory=default_home, description="database, servable/, workflows, models.toml")
    public_url: str = Field("", description="base of every servable_url; http://localhost:8000 where it is not set")
    token: SecretStr | None = Field(None, description="bearer token; required to bind anything but loopback")
    database_url: str = Field("", description="SQLite in the home folder where it is not set")
    budget_call: Dollars | None = Field(None, description="cap of one image, in dollars")
    budget_run: Dollars | None = Field(None, description="cap of one run, in dollars")
    budget_day: Dollars | None = Field(None, description="cap of one day, in dollars")
    budget_month: Dollars | None = Field(None, description="cap of one month, in dollars")
    reuse: Literal["never", "always"] = Field(
        "never", description="always hands over a stored picture of the same wish instead of buying one"
    )
    limit_concurrency: int | None = Field(None, gt=0, description="requests on their way at once, for each key")
    limit_per_minute: int | None = Field(None, gt=0, description="requests in a minute, for each key")
    images_max_age: float | None = Field(None, gt=0, le=36_500, description="days after which a picture is deleted")
    images_max_bytes: ByteSize | None = Field(None, description="room for pictures, as in 20GB; the oldest go first")
    images_keep_favourites: bool = Field(True, description="whether favourites stay, whatever their age")
    run_firings: int = Field(100_000, gt=0, description="cap of node firings in one run")
    run_seconds: float = Field(3600, gt=0, description="cap of seconds for one run")
    keyring: Literal["auto", "off"] = Field(
        "auto", description="auto seals stored keys with the system's keyring where there is one, off with a file"
    )
    allow_hosts: Annotated[str, AfterValidator(_hosts)] = Field(
        "", description="hosts that are not on the internet and that workflows may connect to, as in localhost:11434"
    )
    mcp_wait: float = Field(
        40, ge=0, description="seconds after which an MCP call that still draws answers with an id to fetch it by"
    )
    mcp_ask_above: Dollars = Field(
        0.5, description="an MCP client's user is asked before a call that can cost more than this, in dollars"
    )
    openai_api_key: SecretStr | None = Field(
        None,
        validation_alias=AliasChoices("OPENAI_API_KEY", "openai_api_key"),
        description="used where a node's api_key widget is empty",
    )
    openai_base_url: str = Field(
        "https://api.openai.com/v1",
        validation_alias=AliasChoices("OPENAI_BASE_URL", "openai_base_url"),
        description="where OpenAI models are served",
    )

    @classmethod
    def load(cls, **given: Any) -> Self:
        """The settings in force; SettingInvalid names each one that cannot be used, and why."""
        for name in sorted(name for name in os.environ if _unknown(name, cls.model_fields)):
            log.warning("there is no setting %s%s", name, did_you_mean(name, map(_variable, cls.model_fields)))
        try:
            return cls(**given)
        except ValidationError as error:
            problems = "; ".join(f"{_name(one['loc'])}: {one['msg']}" for one in error.errors())
            raise SettingInvalid(f"{problems}. Mend it in the environment or in config.toml.") from None
        except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError, RecursionError) as error:
            raise SettingInvalid(f"config.toml in the home folder cannot be read: {error}.") from error

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        home = getattr(init_settings, "init_kwargs", {}).get("home") or default_home()
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls, Path(home) / "config.toml")

    @property
    def effective_public_url(self) -> str:
        return (self.public_url or "http://localhost:8000").rstrip("/")

    @property
    def effective_database_url(self) -> str:
        return self.database_url or f"sqlite:///{self.home / 'ai-node-builder.db'}"


def _unknown(name: str, fields: Collection[str]) -> bool:
    return name.startswith("AINB_") and name.removeprefix("AINB_").lower() not in fields


def _variable(field: str) -> str:
    return f"AINB_{field.upper()}"


def _name(location: tuple[int | str, ...]) -> str:
    return ".".join(str(part) for part in location) or "config.toml"
