"""Migrate a bot's schema."""

import asyncio
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from alembic import command
from alembic.config import Config
from alembic.runtime.environment import EnvironmentContext
from alembic.runtime.migration import MigrationContext, MigrationStep, RevisionStep
from alembic.script import ScriptDirectory
from alembic.script.revision import RevisionError
from alembic.util import CommandError
from sqlalchemy import Connection

from fairlead_cli.database.later import later_than
from fairlead_cli.database.scripts import alembic_config, heads_of, missing_from
from fairlead_shared.database.engine import Limits
from fairlead_shared.database.migration_connection import MIGRATION_LIMITS, migration_connection
from fairlead_shared.errors import ConfigurationError

HEADS: Final = "heads"
"""The newest migration of every branch."""
_ALEMBIC: Final = asyncio.Lock()
"""What a migration calls, ``alembic.op``, exists once a process."""


@dataclass(frozen=True, slots=True)
class Migrated:
    """Which revisions a schema had, and has.

    Attributes:
        before: What it had.
        after: What it has.
        later: Those of them that are of a later release.
    """

    before: tuple[str, ...]
    after: tuple[str, ...]
    later: tuple[str, ...] = ()


async def migrate(
    owner_url: str, target: str = HEADS, *, branches: tuple[Path, ...] = (), limits: Limits = MIGRATION_LIMITS
) -> Migrated:
    """Bring a schema forward to a revision.

    Each migration is a transaction of its own: one that fails leaves nothing, and those before it stay. A branch that
    a later release brought further than this one knows stays where it is.

    Args:
        owner_url: PostgreSQL, with the role that owns the schema.
        target: A revision as Alembic understands it.
        branches: Folders with the migrations of a bot's own branches.
        limits: How long a statement may take, and wait for a lock.

    Raises:
        ConfigurationError: There is no such revision, the role is the wrong one, or it has not been provisioned.
        DatabaseError: PostgreSQL does not answer, or a lock or a statement took too long.
    """

    def upgrade(config: Config) -> None:
        if target == HEADS:
            _upgrade_to_heads(config)
        else:
            command.upgrade(config, target)

    return await _run(owner_url, upgrade, branches, limits)


async def migrate_back(
    owner_url: str, target: str, *, branches: tuple[Path, ...] = (), limits: Limits = MIGRATION_LIMITS
) -> Migrated:
    """Take a schema back to a revision; rows in what is dropped are lost. See :func:`migrate`."""
    return await _run(owner_url, lambda config: command.downgrade(config, target), branches, limits)


async def _run(
    owner_url: str, step: Callable[[Config], object], branches: tuple[Path, ...], limits: Limits
) -> Migrated:
    config = alembic_config(branches)

    def run(connection: Connection) -> Migrated:
        config.attributes["connection"] = connection
        before = revisions_of(connection)
        step(config)
        after = revisions_of(connection)
        return Migrated(before, after, later_than(after, heads_of(config)))

    async with _ALEMBIC, migration_connection(owner_url, limits) as connection:
        with fitting():
            return await connection.run_sync(run)


def _upgrade_to_heads(config: Config) -> None:
    """Do what Alembic's own command does, which does not take a revision that it has no file of."""
    scripts = ScriptDirectory.from_config(config)

    def steps(revisions: tuple[str, ...], _: MigrationContext) -> list[RevisionStep]:
        missing = missing_from(scripts, revisions)
        return [MigrationStep.upgrade_from_script(scripts.revision_map, script) for script in missing]

    with EnvironmentContext(config, scripts, fn=steps):
        scripts.run_env()


@contextmanager
def fitting() -> Generator[None]:
    """Say what it means where Alembic does not know a revision.

    Raises:
        ConfigurationError: The folders of migrations are not those of the database.
    """
    try:
        yield
    except (CommandError, RevisionError) as error:
        raise ConfigurationError(f"The migrations do not fit the database: {error}") from error


def revisions_of(connection: Connection) -> tuple[str, ...]:
    """Return the revisions that a schema has."""
    found = sorted(MigrationContext.configure(connection).get_current_heads())
    connection.commit()
    return tuple(found)
