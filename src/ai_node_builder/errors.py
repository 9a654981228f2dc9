"""Everything that can go wrong, sorted by who must act.

AINodeBuilderError
├── ToolCallError            the model: mend the call and call again
│   ├── InvalidToolCall      the call has the wrong shape
│   ├── ArgumentMissing      a required argument is absent or empty
│   │   └── PromptMissing
│   ├── PromptTooLong
│   ├── ModerationBlocked    the provider's safety system refused the prompt
│   └── ToolNotFound         no such tool is attached
├── UserError                the person at the canvas: change a widget, a wire or a key
│   ├── ApiKeyMissing
│   ├── ApiKeyRejected
│   ├── OrganisationUnverified
│   ├── UnknownModel
│   ├── ModelNotFound        the provider does not serve this model (any more)
│   ├── OptionNotOffered     the model does not offer this size or quality
│   ├── RequestRefused       the provider refused the request for another reason
│   ├── HostNotAllowed       a workflow may not connect there unless the operator says so
│   ├── SecretNotForHost     a stored key may not be sent there
│   ├── SpendingRefused      the user was asked about the cost, and did not allow it
│   ├── WorkflowChanged      someone else saved the workflow in the meantime
│   ├── KeyReused            an idempotency key came back with another request
│   ├── NotFound             no such run, workflow, image or node type
│   ├── WorkflowInvalid      carries every problem, each naming node and socket
│   └── LimitReached         a run hit its cap of firings, seconds or dollars
├── OperatorError            who runs the server and pays the bill
│   ├── QuotaExhausted
│   ├── BudgetExceeded       the picture would pass a cap; nothing was sent
│   ├── HomeNotWritable
│   ├── DiskFull             refused before paying: there is no room for the picture
│   ├── ImageNotSaved        the disk refused paid bytes; says where they are
│   ├── DependencyMissing
│   ├── DuplicateNodeType
│   ├── SettingInvalid
│   ├── MasterKeyUnusable    what opens the stored keys is gone, locked or open to others
│   └── PortInUse
└── ProviderError            the service outside: wait, or look at the ledger
    ├── InProgress           another process is making this very picture
    ├── RateLimited
    ├── ProviderUnreachable  the request never left
    ├── OutcomeUnknown       it left, and no answer came back: it may have been charged
    └── NoImageData          it answered, and there is no picture in the answer
"""

from typing import ClassVar

from .redaction import redact
from .types import Charged, JsonObject


class AINodeBuilderError(Exception):
    """The root. `code` is one of a documented list, `charged` says whether money was taken.

    `lead` holds the words that the error text must begin with; where it is empty, the tool that reports
    the error puts its own in front. `status` is the HTTP status that matches.
    """

    code: str = "error"
    lead: str = ""
    status: ClassVar[int] = 500
    charged: Charged = "no"
    retryable: bool = False

    def __init__(
        self,
        message: str = "",
        *,
        code: str | None = None,
        charged: Charged | None = None,
        retryable: bool | None = None,
    ) -> None:
        self.message = message
        self.code = code or self.code
        self.charged = charged or self.charged
        self.retryable = self.retryable if retryable is None else retryable
        super().__init__(self.text())

    def text(self, lead: str = "") -> str:
        """The sentence to show, without any key; `lead` is used where the error brings no words of its own."""
        return redact(": ".join(part for part in (self.lead or lead, self.message) if part))

    def as_json(self, lead: str = "") -> JsonObject:
        """`{"error", "code", "charged", "retryable"}`, as a tool result or a problem document carries it."""
        return {
            "error": self.text(lead),
            "code": self.code,
            "charged": self.charged,
            "retryable": self.retryable,
        }


class ToolCallError(AINodeBuilderError):
    """The model must act: its call cannot be carried out as it stands."""

    code = "invalid_arguments"
    status = 400


class InvalidToolCall(ToolCallError):
    """The call is not of the form `{"id": …, "arguments": {…}}`."""

    code = "invalid_tool_call"
    lead = "Invalid tool call format"


class ArgumentMissing(ToolCallError):
    """A required argument is absent, null or blank."""

    code = "argument_missing"


class PromptMissing(ArgumentMissing):
    """There is nothing to draw."""

    code = "prompt_missing"
    lead = "Image generation prompt is required"


class PromptTooLong(ToolCallError):
    """The prompt is over the provider's limit."""

    code = "prompt_too_long"


class ModerationBlocked(ToolCallError):
    """The provider's safety system refused the request."""

    code = "moderation_blocked"


class ToolNotFound(ToolCallError):
    """The model called a tool that is not attached."""

    code = "tool_not_found"
    status = 404


class UserError(AINodeBuilderError):
    """The person who built the workflow must act."""

    code = "wrong_usage"
    status = 400


class ApiKeyMissing(UserError):
    """No key in the widget and none in the environment."""

    code = "api_key_missing"
    status = 401

    def __init__(self, provider: str, variable: str) -> None:
        self.lead = f"{provider} API key is required"
        store = f"`ainb secrets set {variable.partition(' ')[0]}`"
        super().__init__(f"enter one in the node's api_key widget, store one with {store}, or set {variable}.")


