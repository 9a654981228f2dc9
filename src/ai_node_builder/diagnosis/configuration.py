"""The settings in force and where each comes from, and the keys; of secrets only whether they are set."""

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit, urlunsplit

from .check import Check

if TYPE_CHECKING:
    from pydantic.fields import FieldInfo

    from ai_node_builder.app.settings import Settings

ALWAYS = ("ANTHROPIC_API_KEY", "GEMINI_API_KEY", "OPENWEATHERMAP_API_KEY")
"""Keys that are shown whether they are set or not; the other providers' only where they are set."""


def load() -> "Settings":
    """The settings in force; SettingInvalid says what is wrong with them."""
    from ai_node_builder.app.settings import Settings

    return Settings.load()


def settings_in_force(settings: "Settings") -> Iterator[Check]:
    """One finding for each setting."""
    from pydantic_settings import EnvSettingsSource, TomlConfigSettingsSource

    kind = type(settings)
    environment = EnvSettingsSource(kind)()
    file = TomlConfigSettingsSource(kind, settings.home / "config.toml")()
    for name, field in kind.model_fields.items():
        names = _names(name, field)
        source = "environment" if names & environment.keys() else "config.toml" if names & file.keys() else "default"
        variable = next((alias for alias in names if alias.isupper()), f"AINB_{name.upper()}")
        yield Check("setting", "ok", f"{variable} = {_shown(settings, name)} ({source})")


def _names(name: str, field: "FieldInfo") -> set[str]:
    alias: Any = field.validation_alias
    return {name, *(alias.choices if alias is not None else ())}


def _shown(settings: "Settings", name: str) -> str:
    value = getattr(settings, f"effective_{name}", None) or getattr(settings, name)
    if hasattr(value, "get_secret_value"):
        return "set" if value.get_secret_value() else "not set"
    return "not set" if value in (None, "") else without_password(str(value))


def without_password(text: str) -> str:
    """The text; a URL without the password in it."""
    parts = urlsplit(text)
    if not parts.password:
        return text
    host = parts.netloc.rpartition("@")[2]
    return urlunsplit(parts._replace(netloc=f"{parts.username}:***@{host}"))


def keys(settings: "Settings") -> Iterator[Check]:
    """Which keys are set in the environment."""
    from ai_node_builder.services.secrets.known import PROVIDER_OF

    if settings.openai_api_key and settings.openai_api_key.get_secret_value():
        yield Check("key", "ok", "OPENAI_API_KEY is set")
    else:
        fix = "set it, or store it (ainb secrets set OPENAI_API_KEY), to draw with OpenAI; demo/painter needs no key"
        yield Check("key", "warn", "OPENAI_API_KEY is not set", fix)
    for variable in dict.fromkeys([*ALWAYS, *(name for name in PROVIDER_OF if name != "OPENAI_API_KEY")]):
        if os.environ.get(variable):
            yield Check("key", "ok", f"{variable} is set")
        elif variable in ALWAYS:
            yield Check("key", "ok", f"{variable} is not set")
