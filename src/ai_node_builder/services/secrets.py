"""Keys by name. A workflow holds only the name; the key itself is read at the last moment."""

import os
from typing import Protocol

from ai_node_builder.errors import UserError


class Secrets(Protocol):
    """Finds keys by name."""

    def resolve(self, name: str) -> str:
        """The key of this name; UserError with the code `secret_missing` where there is none."""
        ...


class EnvironmentSecrets:
    """Keys from environment variables."""

    def resolve(self, name: str) -> str:
        value = os.environ.get(name, "")
        if not value:
            raise UserError(
                f"there is no key called {name}; set the environment variable {name}.", code="secret_missing"
            )
        return value
