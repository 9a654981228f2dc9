"""The weather outside."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from ai_node_builder.errors import ToolCallError


@dataclass(frozen=True, slots=True)
class Weather:
    """The weather at a place now.

    `units` is "metric" (°C, m/s) or "imperial" (°F, mph). `country` is an ISO 3166 code; it and `region` are
    empty where the source names none. `humidity` is in percent; `wind_direction` is where the wind comes
    from, in degrees clockwise from north, or None in a calm. `source` is the service that was asked, and
    `attribution` the words that its licence wants shown.
    """

    city: str
    region: str
    country: str
    conditions: str
    temperature: float
    feels_like: float
    humidity: float
    wind_speed: float
    wind_direction: float | None
    observed_at: datetime
    units: str
    source: str
    attribution: str


class WeatherClient(Protocol):
    """Knows the weather."""

    async def current(self, city: str, units: str, api_key: str = "") -> Weather:
        """The weather in a city, which may be narrowed as in "Paris, Texas".

        Raises CityNotFound, ApiKeyRejected, OptionNotOffered for other units, or ProviderError.
        """
        ...


class CityNotFound(ToolCallError):
    """The weather service knows no such place; the message says how to name one."""

    code = "city_not_found"
    status = 404
