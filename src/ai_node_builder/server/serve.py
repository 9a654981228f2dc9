"""The server process: one socket, one App, one event loop."""

import asyncio
import contextlib
import errno
import logging
import os
import socket
import sys
import webbrowser
from contextlib import AsyncExitStack
from ipaddress import ip_address

import uvicorn

from ai_node_builder.app.app import App
from ai_node_builder.app.settings import Settings
from ai_node_builder.errors import PortInUse, SettingInvalid
from ai_node_builder.server import logs

from .application import create_app, running

log = logging.getLogger(__name__)

EVERYWHERE = ("0.0.0.0", "::")
GRACE = 10
"""Seconds that clients have to take what they wait for once the server is told to stop."""

SHORTEST_TOKEN = 16
"""Characters. As hexadecimal digits they hold 64 bits, more than anybody can try out over a network."""


def serve(settings: Settings, host: str = "127.0.0.1", port: int = 8000, open_browser: bool = True) -> None:
    """Serve until told to stop; `port` 0 takes a free one.

    SettingInvalid where the host is open to the network and there is no token, PortInUse, and what `App.open`
    raises.
    """
    _require_token(settings, host)
    listener = _listen(host, port)
    with listener:
        port = listener.getsockname()[1]
        url = _url(host, port)
        if not settings.public_url:
            settings = settings.model_copy(update={"public_url": f"http://localhost:{port}"})
        logs.set_up()
        server = Server(App(settings), url, open_browser=open_browser and _has_display())
        with contextlib.suppress(KeyboardInterrupt):
            server.run(sockets=[listener])


def _require_token(settings: Settings, host: str) -> None:
    token = settings.token.get_secret_value() if settings.token else ""
    if not _is_loopback(host) and len(token.strip()) < SHORTEST_TOKEN:
        raise SettingInvalid(
            f"{host} can be reached from the network; set AINB_TOKEN to a random text of {SHORTEST_TOKEN} characters "
            "or more, or serve on 127.0.0.1."
        )


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            said = f"port {port} is in use by another program; stop that, or choose another: --port {port + 1}"
            raise PortInUse(said) from error
        raise SettingInvalid(f"{host}:{port} cannot be served ({error.strerror}); choose another.") from error


def _url(host: str, port: int) -> str:
    """Where a browser on this machine finds the server."""
    if _is_loopback(host) or host in EVERYWHERE:
        host = "localhost"
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _has_display() -> bool:
    if sys.platform in ("win32", "darwin"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


class Server(uvicorn.Server):
    """uvicorn around an App. The App opens and closes here rather than in the ASGI lifespan, where uvicorn would
    turn an error that says what to do into a traceback."""

    def __init__(self, app: App, url: str, *, open_browser: bool) -> None:
        self._api = create_app(app)
        super().__init__(
            uvicorn.Config(
                self._api,
                lifespan="off",
                ws="none",
                log_config=None,
                server_header=False,
                timeout_graceful_shutdown=GRACE,
            )
        )
        self._app = app
        self._url = url
        self._open_browser = open_browser
        self._exit = AsyncExitStack()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await self._exit.enter_async_context(running(self._api))
        await super().startup(sockets)
        log.info("AI Node Builder is at %s, its home is %s; Ctrl+C ends it", self._url, self._app.settings.home)
        if self._open_browser:
            await asyncio.to_thread(webbrowser.open, self._url)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        log.info("stopping; pictures on their way are awaited")
        # Both end event streams, which would keep their connections open.
        await self._app.parts.runner.close()
        await self._api.state.mcp.close()
        await super().shutdown(sockets)
        await self._exit.aclose()
