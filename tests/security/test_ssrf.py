"""Requests that a workflow steers to where only this machine can reach (class 14).

The servers are real and on loopback, which stands for all that is closed; where the internet has to answer, a test
names the address of its server as allowed, or hands in the answers of a name server.
"""

import asyncio
from collections.abc import AsyncIterator

import httpx
import httpx2
import pytest

from ai_node_builder import App, Settings
from ai_node_builder.errors import (
    AINodeBuilderError,
    HostNotAllowed,
    ProviderUnreachable,
    SettingInvalid,
    UnknownModel,
    UserError,
)
from ai_node_builder.messages import ChatRequest, Message
from ai_node_builder.nodes.llm import LLM
from ai_node_builder.services import litellm
from ai_node_builder.services.chat.failures import translate
from ai_node_builder.services.chat.litellm_chat import LiteLLMChat
from ai_node_builder.services.chat.providers import UNCHECKED
from ai_node_builder.services.outgoing import Outgoing
from ai_node_builder.services.outgoing.transport import CheckedTransport
from ai_node_builder.testing import FakeOpenAI


class Canary:
    """A server on loopback that notes each request. It redirects to `location`, if it has one."""

    def __init__(self) -> None:
        self.heard: list[bytes] = []
        self.port = 0
        self.location = ""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/v1"

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.heard.append(await reader.readuntil(b"\r\n\r\n"))
        status = f"302 Found\r\nlocation: {self.location}" if self.location else "200 OK"
        writer.write(f"HTTP/1.1 {status}\r\ncontent-length: 2\r\nconnection: close\r\n\r\nok".encode())
        await writer.drain()
        writer.close()
        await writer.wait_closed()


@pytest.fixture
async def canary() -> AsyncIterator[Canary]:
    """Nothing may reach it but what a test allows."""
    canary = Canary()
    async with await asyncio.start_server(canary.answer, "127.0.0.1") as server:
        canary.port = server.sockets[0].getsockname()[1]
        yield canary


def names(*answers: list[str]) -> Outgoing:
    """As if a name server gave these answers, one after the other, the last for good."""
    left = list(answers)

    async def resolve(host: str, port: int) -> list[str]:
        return left.pop(0) if len(left) > 1 else left[0]

    return Outgoing(resolve=resolve)


CLOSED = [
    "127.0.0.1",
    "127.1",
    "127.0.0.53",
    "2130706433",
    "0x7f000001",
    "0x7f.0.0.1",
    "0177.0.0.1",
    "017700000001",
    "localhost",
    "LOCALHOST",
    "localhost.",
    "127.0.0.1.",
    "0.0.0.0",
    "0",
    "[::1]",
    "[::]",
    "[0:0:0:0:0:0:0:1]",
    "[::ffff:127.0.0.1]",
    "[::ffff:7f00:1]",
    "[::127.0.0.1]",
    "[64:ff9b::127.0.0.1]",
    "[64:ff9b::a9fe:a9fe]",
    "[64:ff9b:1::1]",
    "[2002:7f00:1::]",
    "[2002:a9fe:a9fe::1]",
    "[2001:0:4136:e378:8000:63bf:3fff:fdd2]",
    "10.0.0.1",
    "172.16.0.1",
    "192.168.1.1",
    "100.64.0.1",
    "169.254.169.254",
    "[fe80::1]",
    "[fc00::1]",
    "[fd00:ec2::254]",
    "[fec0::1]",
    "[ff02::1]",
    "224.0.0.1",
    "240.0.0.1",
    "255.255.255.255",
    "192.0.2.1",
    "198.18.0.1",
    "168.63.129.16",
    "①②⑦.0.0.1",
    "127。0。0。1",
]


