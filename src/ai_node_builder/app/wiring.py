"""Settings become services, and services meet nodes: here, and nowhere else."""

from dataclasses import dataclass
from pathlib import Path

from ai_node_builder.engine import Limits
from ai_node_builder.errors import HomeNotWritable
from ai_node_builder.registry.registry import Registry
from ai_node_builder.runs import Runner, RunStore
from ai_node_builder.services.chat import ChatModel
from ai_node_builder.services.chat.providers import OpenAIAccount
from ai_node_builder.services.chat.router import ChatRouter
from ai_node_builder.services.database import Database
from ai_node_builder.services.files import ServableFileManager
from ai_node_builder.services.images.budget import Budget
from ai_node_builder.services.images.keeper import Keeper
from ai_node_builder.services.images.ledger import Ledger
from ai_node_builder.services.images.litellm_painter import LiteLLMPainter
from ai_node_builder.services.images.models import ModelTable
from ai_node_builder.services.images.painter import DemoPainter, Painter
from ai_node_builder.services.images.service import Endpoint, ImageService
from ai_node_builder.services.money import nano_dollars
from ai_node_builder.services.owner import Owner
from ai_node_builder.services.secrets import EnvironmentSecrets, Secrets
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


def connect(settings: Settings, *, chat: ChatModel | None = None) -> Parts:
    """Open the home folder and put everything together; HomeNotWritable where that is not possible."""
    home = settings.home
    _make_folders(home)
    owner = Owner(home / "owners")
    database = Database(settings.effective_database_url)
    registry = Registry.load(home)
    secrets = EnvironmentSecrets()
    files = ServableFileManager(home / "servable", settings.effective_public_url)
    ledger, models = Ledger(database, owner.id, _budget(settings)), ModelTable.load(home / "models.toml")
    keeper = Keeper(ledger, files, models, home / "spool", owner.alive)
    services = Services(
        chat=chat or ChatRouter(OpenAIAccount(_key(settings), settings.openai_base_url)),
        images=_image_service(settings, ledger, keeper, files, models),
        files=files,
        weather=WeatherService(),
    )
    runner = Runner(
        RunStore(database, owner.id),
        registry,
        services,
        resolve_secret=secrets.resolve,
        limits=Limits(settings.run_firings, settings.run_seconds, settings.budget_run),
        alive=owner.alive,
    )
    return Parts(owner, database, registry, secrets, services, keeper, runner, WorkflowStore(database))


def _image_service(
    settings: Settings, ledger: Ledger, keeper: Keeper, files: ServableFileManager, models: ModelTable
) -> ImageService:
    endpoint = Endpoint(settings.openai_base_url, _key(settings))
    painters: dict[str, Painter] = {"demo": DemoPainter(), "openai": LiteLLMPainter(endpoint.base_url)}
    return ImageService(ledger=ledger, keeper=keeper, files=files, models=models, painters=painters, endpoint=endpoint)


def _budget(settings: Settings) -> Budget:
    caps = (settings.budget_call, settings.budget_run, settings.budget_day, settings.budget_month)
    return Budget(*map(nano_dollars, caps))


def _key(settings: Settings) -> str:
    return settings.openai_api_key.get_secret_value() if settings.openai_api_key else ""


def _make_folders(home: Path) -> None:
    try:
        for name in ("servable", "spool", "owners", "nodes"):
            (home / name).mkdir(parents=True, exist_ok=True)
        probe = home / ".writable"
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise HomeNotWritable(
            f"the home folder {home} cannot be written ({error.strerror}); "
            "change its permissions or set AINB_HOME to another folder."
        ) from error
