import asyncio
import logging
import socket
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from tenacity import wait_none

from ai_node_builder.nodes.weather_tool import WeatherTool
from ai_node_builder.services.secrets import Binding, Key
from ai_node_builder.services.weather import WeatherClient
from ai_node_builder.services.weather.client import VARIABLE, WeatherService
from ai_node_builder.services.weather.http import WeatherHttp
from ai_node_builder.services.weather.open_meteo import OpenMeteo
from ai_node_builder.services.weather.openweathermap import OpenWeatherMap
from ai_node_builder.services.weather.wmo import conditions

Ask = Callable[..., Awaitable[Any]]
Fault = Callable[[web.Request], Awaitable[web.StreamResponse]]
Tool: Any = WeatherTool

KEY = "owm-test-key/with+signs&more"
BERLIN = {
    "name": "Berlin",
    "latitude": 52.52437,
    "longitude": 13.41053,
    "country_code": "DE",
    "country": "Germany",
    "admin1": "State of Berlin",
    "population": 3426354,
}
PARISES = [
    {
        "name": "Paris",
        "latitude": 48.85341,
        "longitude": 2.3488,
        "country_code": "FR",
        "country": "France",
        "admin1": "Île-de-France",
    },
    {
        "name": "Paris",
        "latitude": 33.66094,
        "longitude": -95.55551,
        "country_code": "US",
        "country": "United States",
        "admin1": "Texas",
        "admin2": "Lamar",
    },
]
FORECAST: dict[str, Any] = {
    "utc_offset_seconds": 3600,
    "current": {
        "time": 1795361400,
        "interval": 900,
        "temperature_2m": 7.4,
        "apparent_temperature": 4.1,
        "relative_humidity_2m": 86,
        "weather_code": 61,
        "wind_speed_10m": 4.2,
        "wind_direction_10m": 245,
    },
}
REPORT = {
    "weather": [{"id": 701, "main": "Mist", "description": "mist"}, {"id": 300, "description": "light drizzle"}],
    "main": {"temp": 46.2, "feels_like": 41, "humidity": 93},
    "wind": {"speed": 0.5},
    "dt": 1795361400,
    "sys": {"country": "GB"},
    "timezone": 0,
    "name": "London",
    "cod": 200,
}


class FakeWeather:
    """Both weather services on loopback. Each fault in `faults` spoils one request, in their order."""

    def __init__(self) -> None:
        self.faults: deque[Fault] = deque()
        self.requests: list[dict[str, str]] = []
        self.forecast: Any = FORECAST
        self.closing = asyncio.Event()
        app = web.Application(middlewares=[self.record])
        app.router.add_get("/v1/search", self.search)
        app.router.add_get("/v1/forecast", self.read)
        app.router.add_get("/data/2.5/weather", self.report)
        self.server = TestServer(app)

    @property
    def url(self) -> str:
        return str(self.server.make_url("")).rstrip("/")

    @web.middleware
    async def record(self, request: web.Request, handler: Fault) -> web.StreamResponse:
        self.requests.append(dict(request.query))
        return await (self.faults.popleft() if self.faults else handler)(request)

    async def search(self, request: web.Request) -> web.Response:
        found = {"Berlin": [BERLIN], "Paris": PARISES}.get(request.query["name"])
        return web.json_response(
            {"results": found[: int(request.query["count"])]} if found else {"generationtime_ms": 1}
        )

    async def read(self, request: web.Request) -> web.Response:
        return web.json_response(self.forecast)

    async def report(self, request: web.Request) -> web.Response:
        if request.query["appid"] != KEY:
            return web.json_response({"cod": 401, "message": "Invalid API key."}, status=401)
        if request.query["q"] != "London":
            return web.json_response({"cod": "404", "message": "city not found"}, status=404)
        return web.json_response(REPORT)

    async def hang(self, request: web.Request) -> web.StreamResponse:
        await self.closing.wait()
        return web.Response()


def answers(status: int, body: str = "{}") -> Fault:
    async def fault(request: web.Request) -> web.StreamResponse:
        return web.Response(status=status, text=body, content_type="application/json")

    return fault


async def reset(request: web.Request) -> web.StreamResponse:
    assert request.transport is not None
    request.transport.abort()
    return web.Response()


@pytest.fixture
async def fake() -> AsyncIterator[FakeWeather]:
    fake = FakeWeather()
    await fake.server.start_server()
    yield fake
    fake.closing.set()
    await fake.server.close()


def service(url: str, environ: dict[str, str] | None = None, timeout: float = 20) -> WeatherClient:
    http = WeatherHttp(timeout=timeout, wait=wait_none())
    binding = Binding(VARIABLE, "openweathermap", ())
    keys = {name: Key(value, binding) for name, value in (environ or {}).items()}
    return WeatherService(OpenMeteo(url, url, http), OpenWeatherMap(url, http), keys.get)


