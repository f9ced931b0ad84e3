"""The chart's scripts write a backup as the role that owns the schema, and put the schema back to one."""

import asyncio
import os
import subprocess
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import asyncpg
import pytest
from sqlalchemy import insert, text
from sqlalchemy.ext.asyncio import create_async_engine
from tools.chart.schema import CHART

from fairlead_cli.local.postgres_server import postgres_programs
from fairlead_shared.database.models import Base
from tests.builders.database_rows import row
from tests.fixtures.database import SCHEMA, as_role

SCRIPTS = CHART / "files/scripts"

type Run = Callable[..., subprocess.CompletedProcess[str]]
"""Runs a script as its container does; variables by keyword."""


@pytest.fixture
def run(migrated_admin_url: str, tmp_path: Path) -> Run:
    parts = urlsplit(migrated_admin_url)
    environment = {
        "PATH": f"{postgres_programs()}:{os.environ['PATH']}",
        "PGHOST": str(parts.hostname),
        "PGPORT": str(parts.port),
        "PGDATABASE": parts.path.removeprefix("/"),
        "PGUSER": SCHEMA.owner,
        "PGOPTIONS": "-c fairlead.scope=fleet",
        "SCHEMA": SCHEMA.name,
        "BACKUPS": str(tmp_path),
        "KEEP": "2",
    }

    def script(name: str, **variables: str) -> subprocess.CompletedProcess[str]:
        command = ["sh", str(SCRIPTS / name)]
        return subprocess.run(
            command, env=environment | variables, capture_output=True, text=True, timeout=60, check=False
        )

    return script


async def counts(url: str) -> dict[str, int]:
    """How many rows each table has, as a superuser sees them."""
    connection = await asyncpg.connect(url)
    try:
        names = [table.name for table in Base.metadata.sorted_tables]
        return {name: await connection.fetchval(f'SELECT count(*) FROM {SCHEMA.name}."{name}"') for name in names}
    finally:
        await connection.close()


async def execute(url: str, *statements: str) -> None:
    connection = await asyncpg.connect(url)
    try:
        for statement in statements:
            await connection.execute(statement)
    finally:
        await connection.close()


async def fill(url: str) -> None:
    """Put a row into every table, as a superuser: to some of them the owner adds nothing."""
    engine = create_async_engine(url.replace("postgresql://", "postgresql+asyncpg://"))
    async with engine.begin() as connection:
        await connection.execute(text(f"SET search_path = {SCHEMA.name}"))
        for table in Base.metadata.sorted_tables:
            await connection.execute(insert(table), row(table, guild_id=1))
    await engine.dispose()


async def test_a_backup_has_every_row_and_a_restore_brings_back_all_of_it_and_nothing_else(migrated_admin_url, run):
    await fill(migrated_admin_url)
    before = await counts(migrated_admin_url)
    assert min(before.values()) >= 1
    written = await asyncio.to_thread(run, "backup.sh")
    assert written.returncode == 0, written.stderr
    owner = as_role(migrated_admin_url, SCHEMA.owner)
    await execute(
        owner,
        "SELECT set_config('fairlead.scope', 'fleet', false)",
        "DROP TABLE llm_usage CASCADE",
        "CREATE TABLE of_a_later_migration (id int)",
        "CREATE TYPE of_a_later_one AS ENUM ('a')",
        "DELETE FROM authorized_users",
    )
    restored = await asyncio.to_thread(run, "restore.sh")
    assert restored.returncode == 0, restored.stderr
    assert await counts(migrated_admin_url) == before
    with pytest.raises(asyncpg.UndefinedTableError):
        await execute(owner, "SELECT FROM of_a_later_migration")


async def test_after_a_restore_the_rules_on_rows_and_privileges_hold_as_before(migrated_admin_url, run):
    await fill(migrated_admin_url)
    for script in ("backup.sh", "restore.sh"):
        done = await asyncio.to_thread(run, script)
        assert done.returncode == 0, done.stderr
    runtime = await asyncpg.connect(as_role(migrated_admin_url, SCHEMA.runtime))
    try:
        assert await runtime.fetchval("SELECT count(*) FROM guilds") == 0, "without a scope there is nothing"
        await runtime.execute("SELECT set_config('fairlead.scope', 'fleet', false)")
        assert await runtime.fetchval("SELECT count(*) FROM guilds") == 1
        with pytest.raises(asyncpg.PostgresError):
            await runtime.execute("DELETE FROM audit_log")
    finally:
        await runtime.close()


async def test_a_backup_that_cannot_be_restored_changes_nothing(migrated_admin_url, run, tmp_path):
    await fill(migrated_admin_url)
    before = await counts(migrated_admin_url)
    assert (await asyncio.to_thread(run, "backup.sh")).returncode == 0
    (backup,) = tmp_path.glob("*.dump")
    backup.write_bytes(backup.read_bytes()[:-200])
    failed = await asyncio.to_thread(run, "restore.sh")
    assert failed.returncode != 0
    assert await counts(migrated_admin_url) == before
    assert list(tmp_path.glob("*.sql")) == []


def test_only_the_newest_backups_are_kept(run, tmp_path):
    for day in ("01", "02", "03"):
        (tmp_path / f"{SCHEMA.name}-202001{day}T000000Z.dump").touch()
    (tmp_path / "of-somebody-else.dump").touch()
    assert run("backup.sh").returncode == 0
    left = sorted(path.name for path in tmp_path.glob("*"))
    assert len(left) == 3
    assert left[0] == f"{SCHEMA.name}-20200103T000000Z.dump"
    assert left[-1] == "of-somebody-else.dump"


def test_a_server_that_is_not_there_leaves_no_backup(run, tmp_path):
    assert run("backup.sh", PGPORT="1").returncode != 0
    assert list(tmp_path.glob("*.dump")) == []


@pytest.mark.parametrize(("named", "says"), [({}, f"of {SCHEMA.name}"), ({"BACKUP": "other.dump"}, "other.dump")])
def test_a_restore_without_a_backup_says_so(run, named, says):
    done = run("restore.sh", **named)
    assert done.returncode == 1
    assert f"There is no backup {says} in " in done.stderr
