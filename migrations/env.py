"""What Alembic runs: on the connection that it was given, or on one to ``FAIRLEAD_DATABASE_OWNER_URL``."""

import asyncio
import os

from alembic import context
from sqlalchemy import Connection

from fairlead_shared.database.migration_connection import migration_connection
from fairlead_shared.database.models import Base

OWNER_URL = "FAIRLEAD_DATABASE_OWNER_URL"


def run(connection: Connection) -> None:
    """Run what was asked for; each migration is a transaction of its own."""
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        transaction_per_migration=True,
        # Tables of a bot's own branch are its own business: only those of the baseline are compared.
        include_name=lambda name, kind, _: kind != "table" or name in Base.metadata.tables,
    )
    with context.begin_transaction():
        context.run_migrations()


async def connect_and_run() -> None:
    """Connect first; for ``alembic`` on the command line."""
    if OWNER_URL not in os.environ:
        raise SystemExit(f"Set {OWNER_URL} to the address of the role that owns the bot's schema.")
    async with migration_connection(os.environ[OWNER_URL]) as connection:
        await connection.run_sync(run)


if context.is_offline_mode():
    raise SystemExit("Migrations look at the database: they cannot be written down as SQL beforehand.")
if given := context.config.attributes.get("connection"):
    run(given)
else:
    asyncio.run(connect_and_run())
