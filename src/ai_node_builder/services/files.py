"""Servable files: bytes in the file store with a URL under /servable/."""
