"""The weather outside."""
