"""Asking the user before something dear is bought: with the amount, and without taking anything else for a yes.

Where the client speaks the newest protocol, a call that needs consent ends with the question, and comes again with
the answer; the question is known by a secret name that is good for one answer to one call. Where it speaks an older
one, it is asked in the middle of the call. A client that cannot ask its user is held by the caps on spending alone.
"""

import json
import secrets
import time
from dataclasses import dataclass, field

import mcp_types as types
from mcp.server.context import ServerRequestContext
from mcp_types.version import MODERN_PROTOCOL_VERSIONS

from ai_node_builder.errors import SpendingRefused
from ai_node_builder.services.money import money

QUESTION = "spend"
ANSWERED_WITHIN = 600.0
"""Seconds in which a question can be answered."""
MOST_OPEN = 1000


@dataclass(frozen=True, slots=True)
class AskFirst(Exception):
    """The user must be asked first; not one of our errors, so that nothing on its way makes a result of it."""

    cost: float


@dataclass(slots=True)
class Questions:
    """Questions that are not answered yet: the most it may cost, the call, and until when they can be answered."""

    _open: dict[str, tuple[float, str, float]] = field(default_factory=dict)

    def ask(self, call: types.CallToolRequestParams, cost: float) -> types.InputRequiredResult:
        """The reply that asks the user."""
        name = secrets.token_urlsafe(24)
        if len(self._open) >= MOST_OPEN:
            del self._open[next(iter(self._open))]
        self._open[name] = (cost, _signature(call), time.monotonic() + ANSWERED_WITHIN)
        return types.InputRequiredResult(input_requests={QUESTION: _question(call.name, cost)}, request_state=name)

    def allowed(self, call: types.CallToolRequestParams) -> float:
        """What the user has allowed this call to spend at once; SpendingRefused where the answer is no."""
        if call.request_state is None:
            return 0.0
        cost, signature, until = self._open.pop(call.request_state, (0.0, "", 0.0))
        if signature != _signature(call) or time.monotonic() > until:
            return 0.0
        answer = (call.input_responses or {}).get(QUESTION)
        if not isinstance(answer, types.ElicitResult) or answer.action != "accept":
            raise _refused(cost)
        return cost


@dataclass(slots=True)
class Consent:
    """Whether one call may spend. Up to `free` dollars, and what is `allowed`, nobody is asked about."""

    ctx: "ServerRequestContext[object, object]"
    tool: str
    free: float
    allowed: float = 0.0

    async def ask(self, cost: float) -> None:
        """Return where it may; AskFirst or SpendingRefused where it may not."""
        if cost <= max(self.free, self.allowed) or not self._can_ask():
            return
        if self.ctx.protocol_version in MODERN_PROTOCOL_VERSIONS:
            raise AskFirst(cost)
        question = _question(self.tool, cost).params
        assert isinstance(question, types.ElicitRequestFormParams)
        answer = await self.ctx.session.elicit_form(question.message, question.requested_schema, self.ctx.request_id)
        if answer.action != "accept":
            raise _refused(cost)

    def _can_ask(self) -> bool:
        capabilities = self.ctx.session.client_capabilities
        elicitation = capabilities.elicitation if capabilities else None
        if elicitation is None or (elicitation.form is None and elicitation.url is not None):
            return False
        return self.ctx.protocol_version in MODERN_PROTOCOL_VERSIONS or self.ctx.session.can_send_request


def _question(tool: str, cost: float) -> types.ElicitRequest:
    said = f"{tool} wants to spend up to {money(cost)}. May it?"
    schema = {"type": "object", "properties": {}}
    return types.ElicitRequest(params=types.ElicitRequestFormParams(message=said, requested_schema=schema))


def _signature(call: types.CallToolRequestParams) -> str:
    return json.dumps([call.name, call.arguments], sort_keys=True)


def _refused(cost: float) -> SpendingRefused:
    return SpendingRefused(
        f"spending up to {money(cost)} was not allowed, so nothing was bought. Ask the user what to do instead; "
        "a smaller size or a lower quality, which only they can set, costs less."
    )
