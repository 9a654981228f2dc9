"""Answers before they are sent, and OpenAI's error shape."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import msgspec

from .faults import Fault, PlannedFault

JsonObject = dict[str, Any]


@dataclass(frozen=True)
class HttpReply:
    """The `pieces` of an event stream are sent one by one; other replies have one piece."""

    pieces: Sequence[bytes]
    status: int = 200
    content_type: str = "application/json"
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def body(self) -> bytes:
        return b"".join(self.pieces)


class ApiError(Exception):
    """An error in OpenAI's shape: `{"error": {"message", "type", "param", "code"}}`."""

    def __init__(
        self,
        status: int,
        message: str,
        *,
        code: str | None = None,
        kind: str = "invalid_request_error",
        param: str | None = None,
        details: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.body = {"message": message, "type": kind, "param": param, "code": code, **(details or {})}

    def reply(self, headers: Mapping[str, str] | None = None) -> HttpReply:
        body = json.dumps({"error": self.body}, indent=2)
        return HttpReply([body.encode()], self.status, headers=headers or {})


def json_reply(payload: Mapping[str, Any]) -> HttpReply:
    """Bytes in the payload leave as base64."""
    return HttpReply([msgspec.json.encode(payload)])


def error_reply(planned: PlannedFault | None, body: JsonObject) -> HttpReply | None:
    """The error that a planned fault makes of the request `body`, or None where it makes none."""
    if planned is None:
        return None
    model = str(body.get("model"))
    match planned.fault:
        case Fault.HTML_200:
            return _html(200, "OK")
        case Fault.BAD_GATEWAY_HTML:
            return _html(502, "Bad gateway")
        case Fault.INVALID_KEY:
            return wrong_key("sk-…").reply()
        case Fault.RATE_LIMIT:
            return _rate_limit(model, planned.seconds)
        case _:
            error = _errors(model).get(planned.fault)
            return error.reply() if error else None


def _html(status: int, title: str) -> HttpReply:
    page = f"<html><head><title>{status}: {title}</title></head><body><h1>{title}</h1></body></html>"
    return HttpReply([page.encode()], status, "text/html")


def wrong_key(shown: str) -> ApiError:
    return ApiError(
        401,
        f"Incorrect API key provided: {shown}. "
        "You can find your API key at https://platform.openai.com/account/api-keys.",
        code="invalid_api_key",
    )


def _rate_limit(model: str, seconds: float) -> HttpReply:
    error = ApiError(
        429,
        f"Rate limit reached for {model} in organization org-fake on input-images per min: "
        f"Limit 5, Used 5, Requested 1. Please try again in {seconds:g}s.",
        code="rate_limit_exceeded",
        kind="input-images",
    )
    return error.reply({"Retry-After": f"{seconds:g}"})


def _errors(model: str) -> Mapping[Fault, ApiError]:
    """Status, code, type and wording as OpenAI's servers send them."""
    return {
        Fault.MODERATION_BLOCKED: ApiError(
            400,
            "Your request was rejected by the safety system. If you believe this is an error, contact us "
            "at help.openai.com and include the request ID req_fake. safety_violations=[violence].",
            code="moderation_blocked",
            kind="image_generation_user_error",
            details={"moderation_details": {"moderation_stage": "input", "categories": ["violence"]}},
        ),
        Fault.BILLING_HARD_LIMIT: ApiError(
            400, "Billing hard limit has been reached.", code="billing_hard_limit_reached"
        ),
        Fault.UNVERIFIED_ORGANISATION: ApiError(
            403,
            f"Your organization must be verified to use the model `{model}`. Please go to: "
            "https://platform.openai.com/settings/organization/general and click on Verify Organization. "
            "If you just verified, it can take up to 15 minutes for access to propagate.",
        ),
        Fault.MODEL_NOT_FOUND: ApiError(
            404,
            f"The model `{model}` has been deprecated, learn more here: https://platform.openai.com/docs/deprecations",
            code="model_not_found",
        ),
        Fault.INSUFFICIENT_QUOTA: ApiError(
            429,
            "You exceeded your current quota, please check your plan and billing details.",
            code="insufficient_quota",
            kind="insufficient_quota",
        ),
        Fault.SERVER_ERROR: ApiError(
            500,
            "The server had an error while processing your request. Sorry about that!",
            code="server_error",
            kind="server_error",
        ),
    }
