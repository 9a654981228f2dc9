"""Real MCP clients, over both transports, of a server whose OpenAI is the fake one."""

import contextlib
import os
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Any, TypeAlias

import httpx
import pytest
from mcp import Client
from mcp.client.stdio import StdioServerParameters

from ai_node_builder.testing import FakeOpenAI

AINB = str(Path(sys.executable).parent / "ainb")
Connect: TypeAlias = Callable[..., AbstractAsyncContextManager[Client]]


@pytest.fixture
def environment(home: Path, fake: FakeOpenAI) -> dict[str, str]:
    """What a server over stdio is started with; change it before connecting."""
    kept = {name: os.environ[name] for name in ("PATH", "PYTHONPATH")}
    return kept | {"AINB_HOME": str(home), "OPENAI_API_KEY": "sk-test", "OPENAI_BASE_URL": fake.base_url}


@pytest.fixture
def parameters(environment: dict[str, str]) -> StdioServerParameters:
    """How a client starts the server over stdio."""
    return StdioServerParameters(command=AINB, args=["mcp"], env=environment)


@pytest.fixture
def paid(serve: Callable[..., httpx.Client], fake: FakeOpenAI) -> Callable[..., httpx.Client]:
    """Starts an HTTP server with these settings, whose OpenAI is the fake one."""
    return lambda **given: serve(openai_base_url=fake.base_url, openai_api_key="sk-test", **given)


@pytest.fixture
def url(paid: Callable[..., httpx.Client]) -> Callable[..., str]:
    """Starts such a server, and answers the address of its MCP endpoint."""
    return lambda **given: str(paid(**given).base_url.join("/mcp"))


@pytest.fixture(params=["stdio", "http"])
def connect(request: pytest.FixtureRequest, environment: dict[str, str], url: Callable[..., str]) -> Connect:
    """Connects clients to a server, over each transport. `settings` go to the server, all else to the client."""
    addresses: list[str] = []

    def target(settings: dict[str, Any]) -> Any:
        if request.param == "stdio":
            more = {f"AINB_{name.upper()}": str(value) for name, value in settings.items()}
            return StdioServerParameters(command=AINB, args=["mcp"], env=environment | more)
        if not addresses:
            addresses.append(url(**settings))
        return addresses[0]

    @contextlib.asynccontextmanager
    async def connected(settings: dict[str, Any] | None = None, **given: Any) -> AsyncIterator[Client]:
        async with Client(target(settings or {}), **given) as client:
            yield client

    return connected
