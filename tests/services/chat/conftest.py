"""A chat model to ask, and servers that answer in ways of their own."""

import json
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any, TypeAlias

import pytest

from ai_node_builder.messages import ChatReply, ChatRequest, Message
from ai_node_builder.services.chat.litellm_chat import LiteLLMChat
from ai_node_builder.services.outgoing import Outgoing
from ai_node_builder.testing import FakeOpenAI


def unheard(piece: str) -> None:
    """Where streamed text goes that a test does not look at."""


@dataclass
class Answering:
    """A server on loopback. Its answers are `(content type, body)`, the last one for good."""

    url: str
    answers: list[tuple[str, bytes]]
    bodies: list[dict[str, Any]] = field(default_factory=list)

    def next_answer(self, body: dict[str, Any]) -> tuple[str, bytes]:
        self.bodies.append(body)
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


Serve: TypeAlias = Callable[..., Answering]
Ask: TypeAlias = Callable[..., Awaitable[ChatReply]]


@pytest.fixture
def serve() -> Iterator[Serve]:
    """`serve(answer, …)`: a server that gives these answers."""
    running: list[ThreadingHTTPServer] = []

    def start(*answers: tuple[str, bytes]) -> Answering:
        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        server.answering = Answering(f"http://127.0.0.1:{server.server_port}", list(answers))  # type: ignore[attr-defined]
        Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        running.append(server)
        return server.answering  # type: ignore[attr-defined, no-any-return]

    yield start
    for server in running:
        server.shutdown()
        server.server_close()


class Handler(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["content-length"])))
        content_type, content = self.server.answering.next_answer(body)  # type: ignore[attr-defined]
        self.send_response(200)
        self.send_header("content-type", content_type)
        self.send_header("content-length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: Any) -> None:
        """Tests are quiet."""


@pytest.fixture
def ask(fake: FakeOpenAI) -> Ask:
    """`await ask("hello")`: one completion by the fake server, or as the keyword arguments have it."""

    async def ask(*messages: str | Message, chat: LiteLLMChat | None = None, **fields: Any) -> ChatReply:
        turns = tuple(Message("user", m) if isinstance(m, str) else m for m in messages or ("hello",))
        on_text = fields.pop("on_text", unheard)
        given = {"model": "openai/gpt-4o", "api_base": fake.base_url, "api_key": "sk-test"} | fields
        return await (chat or LiteLLMChat(outgoing=Outgoing("127.0.0.1"))).complete(
            ChatRequest(messages=turns, **given), on_text
        )

    return ask
