"""What a schema has, and what it lacks."""

from dataclasses import dataclass
from pathlib import Path

from alembic.script import ScriptDirectory

from fairlead_cli.database.later import later_than
from fairlead_cli.database.migrate import fitting, revisions_of
from fairlead_cli.database.scripts import alembic_config, heads_of, missing_from
from fairlead_shared.database.migration_connection import schema_connection


@dataclass(frozen=True, slots=True)
class SchemaState:
    """The state of a bot's schema.

    Attributes:
        schema: Its name.
        revisions: What it has: one revision of each branch.
        newest: What there is.
        missing: What it lacks, in the order in which they will be run.
        later: What it has of a later release.
    """

    schema: str | None
    revisions: tuple[str, ...]
    newest: tuple[str, ...]
    missing: tuple[str, ...]
    later: tuple[str, ...]


async def look_at_schema(url: str, branches: tuple[Path, ...]) -> SchemaState:
    """Return the state of the schema that a role works in.

    Raises:
        ConfigurationError: It has a revision that is in no folder.
        DatabaseError: PostgreSQL does not answer.
    """
    config = alembic_config(branches)
    async with schema_connection(url) as (connection, schema):
        revisions = await connection.run_sync(revisions_of)
    with fitting():
        newest = heads_of(config)
        missing = missing_from(ScriptDirectory.from_config(config), revisions)
    return SchemaState(
        schema, revisions, newest, tuple(script.revision for script in missing), later_than(revisions, newest)
    )
