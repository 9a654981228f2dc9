"""Who may come in. It stands before the routes, so a new route is guarded before anyone thinks of it.

The danger on a loopback address is the person's own browser: any web page can make it send requests there, and
with DNS rebinding even read the answers. So Host, Origin and content type are checked on every request.
"""

import hmac
import re
from ipaddress import ip_address
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from ai_node_builder.app.settings import Settings

from .problems import problem

HOST = re.compile(r"(\[[0-9a-f:.]+\]|[^\s:@/?#\[\]]+)(:[0-9]{1,5})?")
GUARDED = re.compile(r"/(api|mcp)(/|$)")
"""Paths that want the token."""
WITH_BODY = ("POST", "PUT", "PATCH")


class Guard:
    """Answers 403, 401 or 415 in place of the application."""

    def __init__(self, app: ASGIApp, *, settings: Settings) -> None:
        self.app = app
        public = urlsplit(settings.public_url.lower())
        self._public_host = public.hostname
        self._public_origin = f"{public.scheme}://{public.netloc}"
        self._token = settings.token.get_secret_value() if settings.token else ""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        refusal = self._refusal(scope) if scope["type"] in ("http", "websocket") else None
        await (refusal or self.app)(scope, receive, send)

    def _refusal(self, scope: Scope) -> Response | None:
        headers = Headers(scope=scope)
        host = headers.get("host", "").lower()
        if not self._host_fits(scope, host):
            said = (
                "this server does not answer to that Host; open it as localhost, or set AINB_PUBLIC_URL to its address."
            )
            return problem(403, "foreign_host", said)
        if not self._origin_fits(scope, host, headers.get("origin")):
            said = "requests from the pages of other sites are refused; if this is the server's own page, "
            return problem(403, "foreign_origin", said + "set AINB_PUBLIC_URL to the address it is opened at.")
        if not self._token_fits(scope["path"], headers.get("authorization", "")):
            said = "send the header `Authorization: Bearer …` with the token that AINB_TOKEN holds on the server."
            return problem(401, "token_wanted", said, headers={"www-authenticate": "Bearer"})
        if not _type_fits(scope.get("method", ""), headers.get("content-type", "")):
            return problem(415, "json_wanted", "send the header `content-type: application/json` and a JSON body.")
        return None

    def _host_fits(self, scope: Scope, host: str) -> bool:
        if _arrived_from_network(scope):
            return True
        match = HOST.fullmatch(host)
        name = match[1].strip("[]") if match else ""
        return name == "localhost" or name == self._public_host or _is_loopback(name)

    def _origin_fits(self, scope: Scope, host: str, origin: str | None) -> bool:
        scheme = scope["scheme"].replace("ws", "http")
        return origin is None or origin.lower() in (f"{scheme}://{host}", self._public_origin)

    def _token_fits(self, path: str, authorization: str) -> bool:
        if not self._token or not GUARDED.match(path):
            return True
        scheme, _, token = authorization.partition(" ")
        return scheme.lower() == "bearer" and hmac.compare_digest(token.strip().encode(), self._token.encode())


def _arrived_from_network(scope: Scope) -> bool:
    """Whether the request came in at an address of this machine that others can reach."""
    try:
        return not ip_address((scope.get("server") or ("",))[0]).is_loopback
    except ValueError:
        return False


def _is_loopback(name: str) -> bool:
    try:
        return ip_address(name).is_loopback
    except ValueError:
        return False


def _type_fits(method: str, content_type: str) -> bool:
    kind = content_type.partition(";")[0].strip().lower()
    if method == "DELETE":
        return kind in ("", "application/json")
    return method not in WITH_BODY or kind == "application/json"
