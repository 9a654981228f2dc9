"""The saved document: its shape, its checks, its widgets, and the store of all revisions."""
