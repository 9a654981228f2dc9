"""`ainb mcp`: the tools for MCP clients, over stdin and stdout."""

import click

from .mcp_install import install
from .mcp_publish import publish, tools, unpublish
from .mcp_servers import servers


@click.group(invoke_without_command=True)
@click.pass_context
def mcp(ctx: click.Context) -> None:
    """Serve the tools to an MCP client over stdin and stdout; `ainb mcp install` sets a client up.

    A client starts this itself. Over HTTP the same is at /mcp of `ainb serve`.
    """
    if ctx.invoked_subcommand is None:
        from ai_node_builder.mcp.transports.survivor import serve_and_outlive

        serve_and_outlive()


for command in (install, tools, publish, unpublish, servers):
    mcp.add_command(command)
