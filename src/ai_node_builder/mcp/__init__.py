"""The MCP door: every tool, and the workflows that their owner published, for any MCP client.

`stdio.py` and `http.py` are its two transports; the server behind both is made in `server.py`. Nothing here
opens the App before a client needs it, so that a client's list of tools comes at once.
"""
