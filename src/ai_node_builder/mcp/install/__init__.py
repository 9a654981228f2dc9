"""`ainb mcp install`: the configuration of MCP clients."""