def city(name: str) -> dict[str, Any]:
    return {"id": "w", "arguments": {"city": name}}


async def test_the_definition(ask: Ask) -> None:
    definition = await ask(Tool())
    assert definition["name"] == "get_weather"
    assert definition["input_schema"]["required"] == ["city"]


async def test_the_examples_of_the_docs_page(ask: Ask, fake: FakeWeather, docs_examples: Callable[..., Any]) -> None:
    examples = docs_examples(WeatherTool)
    assert len(examples) == 2
    for call, answer in examples:
        assert await ask(Tool(), call, weather=service(fake.url)) == answer


async def test_without_a_key_open_meteo_is_asked_twice(ask: Ask, fake: FakeWeather) -> None:
    await ask(Tool(units="imperial"), city("Berlin"), weather=service(fake.url))
    search, forecast = fake.requests
    assert search == {"name": "Berlin", "count": "1", "language": "en", "format": "json"}
    assert (forecast["latitude"], forecast["longitude"]) == ("52.52437", "13.41053")
    assert (forecast["temperature_unit"], forecast["wind_speed_unit"]) == ("fahrenheit", "mph")


async def test_with_a_key_openweathermap_is_asked_once(ask: Ask, fake: FakeWeather) -> None:
    answer = await ask(Tool(api_key=f" {KEY}\n", units="imperial"), city("London"), weather=service(fake.url))
    assert fake.requests == [{"q": "London", "units": "imperial", "lang": "en", "appid": KEY}]
    assert answer["result"] == {
        "success": True,
        "city": "London",
        "region": None,
        "country": "GB",
        "conditions": "mist, light drizzle",
        "temperature": 46.2,
        "feels_like": 41,
        "humidity": 93,
        "wind": {"speed": 0.5, "direction": None, "compass": None},
        "observed_at": "2026-11-22T15:30:00+00:00",
        "units": {"temperature": "°F", "humidity": "%", "wind_speed": "mph", "wind_direction": "°"},
        "source": "OpenWeatherMap",
        "attribution": "Weather data provided by OpenWeather (openweathermap.org)",
        "instructions": "Name the source of the weather data in your answer, in the words of attribution.",
    }


async def test_a_key_in_the_environment_is_used(ask: Ask, fake: FakeWeather) -> None:
    answer = await ask(Tool(), city("London"), weather=service(fake.url, {VARIABLE: KEY}))
    assert answer["result"]["source"] == "OpenWeatherMap"


@pytest.mark.parametrize(
    ("name", "latitude"),
    [
        ("Paris", "48.85341"),
        ("Paris, France", "48.85341"),
        ("Paris, texas", "33.66094"),
        ("Paris, TX, USA", None),
        ("Paris, Lamar, U.S.", "33.66094"),
        ("Paris,, US", "33.66094"),
        ("  Paris \n,  Texas ", "33.66094"),
        ("Paris, UK", None),
    ],
)
async def test_a_region_or_country_tells_namesakes_apart(
    ask: Ask, fake: FakeWeather, name: str, latitude: str | None
) -> None:
    answer = await ask(Tool(), city(name), weather=service(fake.url))
    assert answer.get("code") == (None if latitude else "city_not_found")
    assert fake.requests[-1].get("latitude") == latitude


@pytest.mark.parametrize(
    "name",
    [
        "Atlantis",
        "Berlin&name=Paris",
        "Berlin#",
        "../../v1/forecast?latitude=1",
        "%42erlin",
        "Berl\r\nin: x",
        "柏林",
        "\ud800",
        "\x00",
    ],
)
@pytest.mark.parametrize("key", ["", KEY])
async def test_any_text_is_sent_as_a_city_and_nothing_else(ask: Ask, fake: FakeWeather, name: str, key: str) -> None:
    answer = await ask(Tool(api_key=key), city(name), weather=service(fake.url))
    assert answer["code"] == "city_not_found"
    sent = fake.requests[0]["q" if key else "name"]
    assert sent == " ".join(name.replace("\ud800", "?").split())


@pytest.mark.parametrize(("name", "code"), [(" ", "argument_missing"), ("x" * 201, "city_not_found")])
async def test_no_city_and_an_endless_one_are_not_asked_for(ask: Ask, fake: FakeWeather, name: str, code: str) -> None:
    answer = await ask(Tool(), city(name), weather=service(fake.url))
    assert answer["code"] == code
    assert fake.requests == []


async def test_other_units_are_refused(ask: Ask, fake: FakeWeather) -> None:
    answer = await ask(Tool(units="kelvin"), city("Berlin"), weather=service(fake.url))
    assert answer["error"] == "Weather error: units must be metric or imperial, not 'kelvin'."
    assert answer["code"] == "option_not_offered"


@pytest.mark.parametrize("fault", [answers(500), answers(503), answers(429), reset])
async def test_what_may_pass_is_tried_again(ask: Ask, fake: FakeWeather, fault: Fault) -> None:
    fake.faults.extend([fault, fault])
    answer = await ask(Tool(), city("Berlin"), weather=service(fake.url))
    assert answer["result"]["temperature"] == 7.4
    assert len(fake.requests) == 4


