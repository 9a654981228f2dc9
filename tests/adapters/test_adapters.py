"""Round trips with the real kits against the fake provider: definition in, call out, result back, bought once."""

import json
import sys
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from ai_node_builder import App, CalculatorTool, GPTImageTool
from ai_node_builder.adapters import anthropic as for_anthropic
from ai_node_builder.adapters import langchain as for_langchain
from ai_node_builder.adapters import openai as for_openai
from ai_node_builder.adapters import openai_agents as for_agents
from ai_node_builder.adapters import pydantic_ai as for_pydantic_ai
from ai_node_builder.errors import DependencyMissing
from ai_node_builder.node.tool import ToolNode
from ai_node_builder.testing import FakeOpenAI

Talk = Callable[[App, FakeOpenAI, str], Awaitable[str]]

TOOLS: tuple[ToolNode, ...] = (GPTImageTool(quality="low"), CalculatorTool())


async def openai_chat(app: App, fake: FakeOpenAI, prompt: str) -> str:
    from openai import AsyncOpenAI

    turns: list[Any] = [{"role": "user", "content": prompt}]
    async with AsyncOpenAI(base_url=fake.base_url, api_key="sk-test") as client:
        while True:
            reply = await client.chat.completions.create(
                model="gpt-6", messages=turns, tools=for_openai.definitions(*TOOLS)
            )
            more = await for_openai.answers(app, reply, *TOOLS)
            if not more:
                return reply.choices[0].message.content or ""
            turns += more


async def openai_responses(app: App, fake: FakeOpenAI, prompt: str) -> str:
    from openai import AsyncOpenAI

    turns: list[Any] = [{"role": "user", "content": prompt}]
    tools = for_openai.definitions(*TOOLS, api="responses")
    async with AsyncOpenAI(base_url=fake.base_url, api_key="sk-test") as client:
        while True:
            reply = await client.responses.create(model="gpt-6", input=turns, tools=tools)
            more = await for_openai.answers(app, reply, *TOOLS)
            if not more:
                return reply.output_text
            turns += more


async def anthropic(app: App, fake: FakeOpenAI, prompt: str) -> str:
    from anthropic import AsyncAnthropic

    turns: list[Any] = [{"role": "user", "content": prompt}]
    async with AsyncAnthropic(base_url=fake.base_url.removesuffix("/v1"), api_key="sk-test") as client:
        while True:
            reply = await client.messages.create(
                model="claude-x", max_tokens=1000, messages=turns, tools=for_anthropic.definitions(*TOOLS)
            )
            more = await for_anthropic.answers(app, reply, *TOOLS)
            if not more:
                return reply.content[0].text  # type: ignore[union-attr]
            turns += more


async def _agents(app: App, prompt: str, model: Any) -> str:
    from agents import Agent, Runner, set_tracing_disabled

    set_tracing_disabled(True)
    agent = Agent(name="painter", model=model, tools=[for_agents.as_tool(app, tool) for tool in TOOLS])
    return str((await Runner.run(agent, prompt)).final_output)


async def agents_chat(app: App, fake: FakeOpenAI, prompt: str) -> str:
    from agents import OpenAIChatCompletionsModel
    from openai import AsyncOpenAI

    async with AsyncOpenAI(base_url=fake.base_url, api_key="sk-test") as client:
        return await _agents(app, prompt, OpenAIChatCompletionsModel("gpt-6", client))


async def agents_responses(app: App, fake: FakeOpenAI, prompt: str) -> str:
    from agents import OpenAIResponsesModel
    from openai import AsyncOpenAI

    async with AsyncOpenAI(base_url=fake.base_url, api_key="sk-test") as client:
        return await _agents(app, prompt, OpenAIResponsesModel("gpt-6", client))


async def pydantic_ai(app: App, fake: FakeOpenAI, prompt: str) -> str:
    from openai import AsyncOpenAI
    from pydantic_ai import Agent
    from pydantic_ai.models.openai import OpenAIChatModel
    from pydantic_ai.providers.openai import OpenAIProvider

    async with AsyncOpenAI(base_url=fake.base_url, api_key="sk-test") as client:
        model = OpenAIChatModel("gpt-6", provider=OpenAIProvider(openai_client=client))
        agent = Agent(model, tools=[for_pydantic_ai.as_tool(app, tool) for tool in TOOLS])
        return (await agent.run(prompt)).output


