"""Whether a provider accepts a key, for nothing."""

from pathlib import Path

import pytest

from ai_node_builder import Settings
from ai_node_builder.app.wiring import open_secrets
from ai_node_builder.services.secrets.trial import Trial
from ai_node_builder.testing import FakeOpenAI


def tried(home: Path, value: str, address: str, name: str = "OPENAI_API_KEY", **binding: str) -> Trial:
    with open_secrets(Settings.load(home=home, openai_base_url=address)) as store:
        store.set(name, value, **binding)
        return store.test(name)


@pytest.mark.parametrize(("value", "accepted"), [("sk-test-good", True), ("sk-bad-1234", False)])
def test_the_provider_is_asked(home: Path, fake: FakeOpenAI, value: str, accepted: bool) -> None:
    trial = tried(home, value, fake.base_url)
    assert trial.accepted is accepted
    assert ("accepts" in trial.message, value in trial.message) == (accepted, False)


def test_a_provider_that_cannot_be_reached_says_nothing_of_the_key(home: Path) -> None:
    trial = tried(home, "sk-test-good", "http://127.0.0.1:9/v1")
    assert (trial.accepted, "cannot be reached" in trial.message) == (None, True)


def test_a_provider_without_a_free_request_is_not_asked(home: Path) -> None:
    trial = tried(home, "pplx-test-good", "http://127.0.0.1:9/v1", "PERPLEXITYAI_API_KEY")
    assert (trial.accepted, "without cost" in trial.message) == (None, True)
