"""The tables of the one database. Money is in nano-dollars (10**-9), so that sums are exact; times are in UTC.

A change here wants a migration beside it, in `migrations/versions/`.
"""

from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    DateTime,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    false,
    text,
)

metadata = MetaData()

images = Table(
    "images",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("key", Text, nullable=False, unique=True),
    Column("fingerprint", String(64), nullable=False, index=True),
    Column("state", String(16), nullable=False, index=True),
    Column("owner", String(64), nullable=False),
    Column("prompt", Text, nullable=False),
    Column("model_asked", String(128), nullable=False),
    Column("model", String(128), nullable=False),
    Column("size", String(16), nullable=False),
    Column("quality", String(16), nullable=False),
    Column("endpoint", Text, nullable=False),
    Column("run_id", String(32), index=True),
    Column("node_id", String(200)),
    Column("held", BigInteger, nullable=False, default=0),
    Column("cost", BigInteger),
    Column("usage", JSON),
    Column("filename", String(64), unique=True),
    Column("width", Integer),
    Column("height", Integer),
    Column("bytes", BigInteger),
    Column("sha256", String(64)),
    Column("error_code", String(64)),
    Column("error", Text),
    Column("created_at", DateTime, nullable=False, index=True),
    Column("sent_at", DateTime),
    Column("received_at", DateTime),
    Column("stored_at", DateTime),
    Column("delivered_at", DateTime),
    Column("deleted_at", DateTime),
    Column("tool", String(64)),
    Column("workflow_id", String(32), index=True),
    Column("favourite", Boolean, nullable=False, default=False, server_default=false()),
    Column("replaces", String(32)),
    Column("reuses", String(32)),
    Column("payer", String(64)),
)

_ON_DISK: Any = dict.fromkeys(
    ("sqlite_where", "postgresql_where"), text("stored_at IS NOT NULL AND deleted_at IS NULL")
)
Index("ix_images_gallery", images.c.created_at, images.c.id, **_ON_DISK)
Index("ix_images_gallery_model", images.c.model, images.c.created_at, images.c.id, **_ON_DISK)
Index("ix_images_gallery_workflow", images.c.workflow_id, images.c.created_at, images.c.id, **_ON_DISK)
Index("ix_images_gallery_favourite", images.c.favourite, images.c.created_at, images.c.id, **_ON_DISK)
_DELETED: Any = dict.fromkeys(("sqlite_where", "postgresql_where"), text("deleted_at IS NOT NULL"))
Index("ix_images_deleted", images.c.filename, **_DELETED)

workflows = Table(
    "workflows",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("name", Text, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("document", Text, nullable=False),
    Column("created_at", DateTime, nullable=False),
    Column("updated_at", DateTime, nullable=False, index=True),
)

workflow_revisions = Table(
    "workflow_revisions",
    metadata,
    Column("workflow_id", ForeignKey("workflows.id", ondelete="CASCADE"), primary_key=True),
    Column("revision", Integer, primary_key=True),
    Column("document", Text, nullable=False),
    Column("saved_at", DateTime, nullable=False),
)

runs = Table(
    "runs",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("status", String(16), nullable=False, index=True),
    Column("owner", String(64), nullable=False),
    Column("workflow_id", String(32), index=True),
    Column("name", Text, nullable=False),
    Column("document", Text, nullable=False),
    Column("outputs", JSON),
    Column("errors", JSON),
    Column("cost", BigInteger),
    Column("seconds", Float),
    Column("created_at", DateTime, nullable=False, index=True),
    Column("ended_at", DateTime),
    Column("rest", BigInteger),
)

run_events = Table(
    "run_events",
    metadata,
    Column("run_id", ForeignKey("runs.id", ondelete="CASCADE"), primary_key=True),
    Column("seq", Integer, primary_key=True),
    Column("at", Float, nullable=False),
    Column("event", Text, nullable=False),
    sqlite_with_rowid=False,
)

secrets = Table(
    "secrets",
    metadata,
    Column("name", String(128), primary_key=True),
    Column("provider", String(64), nullable=False),
    Column("hosts", JSON, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Column("created_at", DateTime, nullable=False),
    Column("updated_at", DateTime, nullable=False),
)

results = Table(
    "results",
    metadata,
    Column("signature", String(64), primary_key=True),
    Column("run_id", String(32), nullable=False),
    Column("node_id", String(200), nullable=False),
    Column("result", Text, nullable=False),
    Column("created_at", DateTime, nullable=False, index=True),
)

published_tools = Table(
    "published_tools",
    metadata,
    Column("name", String(64), primary_key=True),
    Column("kind", String(16), nullable=False),
    Column("target", String(128), nullable=False),
    Column("description", Text, nullable=False),
    Column("widgets", JSON, nullable=False),
    Column("enabled", Boolean, nullable=False),
    Column("updated_at", DateTime, nullable=False),
)

caps = Table(
    "caps",
    metadata,
    Column("name", String(16), primary_key=True),
    Column("amount", BigInteger, nullable=False),
    Column("updated_at", DateTime, nullable=False),
)

__all__ = [
    "caps",
    "images",
    "metadata",
    "published_tools",
    "results",
    "run_events",
    "runs",
    "secrets",
    "workflow_revisions",
    "workflows",
]
