"""The MCP door: every tool, and the workflows that their owner published, for any MCP client.

`transports/` has its two ways in, `server.py` what a client can ask for, `calls/` what becomes of a call, `pictures/`
the pictures as resources, `tools/` what is on offer, `install/` the configuration of clients. Nothing here opens the
App before a client needs it, so that a client's list of tools comes at once.
"""
