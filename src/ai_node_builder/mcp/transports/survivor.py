"""Serving over stdio in a process that outlives the client's patience.

Clients end their servers within seconds, by force if need be, and a picture takes a minute. So the process that the
client knows is only a shell: the one that serves has a session of its own, goes on until every picture that is paid
for is on disk, and ends then. Where processes cannot be split, the next start settles what was cut off.
"""

import os
import sys
from contextlib import suppress


def serve_and_outlive() -> None:
    """Serve the client at stdin and stdout; returns when it is gone."""
    if not hasattr(os, "fork") or sys.stdin.isatty():
        return _serve(None)
    over, ending = os.pipe()
    # No thread runs yet, so the child is whole.
    child = os.fork()
    if child == 0:
        os.close(over)
        os.setsid()
        return _serve(ending)
    os.close(ending)
    if not os.read(over, 1):  # it ended before it had let go of the client, and has said why
        sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
    return None


def _serve(ending: int | None) -> None:
    """Serve, then let go of the client: its pipes are closed before pictures on their way are waited for."""
    import asyncio

    from ai_node_builder.app.settings import Settings

    from . import stdio

    wires = stdio.put_aside()

    def let_go() -> None:
        for wire in wires:
            with suppress(BrokenPipeError):  # an answer that the client did not wait for
                wire.close()
        nothing = os.open(os.devnull, os.O_RDWR)
        for standard in (1, 2):
            os.dup2(nothing, standard)
        if ending is not None:
            os.write(ending, b".")

    asyncio.run(stdio.serve(Settings.load(), wires, let_go))
