"""A language model, and the loop in which it calls tools."""

import base64
import json
from collections import Counter, deque
from collections.abc import Sequence
from typing import Any

from ai_node_builder.dialects import read_arguments
from ai_node_builder.errors import AINodeBuilderError, InvalidToolCall, LimitReached, UserError
from ai_node_builder.messages import ChatReply, ChatRequest, Message, ToolCall, ToolDefinition
from ai_node_builder.node.base import Node, Outputs
from ai_node_builder.node.context import Context, Services
from ai_node_builder.node.fields import Output, combo, number, secret, socket, text, textarea, toggle
from ai_node_builder.services.chat import CHAT_MODELS, DEMO
from ai_node_builder.services.files import media_type
from ai_node_builder.types import Json, JsonObject, SocketType

from .llm_history import read_history
from .llm_record import ASKED, REFUSED, as_turn, kept_reply, read_turn, replies_in, was_unanswered
from .llm_tools import read_definitions


class LLM(Node):
    """Asks a language model, and lets it call the tools that are wired to it"""

    type = "llm"
    title = "LLM"
    category = "AI"
    outputs = (
        Output("response", SocketType.TEXT, "The model's answer"),
        Output("tool_calls", SocketType.ANY, "The tool calls it made, each with its result", array=True, calls=True),
    )
    paid = True

    prompt: str = textarea(description="What to ask the model", socket=SocketType.TEXT, required=True)
    system_prompt: str = textarea(description="Who the model is to be and how it is to answer", socket=SocketType.TEXT)
    image: Any = socket(SocketType.IMAGE, description="A picture for the model to look at")
    tools: list[Any] = socket(SocketType.ANY, array=True, description="Definitions of the tools that it may call")

    model: str = combo(
        "demo/assistant",
        options=CHAT_MODELS,
        source="chat_models",
        description="provider/name; any model that litellm knows, and demo/assistant, which needs no key",
    )
    api_key: str = secret(description="The provider's API key; empty uses its usual variable, such as OPENAI_API_KEY")
    api_base: str = text(
        description="Address of an OpenAI-compatible server of your own; empty uses the provider's",
        placeholder="http://localhost:11434/v1",
    )
    temperature: float | None = number(
        minimum=0, maximum=2, step=0.1, description="How freely it chooses its words; empty is the model's default"
    )
    max_tokens: float | None = number(
        minimum=1, step=1, description="Longest answer in tokens; empty is the model's default"
    )
    top_p: float | None = number(
        minimum=0, maximum=1, step=0.05, description="Share of likely words to choose from; empty is the default"
    )
    max_rounds: float = number(
        8, minimum=1, maximum=100, step=1, description="How many times it may call tools before it must answer"
    )
    memory: bool = toggle(description="Remember earlier turns when the node fires again in the same run")
    history: Any = textarea(
        "", description="What was said before, as JSON: a list of turns with role and content", socket=SocketType.JSON
    )

    async def run(self, ctx: Context) -> Outputs:
        if not self.prompt.strip():
            raise UserError("there is no prompt; wire a text into prompt or fill the widget.", code="prompt_missing")
        picture = self._picture()
        earlier = [*read_history(self.history), *(await self._earlier(ctx) if self.memory else [])]
        asked = Message("user", self.prompt, images=await _shown(ctx, picture))
        talk = Conversation(self, ctx, read_definitions(self.tools, ctx.report.progress), [*earlier, asked])
        if was_unanswered(ctx.record.kept):
            ctx.report.spend(None)
        response = await talk.answer(int(self.max_rounds))
        if self.memory:
            for turn in talk.turns[len(earlier) :]:
                ctx.record.remember(as_turn(turn, picture if turn is asked else None))
        return {"response": response, "tool_calls": talk.made}

    def estimate(self, services: Services) -> float | None:
        return 0.0 if self.model.startswith(DEMO) else None

    def request(self, ctx: Context, turns: Sequence[Message], tools: tuple[ToolDefinition, ...]) -> ChatRequest:
        """The next completion to ask for, with this node's settings."""
        system = (Message("system", self.system_prompt),) if self.system_prompt.strip() else ()
        return ChatRequest(
            model=self.model,
            messages=(*system, *turns),
            tools=tools,
            api_key=self.api_key,
            api_base=self.api_base,
            temperature=self.temperature,
            max_tokens=None if self.max_tokens is None else int(self.max_tokens),
            top_p=self.top_p,
            run_id=ctx.origin.run_id or "",
            on_wait=ctx.report.progress,
        )

    async def _earlier(self, ctx: Context) -> list[Message]:
        """The turns of earlier firings in this run."""
        return [read_turn(turn, await _shown(ctx, turn["picture"])) for turn in ctx.record.remembered]

    def _picture(self) -> str | None:
        """The file that the model is shown."""
        if self.image is None:
            return None
        filename = self.image.get("filename") if isinstance(self.image, dict) else None
        if not isinstance(filename, str):
            raise UserError("image takes a picture with a filename; wire in an Image or a GPT Image node.")
        return filename


