"""Open-Meteo: no key; the place is looked up first, then its weather."""

from collections.abc import Sequence

from msgspec import Struct

from ai_node_builder.services.weather import CityNotFound, Weather

from .http import Params, WeatherHttp
from .moments import Offset, Seconds, local_time
from .wmo import conditions

SERVICE = "Open-Meteo"
READINGS = "temperature_2m,apparent_temperature,relative_humidity_2m,weather_code,wind_speed_10m,wind_direction_10m"
UNITS = {"metric": ("celsius", "ms"), "imperial": ("fahrenheit", "mph")}
MANY = 100  # the most that a search answers
ALIASES = {"usa": "us", "uk": "gb"}


class Place(Struct, frozen=True):
    name: str
    latitude: float
    longitude: float
    country_code: str = ""
    country: str = ""
    admin1: str = ""
    admin2: str = ""

    def is_in(self, area: str) -> bool:
        """Whether the area is the place's country, its code, its region or its district."""
        wanted = area.replace(".", "").casefold()
        wanted = ALIASES.get(wanted, wanted)
        return wanted in {x.casefold() for x in (self.country_code, self.country, self.admin1, self.admin2)}

    def __str__(self) -> str:
        return ", ".join(part for part in (self.name, self.admin1, self.country) if part)


class Places(Struct, frozen=True):
    results: tuple[Place, ...] = ()


class Current(Struct, frozen=True):
    time: Seconds
    temperature_2m: int | float
    apparent_temperature: int | float
    relative_humidity_2m: int | float
    weather_code: int
    wind_speed_10m: int | float
    wind_direction_10m: int | float | None = None


class Forecast(Struct, frozen=True):
    current: Current
    utc_offset_seconds: Offset


class OpenMeteo:
    """The weather from Open-Meteo, whose free service is for non-commercial use."""

    def __init__(
        self,
        geocoding_url: str = "https://geocoding-api.open-meteo.com",
        forecast_url: str = "https://api.open-meteo.com",
        http: WeatherHttp | None = None,
    ) -> None:
        self._geocoding_url = geocoding_url
        self._forecast_url = forecast_url
        self._http = http or WeatherHttp()

    async def current(self, city: str, units: str, api_key: str = "") -> Weather:
        place = await self._find(city)
        forecast = await self._forecast(place, units)
        now = forecast.current
        return Weather(
            city=place.name,
            region=place.admin1,
            country=place.country_code,
            conditions=conditions(now.weather_code),
            temperature=now.temperature_2m,
            feels_like=now.apparent_temperature,
            humidity=now.relative_humidity_2m,
            wind_speed=now.wind_speed_10m,
            wind_direction=now.wind_direction_10m,
            observed_at=local_time(now.time, forecast.utc_offset_seconds),
            units=units,
            source=SERVICE,
            attribution="Weather data by Open-Meteo.com (CC BY 4.0)",
        )

    async def _find(self, city: str) -> Place:
        name, *areas = [part.strip() for part in city.split(",")]
        params: Params = {"name": name, "count": MANY if areas else 1, "language": "en", "format": "json"}
        found = await self._http.get(
            SERVICE, f"{self._geocoding_url}/v1/search", params, Places, refusals={400: _not_found(city)}
        )
        for place in found.results:
            if all(place.is_in(area) for area in areas if area):
                return place
        raise _not_found(city, found.results)

    async def _forecast(self, place: Place, units: str) -> Forecast:
        temperature, wind_speed = UNITS[units]
        params: Params = {
            "latitude": place.latitude,
            "longitude": place.longitude,
            "current": READINGS,
            "temperature_unit": temperature,
            "wind_speed_unit": wind_speed,
            "timeformat": "unixtime",
            "timezone": "auto",
        }
        return await self._http.get(SERVICE, f"{self._forecast_url}/v1/forecast", params, Forecast)


def _not_found(city: str, others: Sequence[Place] = ()) -> CityNotFound:
    if others:
        known = "; ".join(str(place) for place in others[:3])
        return CityNotFound(f"Open-Meteo knows no {city!r}, but {known}; name one of these.")
    return CityNotFound(
        f"Open-Meteo knows no {city!r}; check the spelling, or name the nearest larger city, as in 'Paris, France'."
    )