@pytest.mark.parametrize("host", CLOSED)
async def test_closed_however_it_is_spelled(host: str) -> None:
    with pytest.raises((HostNotAllowed, ProviderUnreachable)):
        await Outgoing().check(f"http://{host}:8080/v1")
    async with httpx.AsyncClient(transport=CheckedTransport(Outgoing())) as client:
        with pytest.raises((HostNotAllowed, ProviderUnreachable, httpx.InvalidURL)):
            await client.get(f"http://{host}:8080/v1")


@pytest.mark.parametrize("address", ["1.1.1.1", "93.184.216.34", "2606:4700::1111", "64:ff9b::101:101"])
async def test_the_internet_is_open(address: str) -> None:
    assert await names([address]).addresses("example.com", 443) == [address]


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "gopher://localhost:25/",
        "//localhost",
        "http://",
        "http://[::1",
        "http://good.example.com@127.0.0.1/",
        "http://user:password@example.com",
        "http://example.com:99999",
        "",
    ],
)
async def test_what_is_no_plain_web_address(url: str) -> None:
    with pytest.raises(UserError):
        await Outgoing().check(url)


async def test_a_password_in_an_address_is_not_repeated() -> None:
    with pytest.raises(UserError) as said:
        await Outgoing().check("http://user:password@example.com")
    assert "password" not in str(said.value)


async def test_other_schemes_go_nowhere() -> None:
    async with httpx.AsyncClient(transport=CheckedTransport(Outgoing("localhost"))) as client:
        with pytest.raises(httpx.UnsupportedProtocol):
            await client.get("ftp://localhost/x")


async def test_a_variable_that_holds_no_address_opens_nothing_and_breaks_nothing() -> None:
    opened = names(["127.0.0.1"]).opened(["", "localhost", "http://[::1", "http://box:80"])
    assert await opened.addresses("box", 80) == ["127.0.0.1"]
    with pytest.raises(HostNotAllowed):
        await opened.addresses("localhost", 80)


async def test_a_host_between_backslashes_is_the_one_that_is_checked(canary: Canary) -> None:
    async with httpx.AsyncClient(transport=CheckedTransport(Outgoing())) as client:
        for url in (f"http://127.0.0.1:{canary.port}\\@example.com/", f"http://example.com\\@127.0.0.1:{canary.port}/"):
            with pytest.raises((AINodeBuilderError, httpx.HTTPError, httpx.InvalidURL)):
                await client.get(url)
    assert canary.heard == []


async def test_a_name_that_changes_its_address_after_the_check(canary: Canary) -> None:
    outgoing = names(["93.184.216.34"], ["127.0.0.1"])
    await outgoing.check(f"http://rebind.example:{canary.port}/v1")
    async with httpx.AsyncClient(transport=CheckedTransport(outgoing)) as client:
        with pytest.raises(HostNotAllowed):
            await client.get(f"http://rebind.example:{canary.port}/v1")
    assert canary.heard == []


async def test_the_address_that_was_checked_is_the_one_connected_to(canary: Canary) -> None:
    """Only the first answer is allowed, so a second look at the name would be seen."""
    answers = [["127.0.0.1"], ["127.0.0.2"]]

    async def resolve(host: str, port: int) -> list[str]:
        return answers.pop(0)

    outgoing = Outgoing(f"127.0.0.1:{canary.port}", resolve=resolve)
    async with httpx.AsyncClient(transport=CheckedTransport(outgoing)) as client:
        reply = await client.get(f"http://once.example:{canary.port}/v1")
    assert (reply.text, len(answers)) == ("ok", 1)
    assert f"Host: once.example:{canary.port}".lower().encode() in canary.heard[0].lower()


async def test_of_several_addresses_only_the_open_ones_are_used() -> None:
    assert await names(["10.0.0.1", "1.1.1.1", "::1"]).addresses("mixed.example", 443) == ["1.1.1.1"]


