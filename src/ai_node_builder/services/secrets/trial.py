"""Whether a provider accepts a key: asked in a way that costs nothing."""

from dataclasses import dataclass

from . import Key
from .known import PROVIDERS, Provider

PATIENCE = 10.0
"""Seconds."""
REFUSED = (400, 401, 403)
"""What providers answer to a bad key; some say 400."""


@dataclass(frozen=True, slots=True)
class Trial:
    """What came of it. `accepted` is None where that could not be found out."""

    accepted: bool | None
    message: str


def try_key(key: Key, address: str = "") -> Trial:
    """Ask the key's provider for something free, at `address` if the operator has its API served there."""
    name, provider = key.binding.name, PROVIDERS.get(key.binding.provider)
    probe = f"{address.rstrip('/')}/models" if address else provider.probe if provider else ""
    if provider is None or not probe:
        return Trial(None, f"nobody can be asked about {name} without cost; use it in a workflow to see.")
    return _asked(key, provider, probe)


def _asked(key: Key, provider: Provider, probe: str) -> Trial:
    import httpx

    url = httpx.URL(probe)
    # httpx logs the URL of every request; a key that belongs there goes to the wire alone.
    target = url.copy_merge_params({provider.query: str(key)} if provider.query else {}).raw_path
    headers = {} if provider.query else {provider.header: f"{provider.scheme}{key}", **dict(provider.also)}
    try:
        with httpx.Client(timeout=PATIENCE, follow_redirects=False) as client:
            status = client.get(url, headers=headers, extensions={"target": target}).status_code
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        return Trial(None, f"{url.host} cannot be reached ({type(error).__name__}); check the network, then try again.")
    return _judged(key.binding.name, provider.title, status)


def _judged(name: str, title: str, status: int) -> Trial:
    if status == 200:
        return Trial(True, f"{title} accepts {name}.")
    if status in REFUSED:
        return Trial(False, f"{title} does not accept {name} (HTTP {status}); make a new key there and set it again.")
    return Trial(None, f"{title} answers HTTP {status}, which says nothing about {name}; try again later.")