async def langchain(app: App, fake: FakeOpenAI, prompt: str) -> str:
    from langchain.agents import create_agent
    from langchain_openai import ChatOpenAI

    model = ChatOpenAI(model="gpt-6", base_url=fake.base_url, api_key="sk-test")  # type: ignore[arg-type]
    agent = create_agent(model, tools=[for_langchain.as_tool(app, tool) for tool in TOOLS])
    turns = await agent.ainvoke({"messages": [{"role": "user", "content": prompt}]})
    return str(turns["messages"][-1].text)


KITS = [openai_chat, openai_responses, anthropic, agents_chat, agents_responses, pydantic_ai, langchain]


def tool_words(fake: FakeOpenAI) -> str:
    """What the last request tells the model of its tool call."""
    return json.dumps(fake.chat_requests[-1].body, ensure_ascii=False).replace("\\", "")


@pytest.mark.parametrize("talk", KITS)
async def test_the_picture_is_bought_once_and_shown(fake_app: App, fake: FakeOpenAI, talk: Talk) -> None:
    said = await talk(fake_app, fake, "Draw a fox")
    [picture] = fake_app.parts.services.files.list()
    assert picture.url in said
    assert [request.body["prompt"] for request in fake.image_requests] == ["Draw a fox"]
    assert len(fake.chat_requests) == 2


@pytest.mark.parametrize("talk", KITS)
async def test_definitions_go_out_word_for_word(fake_app: App, fake: FakeOpenAI, talk: Talk) -> None:
    fake.script("hello")
    await talk(fake_app, fake, "hello")
    sent = [tool.get("function", tool) for tool in fake.chat_requests[0].body["tools"]]
    schemas = [tool.get("parameters") or tool.get("input_schema") for tool in sent]
    definitions = [tool.definition() for tool in TOOLS]
    assert [(tool["name"], tool["description"]) for tool in sent] == [(d.name, d.description) for d in definitions]
    assert schemas == [d.input_schema for d in definitions]


@pytest.mark.parametrize("talk", KITS)
async def test_a_refusal_reaches_the_model_as_text(fake_app: App, fake: FakeOpenAI, talk: Talk) -> None:
    fake.fail_next("moderation_blocked")
    await talk(fake_app, fake, "Draw something awful")
    assert '"code": "moderation_blocked"' in tool_words(fake)
    assert fake_app.parts.services.files.list() == []


@pytest.mark.parametrize("talk", KITS)
@pytest.mark.parametrize(
    ("arguments", "code"), [("{}", "argument_missing"), ('{"expression": 5}', "invalid_tool_call")]
)
async def test_wrong_arguments_reach_the_tool(
    fake_app: App, fake: FakeOpenAI, talk: Talk, arguments: str, code: str
) -> None:
    fake.script([{"name": "calculator", "arguments": arguments}], "sorry")
    assert await talk(fake_app, fake, "hm") == "sorry"
    assert f'"code": "{code}"' in tool_words(fake)


@pytest.mark.parametrize("talk", KITS)
async def test_two_calls_of_one_turn(fake_app: App, fake: FakeOpenAI, talk: Talk) -> None:
    calls = [{"name": "calculator", "arguments": {"expression": expression}} for expression in ("6*7", "1/0")]
    fake.script(calls, "done")
    assert await talk(fake_app, fake, "sums") == "done"
    assert '"result": 42' in tool_words(fake)
    assert "division by zero" in tool_words(fake)


@pytest.mark.parametrize("talk", [openai_chat, openai_responses, anthropic])
async def test_a_tool_that_is_not_there(fake_app: App, fake: FakeOpenAI, talk: Talk) -> None:
    fake.script([{"name": "dance", "arguments": {}}], "sorry")
    await talk(fake_app, fake, "dance")
    assert "there is no tool 'dance' here; call one of generate_image, calculator." in tool_words(fake)


@pytest.mark.parametrize("talk", KITS)
async def test_a_closed_app_is_an_error_that_the_model_reads(fake: FakeOpenAI, talk: Talk) -> None:
    await talk(App(), fake, "Draw a fox")
    assert '"code": "app_not_open"' in tool_words(fake)


@pytest.mark.parametrize(
    ("module", "make", "package"),
    [
        ("agents", for_agents.as_tool, "openai-agents"),
        ("pydantic_ai", for_pydantic_ai.as_tool, "pydantic-ai-slim"),
        ("langchain_core.tools", for_langchain.as_tool, "langchain-core"),
    ],
)
def test_a_kit_that_is_not_installed(monkeypatch: pytest.MonkeyPatch, module: str, make: Any, package: str) -> None:
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(DependencyMissing, match=f"run: pip install {package}"):
        make(App(), GPTImageTool())
