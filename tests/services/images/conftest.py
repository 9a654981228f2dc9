"""Everything that makes pictures, on a home folder of its own, as one process would hold it."""

import asyncio
import hashlib
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from ai_node_builder.services.database import Database
from ai_node_builder.services.files import ServableFileManager
from ai_node_builder.services.images import ImageRequest, StoredImage
from ai_node_builder.services.images.budget import Budget
from ai_node_builder.services.images.entry import COLUMNS, Entry
from ai_node_builder.services.images.keeper import Keeper
from ai_node_builder.services.images.ledger import Ledger
from ai_node_builder.services.images.litellm_painter import LiteLLMPainter
from ai_node_builder.services.images.models import ModelTable
from ai_node_builder.services.images.painter import DemoPainter, Painter
from ai_node_builder.services.images.service import Endpoint, ImageService
from ai_node_builder.services.limits import Limits
from ai_node_builder.services.owner import Owner
from ai_node_builder.services.tables import images
from ai_node_builder.testing import FakeOpenAI
from ai_node_builder.types import Origin


class Studio:
    """A process that makes pictures. `painter`, `demo` and `ledger` stand in for the real ones."""

    def __init__(
        self,
        home: Path,
        base_url: str,
        *,
        api_key: str = "sk-test",
        deadline: float = 20.0,
        painter: Painter | None = None,
        demo: Painter | None = None,
        ledger: type[Ledger] = Ledger,
        budget: Budget | None = None,
        limits: Limits | None = None,
        reuse: bool = False,
    ) -> None:
        for name in ("servable", "spool"):
            (home / name).mkdir(parents=True, exist_ok=True)
        self.spool = home / "spool"
        self.owner = Owner(home / "owners")
        self.database = Database(f"sqlite:///{home / 'ai-node-builder.db'}")
        self.files = ServableFileManager(home / "servable", "http://localhost:8000")
        self.models = ModelTable.load()
        self.ledger = ledger(self.database, self.owner.id, budget)
        self.keeper = Keeper(self.ledger, self.files, self.models, self.spool, self.owner.alive)
        self.service = ImageService(
            ledger=self.ledger,
            keeper=self.keeper,
            files=self.files,
            models=self.models,
            painters={
                "openai": painter or LiteLLMPainter(base_url, deadline=deadline),
                "demo": demo or DemoPainter(),
            },
            endpoint=Endpoint(base_url, api_key),
            limits=limits,
            reuse=reuse,
            first_wait=0.01,
            today=lambda: date(2026, 11, 22),
        )

    async def draw(
        self,
        prompt: str = "a lion",
        key: str | None = None,
        on_progress: Callable[[str], None] = lambda message: None,
        *,
        run: str | None = None,
        **wish: Any,
    ) -> StoredImage:
        chosen = {"model": "gpt-image-2.5-flare", "size": "1024x1024", "quality": "high"} | wish
        request = ImageRequest(prompt, origin=Origin(key, run), **chosen)
        return await self.service.generate(request, on_progress)

    async def ask_and_leave(self, **wish: Any) -> None:
        """Ask for a picture, go away as it is sent for, and let it end without anybody."""

        def leave(said: str) -> None:
            if "draws" in said:
                asking.cancel()

        asking = asyncio.create_task(self.draw(on_progress=leave, **wish))
        with pytest.raises(asyncio.CancelledError):
            await asking
        await self.landed()

    async def landed(self) -> None:
        """Wait until nothing is on its way any more."""
        while flights := self.service._flights.tasks():
            await asyncio.wait(flights)

    @property
    def rows(self) -> list[Entry]:
        """The whole ledger, oldest first."""
        query = select(*COLUMNS).order_by(images.c.created_at)
        return self.database.read_now(lambda connection: [Entry(*row) for row in connection.execute(query)])

    @property
    def pictures(self) -> set[str]:
        """The names of all files in the servable folder, half written ones too."""
        return {path.name for path in self.files.folder.iterdir()}

    def check_books(self) -> None:
        """Every stored row has its file with its hash; there is no other file, but for those that hold a name
        and nothing else; and no spool that nobody needs."""
        stored = {row.filename: row.sha256 for row in self.rows if row.state == "stored"}
        unsettled = {row.id for row in self.rows if row.state in ("sent", "received", "unknown")}
        names = {name for name in self.pictures if (self.files.folder / name).stat().st_size}
        assert {name: hashlib.sha256(self.files.read(name)).hexdigest() for name in names} == stored
        assert {path.stem for path in self.spool.iterdir()} <= unsettled

    async def close(self) -> None:
        await self.service.close()
        self.die()

    def die(self) -> None:
        """Leave without finishing anything, as far as others can tell."""
        self.database.close()
        self.owner.close()


OpenStudio = Callable[..., Studio]


@pytest.fixture
async def open_studio(home: Path, fake: FakeOpenAI) -> AsyncIterator[OpenStudio]:
    """Opens studios on this test's home folder; they buy from the fake OpenAI server, unless told otherwise."""
    async with AsyncExitStack() as studios:

        def opened(base_url: str = fake.base_url, folder: Path = home, **changes: Any) -> Studio:
            studio = Studio(folder, base_url, **changes)
            studios.push_async_callback(studio.close)
            return studio

        yield opened
        fake.heal()


@pytest.fixture
def studio(open_studio: OpenStudio) -> Studio:
    """A studio that buys from the fake OpenAI server."""
    return open_studio()