@pytest.mark.parametrize(
    ("fault", "code", "said"),
    [
        (answers(500), "provider_error", "OpenWeatherMap has a fault (HTTP 500)"),
        (answers(429), "rate_limited", "OpenWeatherMap has had too many requests"),
        (reset, "provider_error", "OpenWeatherMap broke off"),
    ],
)
async def test_three_tries_are_enough(ask: Ask, fake: FakeWeather, fault: Fault, code: str, said: str) -> None:
    fake.faults.extend([fault] * 4)
    answer = await ask(Tool(api_key=KEY), city("London"), weather=service(fake.url))
    assert answer["error"].startswith(f"Weather error: {said}")
    assert (answer["code"], answer["retryable"], answer["charged"]) == (code, True, "no")
    assert len(fake.requests) == 3


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        (answers(200, "<html>"), "provider_error"),
        (answers(200, "{}"), "provider_error"),
        (answers(200, '"\xff'), "provider_error"),
        (answers(200, '{"current": {"time": 1e300}, "utc_offset_seconds": 0}'), "provider_error"),
        (answers(302), "provider_error"),
        (answers(418), "provider_error"),
        (answers(401), "api_key_rejected"),
        (answers(404), "city_not_found"),
        (answers(400), "city_not_found"),
    ],
)
async def test_what_would_only_repeat_itself_is_not_tried_again(
    ask: Ask, fake: FakeWeather, fault: Fault, code: str
) -> None:
    fake.faults.append(fault)
    answer = await ask(Tool(api_key=KEY), city("London"), weather=service(fake.url))
    assert answer["code"] == code
    assert answer["error"].startswith("Weather error: ")
    assert len(fake.requests) == 1


@pytest.mark.parametrize("gone", [*FORECAST["current"], "utc_offset_seconds"])
async def test_a_reading_that_is_missing_is_never_made_up(ask: Ask, fake: FakeWeather, gone: str) -> None:
    current = {name: value for name, value in FORECAST["current"].items() if name != gone}
    fake.forecast = {name: value for name, value in FORECAST.items() if name != gone} | {"current": current}
    answer = await ask(Tool(), city("Berlin"), weather=service(fake.url))
    needed = gone not in ("interval", "wind_direction_10m")
    assert ("error" in answer) == needed
    assert not needed or gone in answer["error"]


async def test_a_service_that_does_not_answer_is_given_up(ask: Ask, fake: FakeWeather) -> None:
    fake.faults.extend([fake.hang] * 3)
    answer = await ask(Tool(), city("Berlin"), weather=service(fake.url, timeout=0.2))
    assert answer["error"].startswith("Weather error: Open-Meteo broke off without a whole answer (ReadTimeout)")
    assert answer["retryable"] is True


async def test_a_service_that_is_not_there_is_unreachable(ask: Ask) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    answer = await ask(Tool(), city("Berlin"), weather=service(f"http://127.0.0.1:{port}"))
    assert answer["error"].startswith("Weather error: no connection to Open-Meteo")
    assert answer["code"] == "provider_unreachable"


@pytest.mark.parametrize("fault", [None, answers(401), answers(404), answers(500), answers(200, "[]"), reset])
async def test_the_key_is_nowhere_to_be_read(
    ask: Ask, fake: FakeWeather, fault: Fault | None, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    caplog.set_level(logging.DEBUG, logger="httpx")  # which litellm turns down
    fake.faults.extend([fault] * 3 if fault else [])
    node = Tool(api_key=KEY)
    answer = await ask(node, city("London"), weather=service(fake.url))
    assert fake.requests[0]["appid"] == KEY
    written = [record.getMessage() for record in caplog.records if record.name != "aiohttp.access"]
    assert any("/data/2.5/weather?q=London" in line for line in written) != (fault is reset)
    assert "owm-test-key" not in "".join([*written, str(answer), repr(node)])


@pytest.mark.parametrize(
    ("code", "words"), [(0, "clear sky"), (99, "thunderstorm with heavy hail"), (4, "weather code 4")]
)
def test_weather_codes_are_put_into_words(code: int, words: str) -> None:
    assert conditions(code) == words


@pytest.mark.parametrize(
    ("degrees", "point"), [(0, "N"), (11.2, "N"), (11.3, "NNE"), (180, "S"), (349, "N"), (360, "N")]
)
async def test_the_wind_has_a_point_of_the_compass(ask: Ask, fake: FakeWeather, degrees: float, point: str) -> None:
    fake.forecast = FORECAST | {"current": FORECAST["current"] | {"wind_direction_10m": degrees}}
    answer = await ask(Tool(), city("Berlin"), weather=service(fake.url))
    assert answer["result"]["wind"]["compass"] == point