async def test_each_hop_of_a_redirect_is_checked(canary: Canary) -> None:
    inner = Canary()
    async with await asyncio.start_server(inner.answer, "127.0.0.1") as server:
        inner.port = server.sockets[0].getsockname()[1]
        canary.location = inner.url
        outgoing = Outgoing(f"127.0.0.1:{canary.port}")
        async with httpx.AsyncClient(transport=CheckedTransport(outgoing), follow_redirects=True) as client:
            with pytest.raises(HostNotAllowed):
                await client.get(canary.url)
    assert (len(canary.heard), inner.heard) == (1, [])


async def test_a_host_whose_first_address_does_not_answer(canary: Canary) -> None:
    async def resolve(host: str, port: int) -> list[str]:
        return ["::1", "127.0.0.1"]

    async with httpx.AsyncClient(transport=CheckedTransport(Outgoing("box", resolve=resolve))) as client:
        assert (await client.get(f"http://box:{canary.port}")).text == "ok"


async def test_the_transport_serves_clients_of_httpx2_as_well(canary: Canary) -> None:
    async with httpx2.AsyncClient(transport=CheckedTransport(Outgoing(), httpx2)) as client:  # type: ignore[arg-type]
        with pytest.raises(HostNotAllowed):
            await client.get(canary.url)
    async with httpx2.AsyncClient(transport=CheckedTransport(Outgoing("127.0.0.1"), httpx2)) as client:  # type: ignore[arg-type]
        assert (await client.get(canary.url)).text == "ok"


