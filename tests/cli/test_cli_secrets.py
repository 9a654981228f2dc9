"""Keys on the command line, which never shows one."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from ai_node_builder.testing import FakeOpenAI

Ainb = Callable[..., Any]
VALUE = "sk-test-0123456789"


def test_a_key_comes_from_stdin_and_is_listed_without_its_value(invoke: Ainb) -> None:
    stored = invoke("secrets", "set", "OPENAI_API_KEY", input=f"{VALUE}\n")
    assert (stored.code, "It goes to api.openai.com." in stored.err) == (0, True)
    listed = invoke("secrets", "--json").json
    assert listed == [{"name": "OPENAI_API_KEY", "provider": "openai", "hosts": ["api.openai.com"], "source": "stored"}]
    assert VALUE not in stored.out + stored.err + str(listed)


def test_a_stored_key_buys_a_picture(ainb: Ainb, fake: FakeOpenAI) -> None:
    ainb("secrets", "set", "OPENAI_API_KEY", input=VALUE)
    ran = ainb("tool", "generate_image", "--call", '{"arguments": {"prompt": "a lion"}}', OPENAI_BASE_URL=fake.base_url)
    assert ran.json["result"]["success"] is True
    assert fake.image_requests[0].headers["authorization"].endswith("6789")


def test_a_workflow_of_somebody_else_does_not_get_the_key(
    invoke: Ainb, fake: FakeOpenAI, workflow_file: Callable[..., str]
) -> None:
    invoke("secrets", "set", "OPENAI_API_KEY", input=VALUE)
    widgets = {"prompt": "hello", "model": "openai/gpt-4o", "api_base": fake.base_url}
    llm = {"type": "llm", "widgets": widgets | {"api_key": {"secret": "OPENAI_API_KEY"}}}
    (error,) = invoke("run", workflow_file({"llm": llm}), "--json").json["errors"]
    assert (error["code"], error["charged"], fake.chat_requests) == ("secret_not_for_host", "no", [])
    assert "ainb secrets allow OPENAI_API_KEY --host 127.0.0.1" in error["error"]


def test_a_key_can_be_tried_allowed_and_forgotten(ainb: Ainb, fake: FakeOpenAI) -> None:
    ainb("secrets", "set", "OPENAI_API_KEY", input="sk-bad-1234")
    tried = ainb("secrets", "test", "OPENAI_API_KEY", OPENAI_BASE_URL=fake.base_url)
    assert (tried.code, "does not accept" in tried.out) == (1, True)
    assert "llm.example.com" in ainb("secrets", "allow", "OPENAI_API_KEY", "--host", "llm.example.com").err
    assert ainb("secrets", "rm", "OPENAI_API_KEY").code == 0
    assert ainb("secrets").out == ""


def test_a_key_is_no_argument(invoke: Ainb) -> None:
    ran = invoke("secrets", "set", "OPENAI_API_KEY", VALUE)
    assert ran.code == 2


def test_the_doctor_says_where_keys_are_kept_and_which_do_not_open(invoke: Ainb, home: Path) -> None:
    invoke("secrets", "set", "OPENAI_API_KEY", input=VALUE)
    assert f"1, opened with the file {home / 'secrets.key'}" in invoke("doctor", "--offline").out
    (home / "secrets.key").chmod(0o644)
    assert "chmod 600" in invoke("doctor", "--offline").out
