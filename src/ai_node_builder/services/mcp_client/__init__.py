"""The tools of MCP servers, for nodes that pass them on. Only servers that someone here has allowed are reached."""

from ai_node_builder.errors import ProviderError, ToolCallError, UserError


class ServerUnknown(UserError):
    """No MCP server of this name is allowed on this machine."""

    code = "mcp_server_unknown"
    status = 404


class CommandRefused(UserError):
    """The command of an MCP server does not show what it runs, or its variables change what it runs."""

    code = "mcp_command_refused"


class ServerIsProgram(UserError):
    """The MCP server is a program: those are allowed and taken back at this machine, on the command line."""

    code = "mcp_server_is_program"
    status = 409


class ServerKeyRefused(UserError):
    """An MCP server over HTTP wants a key, or another one."""

    code = "mcp_key_refused"


class ServerFailed(ProviderError):
    """An MCP server cannot be started or reached, ended, or does not speak MCP."""

    code = "mcp_server_failed"


class ServerTimedOut(ProviderError):
    """An MCP server did not answer in time. What it was asked to do may have been done."""

    code = "mcp_timeout"
    charged = "unknown"


class ServerToolFailed(ToolCallError):
    """A tool of an MCP server answered with an error, in the server's words."""

    code = "mcp_tool_failed"
    charged = "unknown"