async def test_a_proxy_is_asked_for_names_and_not_for_closed_addresses(
    canary: Canary, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", f"http://127.0.0.1:{canary.port}")
    async with httpx.AsyncClient(transport=CheckedTransport(Outgoing())) as client:
        assert (await client.get("http://nowhere.invalid/")).text == "ok"
        with pytest.raises(HostNotAllowed):
            await client.get("http://169.254.169.254/latest/meta-data/")
    assert [heard.split()[1] for heard in canary.heard] == [b"http://nowhere.invalid/"]


ALLOWED: list[tuple[str, str, bool]] = [
    ("localhost:11434", "http://localhost:11434/v1", True),
    ("localhost:11434", "http://LOCALHOST.:11434/v1", True),
    ("localhost:11434", "http://localhost:11435/v1", False),
    ("127.0.0.1:11434", "http://localhost:11434/v1", True),
    ("127.0.0.1", "http://[::ffff:127.0.0.1]:9/", True),
    ("10.0.0.5, localhost", "http://localhost:1/", True),
    ("[::1]:80", "http://[::1]/", True),
    ("169.254.169.254", "http://169.254.169.254/", True),
]


@pytest.mark.parametrize(("allow", "url", "open"), ALLOWED)
async def test_what_the_operator_allows(allow: str, url: str, open: bool) -> None:
    try:
        await Outgoing(allow).check(url)
    except HostNotAllowed:
        assert not open
    else:
        assert open


@pytest.mark.parametrize("address", ["169.254.169.254", "fd00:ec2::254", "::ffff:169.254.169.254", "168.63.129.16"])
async def test_a_name_that_is_allowed_opens_no_metadata_service(address: str) -> None:
    async def resolve(host: str, port: int) -> list[str]:
        return [address]

    with pytest.raises(HostNotAllowed):
        await Outgoing("models.internal", resolve=resolve).addresses("models.internal", 80)


@pytest.mark.parametrize("text", ["http://localhost", "localhost:", "a b", "user@host", "localhost/v1", "::1"])
def test_a_setting_that_names_no_host(text: str) -> None:
    with pytest.raises(SettingInvalid, match="write it as in localhost:11434"):
        Settings.load(allow_hosts=text)


async def test_a_workflow_is_told_which_setting_opens_the_host(app: App, canary: Canary) -> None:
    with pytest.raises(HostNotAllowed, match=f"AINB_ALLOW_HOSTS=127.0.0.1:{canary.port}") as said:
        await app.call(LLM(model="openai/m", prompt="hello", api_base=canary.url, api_key="k"))
    assert (said.value.code, said.value.charged, canary.heard) == ("host_not_allowed", "no", [])


async def test_that_setting_opens_it(home: object, fake: FakeOpenAI) -> None:
    settings = Settings.load(home=home, allow_hosts=fake.base_url.split("/")[2])
    async with App(settings) as app:
        outputs = await app.call(LLM(model="openai/m", prompt="hello", api_base=fake.base_url, api_key="k"))
    assert outputs["response"]


async def test_what_the_operator_sets_needs_no_second_setting(
    home: object, fake: FakeOpenAI, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with App(Settings.load(home=home, openai_base_url=fake.base_url, openai_api_key="k")) as app:
        assert (await app.call(LLM(model="openai/gpt-4o", prompt="hello")))["response"]
    monkeypatch.setenv("HOSTED_VLLM_API_BASE", fake.base_url)
    async with App(Settings.load(home=home)) as app:
        assert (await app.call(LLM(model="hosted_vllm/m", prompt="hello")))["response"]


def providers() -> list[str]:
    return sorted(str(getattr(provider, "value", provider)) for provider in litellm.load().provider_list)


@pytest.mark.parametrize("stream", [True, False])
async def test_no_provider_of_litellm_connects_past_the_check(canary: Canary, stream: bool) -> None:
    """Whatever litellm makes of a model name and an address, the check sees it first."""
    checked = [provider for provider in providers() if provider not in UNCHECKED]
    outcomes = await asyncio.gather(*(ask_past_the_first_look(provider, canary, stream) for provider in checked))
    assert canary.heard == []
    assert sum(isinstance(outcome, HostNotAllowed) for outcome in outcomes) > 90, "few providers ask at all"


async def ask_past_the_first_look(provider: str, canary: Canary, stream: bool) -> BaseException | None:
    """litellm asks the canary, in the way in which LiteLLMChat lets it; answers what came of it, at the root."""
    asked = {"model": f"{provider}/m", "messages": [{"role": "user", "content": "hello"}], "api_key": "k"}
    async with CheckedTransport(Outgoing()) as transport:
        with litellm.carried_by(transport):
            try:
                load = litellm.load().acompletion
                answer = await load(**asked, stream=stream, api_base=canary.url, max_retries=0)
                _ = [chunk async for chunk in answer]
            except Exception as error:  # each provider complains in its own way, of missing packages too
                return translate(error, provider)
    return None


@pytest.mark.parametrize("provider", sorted(UNCHECKED))
async def test_providers_that_cannot_be_checked_are_not_served(provider: str, canary: Canary) -> None:
    request = ChatRequest(f"{provider}/m", (Message("user", "hello"),), api_base=canary.url, api_key="k")
    with pytest.raises(UnknownModel, match="not served here"):
        await LiteLLMChat(outgoing=Outgoing("127.0.0.1")).complete(request, lambda piece: None)
    assert canary.heard == []


async def test_a_name_that_changes_under_a_chat(canary: Canary) -> None:
    """The first look sees the internet, the connection sees loopback."""
    outgoing = names(["93.184.216.34"], ["127.0.0.1"])
    url = f"http://rebind.example:{canary.port}/v1"
    for provider in ("openai", "anthropic", "ollama_chat", "mistral"):
        request = ChatRequest(f"{provider}/m", (Message("user", "hello"),), api_base=url, api_key="k")
        with pytest.raises(HostNotAllowed):
            await LiteLLMChat(outgoing=outgoing).complete(request, lambda piece: None)
    assert canary.heard == []


async def test_a_local_server_that_only_the_model_names_is_closed_too() -> None:
    request = ChatRequest("ollama_chat/llama3.1", (Message("user", "hello"),))
    with pytest.raises(HostNotAllowed, match="AINB_ALLOW_HOSTS=localhost:11434"):
        await LiteLLMChat().complete(request, lambda piece: None)
