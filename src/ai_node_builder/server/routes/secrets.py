"""Keys: which there are, and what for. A key goes in here, and never comes out."""

import asyncio
from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field, SecretStr

from ai_node_builder.server.dependencies import OpenApp
from ai_node_builder.services.secrets import store
from ai_node_builder.services.secrets.trial import Trial

router = APIRouter(prefix="/api/secrets", tags=["secrets"])


class Secret(BaseModel):
    """A key without its value. It goes to the provider's own address and to `hosts`; `source` is "environment",
    "stored", or "nowhere" where only its hosts are stored. The environment wins."""

    name: str
    provider: str
    hosts: list[str]
    source: store.Source


class SecretList(BaseModel):
    secrets: list[Secret]


class NewSecret(BaseModel):
    """A key to store. `provider` is known for the usual names; `hosts` left out are the provider's."""

    model_config = ConfigDict(extra="forbid")

    value: SecretStr = Field(json_schema_extra={"writeOnly": True})
    provider: Annotated[str, Field(max_length=64)] = ""
    hosts: Annotated[list[str], Field(max_length=20)] = []


class Tested(BaseModel):
    """`accepted` is null where that could not be found out without cost."""

    accepted: bool | None
    message: str


@router.get("")
async def list_secrets(app: OpenApp) -> SecretList:
    """The keys by name, those of the environment among them."""
    return SecretList(secrets=[_shown(one) for one in await asyncio.to_thread(app.parts.secrets.all)])


@router.put("/{name}")
async def set_secret(name: str, new: NewSecret, app: OpenApp) -> Secret:
    """Store a key, in the place of an earlier one of the name."""
    value = new.value.get_secret_value()
    return _shown(await asyncio.to_thread(app.parts.secrets.set, name, value, new.provider, new.hosts))


@router.delete("/{name}", status_code=204)
async def delete_secret(name: str, app: OpenApp) -> None:
    """Forget a stored key and its hosts."""
    await asyncio.to_thread(app.parts.secrets.remove, name)


@router.post("/{name}/test")
async def test_secret(name: str, app: OpenApp) -> Tested:
    """Ask the provider, at no cost, whether it accepts the key."""
    trial: Trial = await asyncio.to_thread(app.parts.secrets.test, name)
    return Tested(accepted=trial.accepted, message=trial.message)


def _shown(secret: store.Secret) -> Secret:
    return Secret(name=secret.name, provider=secret.provider, hosts=[*secret.hosts], source=secret.source)
