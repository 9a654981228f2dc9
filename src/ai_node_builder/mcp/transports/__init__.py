"""The two ways in: a pipe to the client that started this process, and HTTP."""
