from collections.abc import AsyncIterator, Iterator

import httpx
import pytest
from openai import AsyncOpenAI

from ai_node_builder.testing import FakeOpenAI


@pytest.fixture
def fake() -> Iterator[FakeOpenAI]:
    with FakeOpenAI() as server:
        yield server


@pytest.fixture
async def http(fake: FakeOpenAI) -> AsyncIterator[httpx.AsyncClient]:
    headers = {"Authorization": "Bearer sk-test-1234"}
    async with httpx.AsyncClient(base_url=fake.base_url, headers=headers, timeout=20) as client:
        yield client


@pytest.fixture
async def openai(fake: FakeOpenAI) -> AsyncIterator[AsyncOpenAI]:
    async with AsyncOpenAI(base_url=fake.base_url, api_key="sk-test-1234", max_retries=0) as client:
        yield client
