"""`ainb images buy-again` and `write-off`: what a person decides about a lost picture."""

from collections.abc import Callable
from typing import Any

import pytest

from ai_node_builder.testing import FakeOpenAI

Ainb = Callable[..., Any]
CALL = (
    *("tool", "generate_image", "--set", "model=gpt-image-2.5-flare", "--key", "k"),
    *("--call", '{"arguments": {"prompt": "a lion"}}'),
)


@pytest.fixture
def with_key(invoke: Ainb, fake: FakeOpenAI, monkeypatch: pytest.MonkeyPatch) -> Ainb:
    """The command, where the provider is the fake one."""
    monkeypatch.setenv("OPENAI_BASE_URL", fake.base_url)
    monkeypatch.setenv("OPENAI_API_KEY", "sk-test")
    return invoke


@pytest.fixture
def lost(with_key: Ainb, fake: FakeOpenAI) -> str:
    """The id of a request that was sent and never answered."""
    fake.fail_next("server_error")
    assert with_key(*CALL).code == 1
    return str(with_key("images", "list", "--state", "unknown", "--json").json[0]["id"])


def test_the_list_says_what_happened_and_what_can_be_done(with_key: Ainb, lost: str) -> None:
    ran = with_key("images", "list", "--state", "unknown")
    _, id, model, held, prompt, what = ran.out.rstrip("\n").split("\t")
    assert (id, model, held, prompt) == (lost, "gpt-image-2.5-flare", "$0.0527", "a lion")
    assert what.startswith("the provider failed (HTTP 500) after the request was sent")
    assert "ainb images buy-again ID" in ran.err
    assert "ainb images write-off ID" in ran.err


def test_buying_again(with_key: Ainb, lost: str, fake: FakeOpenAI) -> None:
    filename, url, cost = with_key("images", "buy-again", lost).out.split()
    assert (url, cost) == (f"http://localhost:8000/servable/{filename}", "$0.0527")
    assert with_key(*CALL).json["result"]["filename"] == filename
    assert with_key("images", "buy-again", lost).out.split() == [filename, url, "$0.00"]
    assert len(fake.image_requests) == 2


@pytest.mark.parametrize(("cost", "booked"), [((), "$0.0527"), (("--cost", "0"), "$0.00")])
def test_writing_off(with_key: Ainb, lost: str, cost: tuple[str, ...], booked: str) -> None:
    assert with_key("images", "write-off", lost, *cost).out == f"{lost}\twritten off at {booked}\n"
    assert with_key("images", "list", "--state", "unknown").out == ""
    assert with_key("images", "list", "--state", "written_off", "--json").json[0]["held_usd"] == 0


@pytest.mark.parametrize("step", ["buy-again", "write-off"])
def test_nothing_to_settle(with_key: Ainb, step: str) -> None:
    ran = with_key("images", step, "nothing")
    assert (ran.code, ran.out) == (1, "")
    assert "no request for a picture has the id 'nothing'" in ran.err


@pytest.mark.parametrize("arguments", [("buy-again",), ("write-off",)])
def test_wrong_usage(invoke: Ainb, arguments: tuple[str, ...]) -> None:
    assert invoke("images", *arguments).code == 2


@pytest.mark.parametrize("cost", ["-1", "nan", "inf", "1e7"])
def test_a_cost_that_is_none(invoke: Ainb, cost: str) -> None:
    assert invoke("images", "write-off", "x", "--cost", cost).code == 2
