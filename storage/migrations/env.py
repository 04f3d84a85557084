"""How Alembic runs here: over a connection that storage.migrate opened, locked and will commit."""

from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlmodel import SQLModel
from sqlmodel.sql.sqltypes import AutoString

from storage import tables
from storage.types import Json, UtcTime

assert tables  # fills SQLModel.metadata


def render(kind: str, item: Any, _context: AutogenContext) -> str | Literal[False]:
    """Our column types as SQLAlchemy's own: a migration must not change when our code does."""
    if kind == "type":
        if isinstance(item, UtcTime):
            return 'sa.DateTime(timezone=True).with_variant(sa.Text(), "sqlite")'
        if isinstance(item, Json):
            return "sa.Text()"
        if isinstance(item, AutoString):
            return "sa.String()"
    return False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=SQLModel.metadata,
    render_item=render,
    compare_type=True,
    render_as_batch=True,  # SQLite cannot alter a table, it must be copied
    transactional_ddl=True,
)
context.run_migrations()
