"""Which provider a model name means, where its requests go, and with which key."""

import os
import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from ai_node_builder.errors import ApiKeyMissing, UnknownModel
from ai_node_builder.messages import ChatRequest
from ai_node_builder.services.outgoing import target
from ai_node_builder.services.secrets import FindKey, key_for
from ai_node_builder.services.secrets.hosts import is_local
from ai_node_builder.services.secrets.known import PROVIDERS, Provider

NO_KEY = "no-key"
"""What a server that wants no key is sent: the OpenAI client refuses to send nothing."""

UNCHECKED = frozenset(
    {"aiohttp_openai", "amazon_nova", "custom", "maritalk", "nlp_cloud", "oobabooga", "petals"}
    | {"text-completion-codestral", "text-completion-inception", "text-completion-openai"}
)
"""Providers for which litellm opens connections of its own, past the check of where they lead."""

OWN_SERVERS = frozenset(
    {"custom_openai", "docker_model_runner", "hosted_vllm", "lemonade", "litellm_proxy", "llamafile", "lm_studio"}
    | {"ollama", "ollama_chat", "openai_like", "xinference"}
)
"""What people serve themselves. For any provider but these and the known ones, litellm might sign a request to
somebody's address with what it finds on this machine, such as the credentials of a cloud."""

OPENAI_NAME = re.compile(r"(?:gpt-|chatgpt-|o\d)")
OPENAI_HOST = "api.openai.com"


@dataclass(frozen=True, slots=True)
class OpenAIAccount:
    """What OpenAI models use where a request brings neither key nor address."""

    api_key: str = field(default="", repr=False)
    base_url: str = ""

    @classmethod
    def from_environment(cls) -> "OpenAIAccount":
        base = os.environ.get("OPENAI_BASE_URL") or os.environ.get("OPENAI_API_BASE") or ""
        return cls(os.environ.get("OPENAI_API_KEY", ""), base)

    @property
    def own_server(self) -> bool:
        """Whether the address is set, and is not OpenAI's."""
        return bool(self.base_url) and urlsplit(self.base_url).hostname != OPENAI_HOST


@dataclass(frozen=True, slots=True)
class Target:
    """Where a request goes. `api_base` and `api_key` are None where litellm knows them itself."""

    model: str
    provider: str
    api_base: str | None
    api_key: str | None = field(repr=False)

    @property
    def address(self) -> str:
        """Host and port, or the provider's name: enough to recognise it in a message."""
        return (urlsplit(self.api_base).netloc if self.api_base else "") or self.provider

    @property
    def line(self) -> str:
        """Where its requests take turns: one line for each key at each place; empty where there is no key."""
        return f"chat {self.address} {self.api_key}" if self.api_key not in (None, NO_KEY) else ""


def resolve(request: ChatRequest, account: OpenAIAccount, litellm: Any, find_key: FindKey) -> Target:
    """The target of a request; UnknownModel for a name without a provider, ApiKeyMissing before anything is sent.

    Keys that the operator has set go to the provider's own address, or to the one that the operator has set.
    An address from a workflow gets only a key that is bound to its host, else SecretNotForHost: whoever wrote the
    workflow may not be whose keys they are. May wait for the keyring: call it in a thread.
    """
    base = _checked(request.api_base.strip())
    model, provider = _named(request.model.strip(), bool(base) or account.own_server, litellm)
    if provider in UNCHECKED:
        raise UnknownModel(
            f"the provider {provider} is not served here; write openai/ before the name of a model "
            "that is on a server of your own, and its address into api_base."
        )
    if base and provider not in PROVIDERS and provider not in OWN_SERVERS:
        raise UnknownModel(f"api_base does not go with {provider}; write openai/ before the name of the model there.")
    given = key_for(request.api_key, provider="" if base else provider, address=base)
    key = given or _key(provider, base, account, find_key)
    own_base = account.base_url if provider == "openai" else ""
    return Target(model, provider, base or own_base or None, key)


def addresses_of_the_environment() -> list[str]:
    """Where the operator has providers served, in litellm's variables, such as OLLAMA_API_BASE."""
    return [value for name, value in os.environ.items() if name.endswith("_API_BASE")]


def _checked(base: str) -> str:
    if base:
        target(base)
    return base


def _named(model: str, own_server: bool, litellm: Any) -> tuple[str, str]:
    """The model as `provider/name`, and the provider. One's own server may call its models anything."""
    if "://" in model:
        raise UnknownModel("a model's name holds no address; write the address into api_base.")
    try:
        name, provider, *_ = litellm.get_llm_provider(model=model)
    except litellm.BadRequestError as error:
        if own_server or OPENAI_NAME.match(model):
            return f"openai/{model}", "openai"
        raise UnknownModel(
            f"{model[:120]!r} names no known provider; write provider/model, such as openai/gpt-4o or "
            "ollama_chat/llama3.2, or set api_base to the address of your own server."
        ) from error
    return f"{provider}/{name}", provider


def _key(provider: str, base: str, account: OpenAIAccount, find_key: FindKey) -> str | None:
    """The key for a request that brings none; None where litellm is to find it, or where none is wanted."""
    known = PROVIDERS.get(provider)
    if base:
        if known and not is_local(base):
            raise ApiKeyMissing(known.title, f"{known.variables[0]} and leave api_base empty")
        return NO_KEY
    if known is None:
        return None
    if provider == "openai" and account.api_key:
        return account.api_key
    if found := next(filter(None, map(find_key, known.variables)), None):
        return key_for(found, provider=provider)
    return _none_found(provider, known, account)


def _none_found(provider: str, known: Provider, account: OpenAIAccount) -> str:
    if provider == "openai" and account.own_server and is_local(account.base_url):
        return NO_KEY
    raise ApiKeyMissing(known.title, known.variables[0])
