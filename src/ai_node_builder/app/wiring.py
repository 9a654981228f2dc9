"""Settings become services, and services meet nodes: here, and nowhere else."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path

from ai_node_builder.engine import Limits
from ai_node_builder.errors import HomeNotWritable
from ai_node_builder.registry.registry import Registry
from ai_node_builder.runs import ResultStore, Runner, RunStore
from ai_node_builder.services.chat import ChatModel
from ai_node_builder.services.chat.providers import OpenAIAccount
from ai_node_builder.services.chat.router import ChatRouter
from ai_node_builder.services.database import Database
from ai_node_builder.services.files import ServableFileManager
from ai_node_builder.services.images.budget import Budget
from ai_node_builder.services.images.gallery import Gallery
from ai_node_builder.services.images.keeper import Keeper
from ai_node_builder.services.images.ledger import Ledger
from ai_node_builder.services.images.litellm_painter import LiteLLMPainter
from ai_node_builder.services.images.models import ModelTable
from ai_node_builder.services.images.painter import DemoPainter, Painter
from ai_node_builder.services.images.pruning import Rule
from ai_node_builder.services.images.service import Endpoint, ImageService
from ai_node_builder.services.images.upkeep import YOUNG, Upkeep
from ai_node_builder.services.limits import Limits as TurnLimits
from ai_node_builder.services.mcp_client.servers import SERVERS, ServerList
from ai_node_builder.services.mcp_client.service import McpServers
from ai_node_builder.services.money import nano_dollars
from ai_node_builder.services.outgoing import Outgoing
from ai_node_builder.services.owner import Owner
from ai_node_builder.services.previews import WIDTHS, Previews
from ai_node_builder.services.secrets.master_key import MasterKey
from ai_node_builder.services.secrets.store import Secrets
from ai_node_builder.services.secrets.system_keyring import SystemKeyring
from ai_node_builder.services.secrets.vault import Vault
from ai_node_builder.services.weather import WeatherClient
from ai_node_builder.services.weather.client import WeatherService
from ai_node_builder.workflow.store import WorkflowStore

from .settings import Settings


@dataclass(frozen=True, slots=True)
class Services:
    """The outside world that nodes see."""

    chat: ChatModel
    images: ImageService
    files: ServableFileManager
    weather: WeatherClient
    mcp: McpServers


@dataclass(frozen=True, slots=True)
class Parts:
    """Everything an open App holds."""

    owner: Owner
    database: Database
    registry: Registry
    secrets: Secrets
    services: Services
    keeper: Keeper
    runner: Runner
    workflows: WorkflowStore
    gallery: Gallery
    previews: Previews
    upkeep: Upkeep


def connect(settings: Settings, *, chat: ChatModel | None = None, registry: Registry | None = None) -> Parts:
    """Open the home folder and put everything together; HomeNotWritable where that is not possible."""
    home = settings.home
    _make_folders(home)
    owner = Owner(home / "owners")
    database = Database(settings.effective_database_url)
    registry = registry if registry is not None else Registry.load(home)
    secrets = secrets_of(settings, database)
    files = ServableFileManager(home / "servable", settings.effective_public_url)
    ledger, models = Ledger(database, owner.id, _budget(settings)), ModelTable.load(home / "models.toml")
    keeper = Keeper(ledger, files, models, home / "spool", owner.alive)
    previews = Previews(home / "previews", files, settings.effective_public_url)
    gallery = Gallery(ledger, files, previews)
    upkeep = Upkeep(gallery, previews, _rule(settings), home)
    account, outgoing = OpenAIAccount(base_url=settings.openai_base_url), Outgoing(settings.allow_hosts)
    turns = TurnLimits(settings.limit_concurrency, settings.limit_per_minute)
    services = Services(
        chat=chat or ChatRouter(account, outgoing, limits=turns, find_key=secrets.find),
        images=_image_service(settings, secrets, ledger, keeper, files, models, upkeep, turns),
        files=files,
        weather=WeatherService(find_key=secrets.find),
        mcp=McpServers(ServerList(home / SERVERS), secrets.resolve, home / "mcp", outgoing),
    )
    runner = Runner(
        RunStore(database, owner.id),
        registry,
        services,
        resolve_secret=secrets.resolve,
        limits=Limits(settings.run_firings, settings.run_seconds),
        alive=owner.alive,
        find_cap=partial(ledger.cap, "run"),
        results=ResultStore(database, files.holds),
    )
    return Parts(
        owner=owner,
        database=database,
        registry=registry,
        secrets=secrets,
        services=services,
        keeper=keeper,
        runner=runner,
        workflows=WorkflowStore(database, secrets.values),
        gallery=gallery,
        previews=previews,
        upkeep=upkeep,
    )


@contextmanager
def open_secrets(settings: Settings) -> Iterator[Secrets]:
    """The keys alone, for doors that need nothing else."""
    _make_folders(settings.home)
    database = Database(settings.effective_database_url)
    try:
        yield secrets_of(settings, database)
    finally:
        database.close()


def secrets_of(settings: Settings, database: Database) -> Secrets:
    """The keys of an installation. Nothing is opened, and no keyring asked, before a stored key is used."""
    keyring = SystemKeyring() if settings.keyring == "auto" else None
    vault = Vault(database, MasterKey(settings.home / "secrets.key", keyring))
    key = settings.openai_api_key.get_secret_value() if settings.openai_api_key else ""
    return Secrets(vault, {"OPENAI_API_KEY": key}, {"openai": settings.openai_base_url})


def _image_service(
    settings: Settings,
    secrets: Secrets,
    ledger: Ledger,
    keeper: Keeper,
    files: ServableFileManager,
    models: ModelTable,
    upkeep: Upkeep,
    turns: TurnLimits,
) -> ImageService:
    endpoint = Endpoint(settings.openai_base_url, find_key=secrets.find)
    painters: dict[str, Painter] = {"demo": DemoPainter(), "openai": LiteLLMPainter(endpoint.base_url)}
    return ImageService(
        ledger=ledger,
        keeper=keeper,
        files=files,
        models=models,
        painters=painters,
        endpoint=endpoint,
        limits=turns,
        reuse=settings.reuse == "always",
        on_stored=upkeep.stored,
    )


def _budget(settings: Settings) -> Budget:
    caps = (settings.budget_call, settings.budget_run, settings.budget_day, settings.budget_month)
    return Budget(*map(nano_dollars, caps))


def _rule(settings: Settings) -> Rule:
    return Rule(
        older_than=timedelta(days=settings.images_max_age) if settings.images_max_age else None,
        max_bytes=settings.images_max_bytes,
        keep_favourites=settings.images_keep_favourites,
        spare=YOUNG,
    )


def _make_folders(home: Path) -> None:
    try:
        for name in ("servable", "spool", "owners", "nodes", *(f"previews/{width}" for width in WIDTHS)):
            (home / name).mkdir(parents=True, exist_ok=True)
        probe = home / ".writable"
        probe.touch()
        probe.unlink(missing_ok=True)  # another process may open the same home just now
    except OSError as error:
        raise HomeNotWritable(
            f"the home folder {home} cannot be written ({error.strerror}); "
            "change its permissions or set AINB_HOME to another folder."
        ) from error
