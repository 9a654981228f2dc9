"""What a request comes to, before anything is booked or sent: the model, the key, the order.

Everything that can be refused for free is refused here.
"""

import hashlib
import json
from dataclasses import dataclass, field
from datetime import date
from urllib.parse import urlsplit

from ai_node_builder.errors import ApiKeyMissing, ApiKeyRejected, PromptTooLong, ToolCallError
from ai_node_builder.services.images import ImageRequest
from ai_node_builder.services.secrets import FindKey, key_for
from ai_node_builder.services.secrets.environment import environment_key

from .ledger import Order
from .models import Choice, ModelTable
from .pricing import dearest, estimate

LONGEST_PROMPT = 32_000
"""Characters; OpenAI's limit for the GPT image models."""
OFFICIAL_HOST = "api.openai.com"


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where pictures are bought, and the key to use where a request brings none."""

    base_url: str = f"https://{OFFICIAL_HOST}/v1"
    api_key: str = field(default="", repr=False)
    find_key: FindKey = environment_key
    """Where a key is looked for if `api_key` is empty."""

    def key(self, given: str) -> str:
        """The key to send there: the one that was given, else the operator's; SecretNotForHost."""
        found = (given.strip() and given) or self.api_key or self.find_key("OPENAI_API_KEY") or ""
        return key_for(found, provider="openai", address=self.base_url)

    @property
    def host(self) -> str:
        """The host alone: an address can hold a password."""
        return urlsplit(self.base_url).hostname or ""

    @property
    def official(self) -> bool:
        """Whether this is OpenAI itself, where models retire and only known ones exist."""
        return self.host == OFFICIAL_HOST


@dataclass(frozen=True, slots=True)
class Purchase:
    """A request, ready to be booked and sent. `reuse`: a picture of the same wish will do, if there is one."""

    order: Order
    choice: Choice
    api_key: str = field(repr=False)
    reuse: bool = False


def purchase_for(request: ImageRequest, models: ModelTable, endpoint: Endpoint, today: date) -> Purchase:
    """Choose the model and the key; raises ToolCallError or UserError for what cannot be asked for."""
    _check_prompt(request.prompt)
    choice = models.choose(request.model, official=endpoint.official, today=today)
    if choice.facts is not None:
        choice.facts.check(request.size, request.quality)
    api_key = "" if choice.provider == "demo" else _usable(endpoint.key(request.api_key))
    return Purchase(_order(request, choice, models, endpoint, api_key), choice, api_key, bool(request.reuse))


def _check_prompt(prompt: str) -> None:
    if len(prompt) > LONGEST_PROMPT:
        raise PromptTooLong(f"the prompt has {len(prompt)} characters; {LONGEST_PROMPT} is the most.")
    try:
        prompt.encode()
    except UnicodeEncodeError as error:
        raise ToolCallError("the prompt holds half a character (a lone surrogate); leave it out.") from error


def _usable(api_key: str) -> str:
    """The key, if it can be sent. One that cannot is refused here: what fails on it later would show it."""
    if not api_key:
        raise ApiKeyMissing("OpenAI", "OPENAI_API_KEY")
    if not (api_key.isascii() and api_key.isprintable()) or " " in api_key:
        raise ApiKeyRejected("the API key holds blanks or characters that no key has; copy it again.")
    return api_key


def _order(request: ImageRequest, choice: Choice, models: ModelTable, endpoint: Endpoint, api_key: str) -> Order:
    host = "" if choice.provider == "demo" else endpoint.host
    return Order(
        key=request.origin.key,
        fingerprint=_digest(request.model, request.prompt, request.size, request.quality),
        prompt=request.prompt,
        model_asked=request.model,
        model=choice.name,
        size=request.size,
        quality=request.quality,
        endpoint=host,
        run_id=request.origin.run_id,
        node_id=request.origin.node_id,
        held=_held(request, choice, models),
        tool=request.origin.tool,
        workflow_id=request.origin.workflow_id,
        payer=_digest(host, api_key) if api_key else "",
    )


def _digest(*parts: str) -> str:
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def _held(request: ImageRequest, choice: Choice, models: ModelTable) -> int:
    known = estimate(choice.facts, request.size, request.quality, request.prompt)
    return dearest(models.models.values(), request.size, request.prompt) if known is None else known