class ApiKeyRejected(UserError):
    """The provider does not accept the key."""

    code = "api_key_rejected"
    status = 401


class OrganisationUnverified(UserError):
    """The provider serves this model to verified organisations only."""

    code = "organisation_unverified"
    status = 403


class UnknownModel(UserError):
    """No model of this name is in the model table."""

    code = "unknown_model"


class ModelNotFound(UserError):
    """The provider does not serve this model (any more)."""

    code = "model_not_found"
    status = 404


class OptionNotOffered(UserError):
    """The model does not offer this size or quality."""

    code = "option_not_offered"


class RequestRefused(UserError):
    """The provider refused the request for a reason that has no code of its own here."""

    code = "request_refused"


class HostNotAllowed(UserError):
    """The address is not on the internet, and not on the list of hosts that the operator has opened."""

    code = "host_not_allowed"
    status = 403

    def __init__(self, host: str, port: int) -> None:
        place = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
        super().__init__(
            f"{host[:120]} is on this machine or in a private network, where workflows do not connect; nothing was "
            f"sent. If they may, set AINB_ALLOW_HOSTS={place[:140]} where this program runs, and start it again."
        )


class SecretNotForHost(UserError):
    """A key is bound to other hosts than the one that a request would go to; nothing was sent."""

    code = "secret_not_for_host"
    status = 403


class SpendingRefused(UserError):
    """The user was asked about the cost, and did not allow it; nothing was bought."""

    code = "spending_refused"
    status = 402


class WorkflowChanged(UserError):
    """Someone else saved the workflow in the meantime; nothing was saved."""

    code = "workflow_changed"
    status = 409


class KeyReused(UserError):
    """An idempotency key came back with a different request."""

    code = "idempotency_key_reused"
    status = 409


class NotFound(UserError):
    """No such run, workflow, image or node type."""

    code = "not_found"
    status = 404


class LimitReached(UserError):
    """A run hit its cap of firings, seconds or dollars."""

    code = "limit_reached"
    status = 422


class WorkflowInvalid(UserError):
    """The workflow has problems; `problems` lists them all, each naming node and socket."""

    code = "workflow_invalid"
    status = 422

    def __init__(self, message: str, problems: list[JsonObject]) -> None:
        self.problems = problems
        super().__init__(message)

    def as_json(self, lead: str = "") -> JsonObject:
        return super().as_json(lead) | {"problems": self.problems}


class OperatorError(AINodeBuilderError):
    """Whoever runs the server or pays the bill must act."""

    code = "operation_failed"
    status = 500


class QuotaExhausted(OperatorError):
    """The account has no credit left, or its own billing limit is reached."""

    code = "quota_exhausted"
    status = 402


class BudgetExceeded(OperatorError):
    """The picture would pass a cap on spending; nothing was sent."""

    code = "budget_exceeded"
    status = 402


class HomeNotWritable(OperatorError):
    """The home folder cannot be written."""

    code = "home_not_writable"


class DiskFull(OperatorError):
    """There is no room for another picture; nothing was sent."""

    code = "disk_full"
    status = 507


class ImageNotSaved(OperatorError):
    """A paid picture could not be put in its place; the message says where its bytes are."""

    code = "image_not_saved"
    status = 507
    charged = "yes"


class DependencyMissing(OperatorError):
    """A package is not installed; the message holds the command that installs it."""

    code = "dependency_missing"


class DuplicateNodeType(OperatorError):
    """Two files define the same node type."""

    code = "duplicate_node_type"


class SettingInvalid(OperatorError):
    """A setting in the environment or in config.toml cannot be used."""

    code = "setting_invalid"


class MasterKeyUnusable(OperatorError):
    """What opens the stored keys is gone, locked, damaged or open to others; the message holds the remedy."""

    code = "master_key_unusable"


class PortInUse(OperatorError):
    """Another program listens on the port."""

    code = "port_in_use"


class ProviderError(AINodeBuilderError):
    """The service outside failed."""

    code = "provider_error"
    status = 502


class InProgress(ProviderError):
    """Another process is making this very picture, which has this id in the ledger; ask again with the same key."""

    def __init__(self, id: str) -> None:
        self.id = id
        super().__init__("another process is making this picture; ask again in a few seconds.")

    code = "in_progress"
    status = 409
    retryable = True


class RateLimited(ProviderError):
    """Too many requests; nothing was charged. `retry_after` is in seconds, None where the provider did not say."""

    retry_after: float | None = None
    code = "rate_limited"
    status = 429
    retryable = True


class ProviderUnreachable(ProviderError):
    """No connection: the request never left."""

    code = "provider_unreachable"
    retryable = True


class OutcomeUnknown(ProviderError):
    """The request left and no usable answer came back."""

    code = "outcome_unknown"
    charged = "unknown"


class NoImageData(ProviderError):
    """The provider answered without a usable picture; `usage` is what it says it used all the same."""

    usage: JsonObject | None = None
    code = "no_image_data"
    lead = "No image data received"
    charged = "unknown"
