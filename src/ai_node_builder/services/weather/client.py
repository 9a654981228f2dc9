"""Which weather service is asked: OpenWeatherMap for those who have a key, Open-Meteo for everyone else."""

import asyncio

from ai_node_builder.errors import OptionNotOffered
from ai_node_builder.services.secrets import FindKey, key_for
from ai_node_builder.services.secrets.environment import environment_key
from ai_node_builder.services.weather import CityNotFound, Weather, WeatherClient

from .open_meteo import UNITS, OpenMeteo
from .openweathermap import OpenWeatherMap

VARIABLE = "OPENWEATHERMAP_API_KEY"
LONGEST_CITY = 200
"""Characters. The longest name of a place has 85, "Taumatawhakatangi…", and a region and a country may follow."""


class WeatherService:
    """The weather from whichever service there is a key for. An empty key is looked for with `find_key`."""

    def __init__(
        self,
        open_meteo: WeatherClient | None = None,
        openweathermap: WeatherClient | None = None,
        find_key: FindKey = environment_key,
    ) -> None:
        self._open_meteo = open_meteo or OpenMeteo()
        self._openweathermap = openweathermap or OpenWeatherMap()
        self._find_key = find_key

    async def current(self, city: str, units: str, api_key: str = "") -> Weather:
        if units not in UNITS:
            raise OptionNotOffered(f"units must be {' or '.join(UNITS)}, not {units!r}.")
        city = _cleaned(city)
        found = api_key if api_key.strip() else await asyncio.to_thread(self._find_key, VARIABLE)
        key = key_for(found or "", provider="openweathermap")
        source = self._openweathermap if key else self._open_meteo
        return await source.current(city, units, key)


def _cleaned(city: str) -> str:
    # JSON can carry half of a surrogate pair, which no URL can.
    city = " ".join(city.encode(errors="replace").decode().split())
    if len(city) > LONGEST_CITY:
        raise CityNotFound(f"a city of {len(city):,} characters, over {LONGEST_CITY}, is not looked up; send its name.")
    return city
