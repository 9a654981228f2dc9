"""OpenWeatherMap: one request, and a key."""

from typing import Annotated

from msgspec import Meta, Struct

from ai_node_builder.errors import ApiKeyRejected
from ai_node_builder.services.weather import CityNotFound, Weather

from .http import WeatherHttp
from .moments import Offset, Seconds, local_time

SERVICE = "OpenWeatherMap"


class Main(Struct, frozen=True):
    temp: int | float
    feels_like: int | float
    humidity: int | float


class Wind(Struct, frozen=True):
    speed: int | float
    deg: int | float | None = None


class Condition(Struct, frozen=True):
    description: str


class Sys(Struct, frozen=True):
    country: str = ""


class Report(Struct, frozen=True):
    name: str
    dt: Seconds
    timezone: Offset
    main: Main
    wind: Wind
    weather: Annotated[tuple[Condition, ...], Meta(min_length=1)]
    sys: Sys


class OpenWeatherMap:
    """The weather from OpenWeatherMap, with the caller's key."""

    def __init__(self, base_url: str = "https://api.openweathermap.org", http: WeatherHttp | None = None) -> None:
        self._base_url = base_url
        self._http = http or WeatherHttp()

    async def current(self, city: str, units: str, api_key: str = "") -> Weather:
        report = await self._report(city, units, api_key)
        return Weather(
            city=report.name,
            region="",
            country=report.sys.country,
            conditions=", ".join(condition.description for condition in report.weather),
            temperature=report.main.temp,
            feels_like=report.main.feels_like,
            humidity=report.main.humidity,
            wind_speed=report.wind.speed,
            wind_direction=report.wind.deg,
            observed_at=local_time(report.dt, report.timezone),
            units=units,
            source=SERVICE,
            attribution="Weather data provided by OpenWeather (openweathermap.org)",
        )

    async def _report(self, city: str, units: str, api_key: str) -> Report:
        unknown = CityNotFound(
            f"OpenWeatherMap knows no {city!r}; check the spelling, or add the country code, as in 'Paris, FR'."
        )
        rejected = ApiKeyRejected(
            "OpenWeatherMap does not accept the API key; check it. A new key takes up to two hours to work."
        )
        return await self._http.get(
            SERVICE,
            f"{self._base_url}/data/2.5/weather",
            {"q": city, "units": units, "lang": "en"},
            Report,
            secret={"appid": api_key},
            refusals={400: unknown, 401: rejected, 404: unknown},
        )
