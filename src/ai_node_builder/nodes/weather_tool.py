"""The weather, for LLMs that cannot look out of the window."""

from typing import Annotated

from ai_node_builder.node.context import Context
from ai_node_builder.node.effects import LOOKS
from ai_node_builder.node.fields import combo, secret
from ai_node_builder.node.tool import ToolNode
from ai_node_builder.services.weather import Weather
from ai_node_builder.types import JsonObject

POINTS = ("N", "NNE", "NE", "ENE", "E", "ESE", "SE", "SSE", "S", "SSW", "SW", "WSW", "W", "WNW", "NW", "NNW")
UNITS = {
    "metric": {"temperature": "°C", "humidity": "%", "wind_speed": "m/s", "wind_direction": "°"},
    "imperial": {"temperature": "°F", "humidity": "%", "wind_speed": "mph", "wind_direction": "°"},
}


class WeatherTool(ToolNode):
    """Tool calling interface for the current weather in any city, with or without an API key"""

    type = "weather_tool"
    title = "Weather Tool"
    tool_name = "get_weather"
    tool_description = (
        "Get the current weather in a city: temperature, conditions, humidity and wind. "
        "The result names the city that was found; say so if it is not the one that was meant."
    )
    family = "weather"
    failure = "Weather error"
    effects = LOOKS
    reusable = False

    api_key: str = secret(
        description="OpenWeatherMap API key; empty uses OPENWEATHERMAP_API_KEY, and without either Open-Meteo is asked"
    )
    units: str = combo("metric", options=("metric", "imperial"), description="°C and m/s, or °F and mph")

    async def call(
        self,
        ctx: Context,
        city: Annotated[
            str, "Name of the city, with its region or country where it has namesakes, as in 'Paris, Texas'."
        ],
    ) -> JsonObject:
        """The weather in the city now, with the units of each number and the source to name."""
        weather = await ctx.services.weather.current(city, self.units, self.api_key)
        return {
            "success": True,
            "city": weather.city,
            "region": weather.region or None,
            "country": weather.country or None,
            "conditions": weather.conditions,
            "temperature": weather.temperature,
            "feels_like": weather.feels_like,
            "humidity": weather.humidity,
            "wind": wind(weather),
            "observed_at": weather.observed_at.isoformat(),
            "units": UNITS[weather.units],
            "source": weather.source,
            "attribution": weather.attribution,
            "instructions": "Name the source of the weather data in your answer, in the words of attribution.",
        }


def wind(weather: Weather) -> JsonObject:
    """Speed, and the direction that the wind comes from, in degrees and as a point of the compass."""
    degrees = weather.wind_direction
    point = None if degrees is None else POINTS[round(degrees / 22.5) % 16]
    return {"speed": weather.wind_speed, "direction": degrees, "compass": point}