async def _shown(ctx: Context, filename: str | None) -> tuple[str, ...]:
    """A picture as a data URL; nothing where there is none."""
    if filename is None:
        return ()
    import asyncio  # takes longer to import than all nodes together, and a catalogue needs none of it

    content = await asyncio.to_thread(ctx.services.files.read, filename)
    return (f"data:{media_type(filename)};base64,{base64.b64encode(content).decode()}",)


class Conversation:
    """The turns of one firing: ask, call the tools, ask again, until the model answers with text alone.

    Each reply is kept on record. Where the run was cut off, the replies on record are heard again instead of asking.
    """

    def __init__(self, node: LLM, ctx: Context, tools: tuple[ToolDefinition, ...], turns: list[Message]) -> None:
        self.turns = turns
        self.made: list[JsonObject] = []
        self._node = node
        self._ctx = ctx
        self._tools = tools
        self._ids = {call.id for turn in turns for call in turn.tool_calls}
        self._heard = deque(replies_in(ctx.record.kept))

    async def answer(self, rounds: int) -> str:
        """The model's last words; LimitReached where it wants to call tools more than `rounds` times."""
        while (reply := await self._complete()).tool_calls:
            if rounds == 0:
                raise LimitReached(
                    f"the model still called tools after {self._node.max_rounds:g} rounds; "
                    "raise the max_rounds widget, or tell it in the prompt when to stop."
                )
            rounds -= 1
            await self._call_tools([self._identified(call) for call in reply.tool_calls], reply.text)
        self.turns.append(Message("assistant", reply.text))
        return reply.text

    async def _complete(self) -> ChatReply:
        if self._heard:
            return self._heard.popleft()
        report, record = self._ctx.report, self._ctx.record
        report.progress(f"asking {self._node.model}")
        await record.keep(ASKED)
        try:
            request = self._node.request(self._ctx, self.turns, self._tools)
            reply = await self._ctx.services.chat.complete(request, report.text)
        except AINodeBuilderError as error:
            if error.charged != "no":
                report.spend(None)
            await record.keep(REFUSED)
            raise
        report.spend(reply.cost_usd)
        await record.keep(kept_reply(reply))
        return reply

    def _identified(self, call: ToolCall) -> ToolCall:
        """The call under an id that no other call of the conversation has; some models repeat or leave out ids."""
        id, number = call.id, len(self._ids)
        while not id or id in self._ids:
            number += 1
            id = f"call_{number}"
        self._ids.add(id)
        return ToolCall(id, _readable(call.arguments), call.name)

    async def _call_tools(self, calls: list[ToolCall], text: str) -> None:
        self._ctx.report.progress(f"calling {_named(calls)}")
        import asyncio

        results = await asyncio.gather(*(self._ctx.call_tool(call) for call in calls))
        self.turns.append(Message("assistant", text, tool_calls=tuple(calls)))
        for call, result in zip(calls, results, strict=True):
            self.turns.append(Message("tool", json.dumps(result, ensure_ascii=False), tool_call_id=call.id))
            self.made.append(call.as_json() | result)


def _named(calls: list[ToolCall]) -> str:
    """Each tool once: `generate_image 3 times, calculator`."""
    times = Counter(str(call.name) for call in calls)
    return ", ".join(name if count == 1 else f"{name} {count} times" for name, count in times.items())


def _readable(arguments: Json) -> Json:
    """The arguments as an object; as they came where they are none, for the tool to complain of."""
    try:
        return read_arguments(arguments)
    except InvalidToolCall:
        return arguments
