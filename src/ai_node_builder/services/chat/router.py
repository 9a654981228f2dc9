"""Every language model behind one name: the part before the slash says whose it is."""

from collections.abc import Callable

from ai_node_builder.errors import UnknownModel
from ai_node_builder.messages import ChatReply, ChatRequest
from ai_node_builder.nearest import did_you_mean
from ai_node_builder.services.chat import DEMO, ChatModel
from ai_node_builder.services.limits import Limits
from ai_node_builder.services.outgoing import Outgoing
from ai_node_builder.services.secrets import FindKey
from ai_node_builder.services.secrets.environment import environment_key

from .demo import DemoAssistant
from .litellm_chat import LiteLLMChat
from .providers import OpenAIAccount


class ChatRouter:
    """A ChatModel that passes `demo/…` to the demo assistant and everything else to litellm."""

    def __init__(
        self,
        account: OpenAIAccount | None = None,
        outgoing: Outgoing | None = None,
        *,
        limits: Limits | None = None,
        find_key: FindKey = environment_key,
        network: ChatModel | None = None,
    ) -> None:
        self._network = network or LiteLLMChat(account, outgoing, limits=limits, find_key=find_key)
        self._demo: dict[str, ChatModel] = {DemoAssistant.model: DemoAssistant()}

    async def complete(self, request: ChatRequest, on_text: Callable[[str], None]) -> ChatReply:
        return await self._model(request.model.strip()).complete(request, on_text)

    def _model(self, name: str) -> ChatModel:
        if not name:
            raise UnknownModel(f"no model is chosen; set the model widget, for instance to {DemoAssistant.model}.")
        if not name.startswith(DEMO):
            return self._network
        if name not in self._demo:
            raise UnknownModel(f"there is no demo model {name[:120]!r}{did_you_mean(name, self._demo)}")
        return self._demo[name]
