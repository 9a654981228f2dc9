"""What to tell of a server that failed: how, and what to do."""

import httpx2
from mcp import MCPError
from mcp.types import CONNECTION_CLOSED, REQUEST_TIMEOUT
from pydantic import ValidationError

from ai_node_builder.errors import AINodeBuilderError

from . import ServerFailed, ServerKeyRefused, ServerTimedOut, ServerToolFailed

WANTS_KEY = (401, 403)
NOT_HERE = (404, 405)
LONGEST = 2000
"""Characters of a server's own words."""


def start_failure(error: BaseException, who: str, timeout: float, last_words: str, status: int) -> AINodeBuilderError:
    """Why there is no session. `who` names the server, `last_words` is what it wrote to stderr, `status` that of its
    last answer over HTTP, or 0."""
    match _cause(error):
        case AINodeBuilderError() as ours:
            return ours
        case MCPError() if status in WANTS_KEY:
            said = f"{who} wants a key, or another one (HTTP {status}); name a stored key that it accepts, as in "
            return ServerKeyRefused(f"{said}`ainb mcp servers add NAME --url URL --header Authorization=KEY`.")
        case MCPError() if status in NOT_HERE:
            said = f"{who} is not at its url (HTTP {status}); correct the url."
        case TimeoutError():
            said = f"{who} did not start within {timeout:g} s; see what it waits for, or raise the timeout."
        case MCPError(code=code) if code == REQUEST_TIMEOUT:
            said = f"{who} did not answer within {timeout:g} s; see what it waits for, or raise the timeout."
        case MCPError(code=code) if code == CONNECTION_CLOSED:
            said = f"{who} ended before it answered; run its command by hand to see why."
        case OSError() as cause:
            said = f"{who} cannot be started ({cause}); correct its command."
        case httpx2.HTTPError() as cause:
            said = f"{who} cannot be reached ({type(cause).__name__}: {cause}); start it, or correct its url."
        case cause:
            said = f"{who} gave no session ({_short(cause)}); see whether it is an MCP server."
    return ServerFailed(said + last_words)


def request_failure(error: BaseException, who: str, timeout: float, last_words: str) -> AINodeBuilderError:
    """Why a request in a session got no result."""
    match _cause(error):
        case MCPError(code=code) if code == REQUEST_TIMEOUT:
            said = f"{who} did not answer within {timeout:g} s, and may still do what it was asked; raise the timeout."
            return ServerTimedOut(said)
        case MCPError(code=code) if code == CONNECTION_CLOSED:
            said = f"{who} ended before it answered, and may have done what it was asked; call again to restart it."
            return ServerFailed(said + last_words, charged="unknown")
        case MCPError() as cause:
            return ServerToolFailed(f"{_short(cause)} (from {who}).")
        case cause:
            said = f"{who} answered what cannot be understood ({_short(cause)}); report it to the server's author."
            return ServerFailed(said, charged="unknown")


def is_over(error: BaseException) -> bool:
    """Whether the session has ended with the failure."""
    return isinstance(error, MCPError) and error.code == CONNECTION_CLOSED


def _cause(error: BaseException) -> BaseException:
    """The first real failure; task groups wrap those of their tasks."""
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return error


def _short(error: BaseException) -> str:
    said = f"{error.error_count()} wrong fields" if isinstance(error, ValidationError) else str(error)
    return said[:LONGEST] or type(error).__name__
