"""The published tools on the books."""

from dataclasses import replace
from typing import Any

from sqlalchemy import and_, delete, insert, select

from ai_node_builder.errors import NotFound, UserError
from ai_node_builder.registry.registry import Registry
from ai_node_builder.services.database import Database, utc_now
from ai_node_builder.services.tables import published_tools, workflows

from .catalogue import default, made
from .published import NAME, Published
from .waiting import FETCHING

ALL = (
    select(published_tools, workflows.c.document)
    .outerjoin(workflows, and_(published_tools.c.kind == "workflow", workflows.c.id == published_tools.c.target))
    .order_by(published_tools.c.name)
)


class PublishedTools:
    """What a person decided about the tools that MCP clients see."""

    def __init__(self, database: Database, registry: Registry) -> None:
        self._database = database
        self._registry = registry

    async def overview(self) -> list[Published]:
        """Everything that can be seen or is hidden, tool nodes that nobody decided about included."""
        rows = {one.name: one for one in await self.all()}
        return list(({name: default(self._registry, name) for name in self._registry.tools()} | rows).values())

    async def all(self) -> list[Published]:
        """Every decision, by name."""
        rows = await self._database.read(lambda connection: connection.execute(ALL).mappings().all())
        return [Published(**{name: row[name] for name in Published.__dataclass_fields__}) for row in rows]

    async def get(self, name: str) -> Published:
        """One of these; NotFound where there is none of the name."""
        for one in await self.overview():
            if one.name == name:
                return one
        raise NotFound(f"nothing is published as {name[:80]!r}; `ainb mcp tools` lists what is.")

    async def save(self, one: Published) -> Published:
        """Keep a decision, in place of an earlier one of the name; UserError, NotFound or WorkflowInvalid where the
        name, the target or a widget does not fit."""
        self._check_name(one)
        row: dict[str, Any] = {name: getattr(one, name) for name in Published.__dataclass_fields__}
        del row["document"]
        removal = delete(published_tools).where(published_tools.c.name == one.name)

        def work(connection: Any) -> Published:
            document = connection.execute(select(workflows.c.document).where(workflows.c.id == one.target)).scalar()
            saved = Published(**row, document=document if one.kind == "workflow" else None)
            made(self._registry, saved)
            connection.execute(removal)
            connection.execute(insert(published_tools).values(row | {"updated_at": utc_now()}))
            return saved

        return await self._database.write(work)

    async def remove(self, name: str) -> None:
        """Forget a decision: a tool node is offered as it comes again, anything else no more. NotFound."""
        removal = delete(published_tools).where(published_tools.c.name == name)
        if not await self._database.write(lambda connection: connection.execute(removal).rowcount):
            raise NotFound(f"nothing is published as {name[:80]!r}; `ainb mcp tools` lists what is.")

    async def hide(self, name: str) -> None:
        """Let no client see this tool: what stands for a tool node is kept as hidden, all else is forgotten."""
        if name in self._registry.tools():
            await self.save(replace(await self.get(name), enabled=False))
        else:
            await self.remove(name)

    def _check_name(self, one: Published) -> None:
        if not NAME.fullmatch(one.name):
            raise UserError("a tool's name has 1 to 64 letters, digits, _ and -.", code="name_unfit")
        if one.name in FETCHING:
            raise UserError(f"{one.name} is taken: it fetches what took too long; choose another.", code="name_unfit")
        node = self._registry.tools().get(one.name)
        if node is not None and (one.kind, one.target) != ("node", node.type):
            raise UserError(f"{one.name} is the name of the node {node.type}; choose another.", code="name_unfit")


def shown(one: Published) -> dict[str, Any]:
    """A decision as the doors show it."""
    return {name: getattr(one, name) for name in Published.__dataclass_fields__ if name != "document"}
