"""The HTTP door."""

from .application import create_app

__all__ = ["create_app"]
