"""Keys from environment variables: those of known names, and no others."""

import os

from . import Binding, Key
from .known import PROVIDER_OF, PROVIDERS


def environment_key(name: str) -> Key | None:
    """The key that the variable of a known name holds."""
    value = os.environ.get(name, "").strip() if name in PROVIDER_OF else ""
    return Key(value, usual_binding(name)) if value else None


def usual_binding(name: str) -> Binding:
    """What a key of a known name is for where nobody has said more."""
    provider = PROVIDER_OF[name]
    return Binding(name, provider, usual_hosts(provider))


def usual_hosts(provider: str) -> tuple[str, ...]:
    """The hosts of a provider's API; none for a provider that is not known."""
    return PROVIDERS[provider].hosts if provider in PROVIDERS else ()
