"""Who asked for a picture, favourites, stored keys, results to use again, the tools that MCP clients see."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("images", sa.Column("tool", sa.String(length=64), nullable=True))
    op.add_column("images", sa.Column("workflow_id", sa.String(length=32), nullable=True))
    op.add_column("images", sa.Column("favourite", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("images", sa.Column("replaces", sa.String(length=32), nullable=True))
    op.add_column("images", sa.Column("reuses", sa.String(length=32), nullable=True))
    op.add_column("images", sa.Column("payer", sa.String(length=64), nullable=True))
    op.create_index(op.f("ix_images_workflow_id"), "images", ["workflow_id"], unique=False)
    on_disk = sa.text("stored_at IS NOT NULL AND deleted_at IS NULL")
    _partial_index("ix_images_gallery", ["created_at", "id"], on_disk)
    _partial_index("ix_images_gallery_model", ["model", "created_at", "id"], on_disk)
    _partial_index("ix_images_gallery_workflow", ["workflow_id", "created_at", "id"], on_disk)
    _partial_index("ix_images_gallery_favourite", ["favourite", "created_at", "id"], on_disk)
    _partial_index("ix_images_deleted", ["filename"], sa.text("deleted_at IS NOT NULL"))
    op.create_table(
        "secrets",
        sa.Column("name", sa.String(length=128), nullable=False),
        sa.Column("provider", sa.String(length=64), nullable=False),
        sa.Column("hosts", sa.JSON(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("name"),
    )
    op.create_table(
        "results",
        sa.Column("signature", sa.String(length=64), nullable=False),
        sa.Column("run_id", sa.String(length=32), nullable=False),
        sa.Column("node_id", sa.String(length=200), nullable=False),
        sa.Column("result", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("signature"),
    )
    op.create_index(op.f("ix_results_created_at"), "results", ["created_at"], unique=False)
    op.create_table(
        "published_tools",
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("target", sa.String(length=128), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("widgets", sa.JSON(), nullable=False),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("name"),
    )


def _partial_index(name: str, columns: list[str], where: sa.TextClause) -> None:
    op.create_index(name, "images", columns, unique=False, sqlite_where=where, postgresql_where=where)
