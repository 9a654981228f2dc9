"""What a request comes to, and what is refused before anything is booked or sent."""

from datetime import date
from typing import Any

import pytest

from ai_node_builder.errors import (
    ApiKeyMissing,
    ApiKeyRejected,
    OptionNotOffered,
    PromptTooLong,
    ToolCallError,
    UnknownModel,
)
from ai_node_builder.services.images import ImageRequest
from ai_node_builder.services.images.models import ModelTable
from ai_node_builder.services.images.purchase import Endpoint, Purchase, purchase_for
from ai_node_builder.types import Origin

TABLE = ModelTable.load()
OPENAI = Endpoint(api_key="sk-settings")
AZURE = Endpoint("https://somebody.openai.azure.com/openai/v1", "sk-settings")


def purchase(endpoint: Endpoint = OPENAI, key: str | None = None, **wish: Any) -> Purchase:
    chosen = {"prompt": "a lion", "model": "gpt-image-1", "size": "1024x1024", "quality": "high"} | wish
    return purchase_for(ImageRequest(origin=Origin(key, "run", "node"), **chosen), TABLE, endpoint, date(2026, 11, 22))


def same(one: Purchase, other: Purchase) -> bool:
    return one.order.fingerprint == other.order.fingerprint


def test_an_order_says_what_was_asked_for_and_what_runs() -> None:
    bought = purchase()
    order = bought.order
    assert (order.model_asked, order.model, order.endpoint) == ("gpt-image-1", "gpt-image-2.6-flare", "api.openai.com")
    assert (order.prompt, order.size, order.quality) == ("a lion", "1024x1024", "high")
    assert (order.run_id, order.node_id, order.held) == ("run", "node", 1756 * 30_000 + 6 * 5_000)
    assert (bought.api_key, bought.choice.note != "") == ("sk-settings", True)


@pytest.mark.parametrize(
    "url",
    [
        *(
            "https://api.openai.com/v1",
            "https://api.openai.com/v1/",
            "https://api.openai.com",
            "https://API.openai.com",
        ),
        *("https://api.openai.com:443/v1", "http://api.openai.com/v1"),
    ],
)
def test_openai_itself_is_known_by_its_host(url: str) -> None:
    assert purchase(Endpoint(url, "sk")).choice.name == "gpt-image-2.6-flare"


@pytest.mark.parametrize("url", [AZURE.base_url, "http://127.0.0.1:8899/v1", "https://api.openai.com.example/v1"])
def test_any_other_host_gets_the_name_untouched(url: str) -> None:
    assert purchase(Endpoint(url, "sk")).order.model == "gpt-image-1"
    assert purchase(Endpoint(url, "sk"), model="their-own").order.model == "their-own"


def test_a_password_in_the_address_is_not_booked() -> None:
    assert purchase(Endpoint("https://user:password@proxy.example/v1", "sk")).order.endpoint == "proxy.example"


def test_the_key_of_the_request_goes_first() -> None:
    assert purchase(api_key="sk-widget").api_key == "sk-widget"
    assert purchase(api_key="").api_key == "sk-settings"


def test_blanks_around_a_key_are_not_meant() -> None:
    assert purchase(api_key=" sk-widget\n").api_key == "sk-widget"


@pytest.mark.parametrize("api_key", ["", "  \n"])
def test_without_a_key_nothing_can_be_bought(api_key: str) -> None:
    with pytest.raises(ApiKeyMissing, match=r"^OpenAI API key is required"):
        purchase(Endpoint(), api_key=api_key)


@pytest.mark.parametrize("api_key", ["sk two", "sk\ntwo", "sk-ключ", "sk-\x00", "sk-\u2026abc", "sk\u00a0x"])
def test_a_key_that_cannot_be_sent_is_refused_without_showing_it(api_key: str) -> None:
    with pytest.raises(ApiKeyRejected) as caught:
        purchase(api_key=api_key)
    assert api_key not in str(caught.value)


def test_the_demo_painter_needs_no_key_and_gets_none() -> None:
    bought = purchase(model="demo/painter")
    assert (bought.api_key, bought.order.held, bought.order.endpoint) == ("", 0, "")


def test_keys_do_not_show() -> None:
    assert "sk-" not in repr(purchase(api_key="sk-widget")) + repr(OPENAI) + repr(ImageRequest("p", "m", "", "", "sk-"))


@pytest.mark.parametrize(
    ("wish", "error"),
    [
        ({"prompt": "x" * 32_001}, PromptTooLong),
        ({"prompt": "half \ud83d"}, ToolCallError),
        ({"model": "gpt-image-7"}, UnknownModel),
        ({"size": "512x512"}, OptionNotOffered),
        ({"quality": "ultra"}, OptionNotOffered),
    ],
)
def test_what_cannot_be_asked_for(wish: dict[str, Any], error: type[Exception]) -> None:
    with pytest.raises(error):
        purchase(**wish)


@pytest.mark.parametrize("prompt", ["x" * 32_000, "🦁" * 32_000, "\x00", "a\nb"])
def test_what_can(prompt: str) -> None:
    assert purchase(prompt=prompt).order.prompt == prompt


CHANGES = [{"prompt": "a fox"}, {"model": "gpt-image-2"}, {"size": "1024x1536"}, {"quality": "low"}]


@pytest.mark.parametrize("key", ["k", None])
@pytest.mark.parametrize("change", CHANGES)
def test_another_wish_is_another_wish(change: dict[str, Any], key: str | None) -> None:
    assert same(purchase(key=key), purchase(key=key))
    assert not same(purchase(key=key), purchase(key=key, **change))


@pytest.mark.parametrize("place", [{"endpoint": AZURE}, {"api_key": "sk-other"}])
def test_a_wish_is_the_same_wherever_it_is_paid(place: dict[str, Any]) -> None:
    assert same(purchase(), purchase(**place))
    assert purchase().order.payer != purchase(**place).order.payer


def test_what_is_held_for_a_model_of_unknown_price_is_the_dearest() -> None:
    assert purchase(AZURE, model="their-own").order.held == max(
        purchase(AZURE, model=name, quality=quality).order.held
        for name, model in TABLE.models.items()
        for quality in model.qualities
    )
