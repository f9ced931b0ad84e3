"""``fairlead database`` as jobs and people run it."""

import asyncio
import json
import os
import sys
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from fairlead_shared.database.migration_connection import migration_connection
from fairlead_shared.database.revision import SCHEMA_HEAD
from tests.fixtures.database import SCHEMA, as_role
from tests.integration.fairlead_cli.up_process import FAIRLEAD, clean_environment, run_fairlead

pytestmark = pytest.mark.e2e

PASSWORDS: dict[str, Any] = {
    "FAIRLEAD_DATABASE_OWNER_PASSWORD": "owner-secret",
    "FAIRLEAD_DATABASE_RUNTIME_PASSWORD": "runtime-secret",
}
REVISIONS = [f"baseline_{number:04}" for number in range(1, int(SCHEMA_HEAD[-4:]) + 1)]
CONNECTED = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND usename = $1"


def run(folder: Path, *arguments: str, code: int = 0, **variables: Any) -> tuple[str, str]:
    done = run_fairlead("database", *arguments, folder=folder, **variables)
    assert done.returncode == code, done.stderr
    assert "Traceback" not in done.stderr
    assert "secret" not in done.stdout + done.stderr
    return done.stdout, done.stderr


def test_a_job_provisions_migrates_and_looks(postgres_url: str, tmp_path: Path):
    made, _ = run(tmp_path, "provision", "test", "-o", "json", FAIRLEAD_DATABASE_ADMIN_URL=postgres_url, **PASSWORDS)
    record = json.loads(made)
    assert (record["schema"], record["runtime"]) == (SCHEMA.name, SCHEMA.runtime)
    assert "schema bot_test was made" in record["changes"]
    again, _ = run(tmp_path, "provision", "test", FAIRLEAD_DATABASE_ADMIN_URL=postgres_url, **PASSWORDS)
    assert again == "schema bot_test is as it shall be\n"

    owner: dict[str, Any] = {"FAIRLEAD_DATABASE_OWNER_URL": as_role(postgres_url, SCHEMA.owner)}
    before, why = run(tmp_path, "status", "-o", "json", code=1, **owner)
    assert json.loads(before)["missing"] == REVISIONS
    assert "run `fairlead database migrate`" in why
    migrated, _ = run(tmp_path, "migrate", **owner)
    assert migrated == f"was at no migration, is at {SCHEMA_HEAD}\n"
    after, _ = run(tmp_path, "status", DATABASE_URL=as_role(postgres_url, SCHEMA.runtime))
    assert after == f"schema bot_test is at {SCHEMA_HEAD}, newest {SCHEMA_HEAD}\n"


def test_every_variable_that_is_missing_is_named(tmp_path: Path):
    _, said = run(tmp_path, "provision", "test", code=2)
    for name in ("FAIRLEAD_DATABASE_ADMIN_URL", *PASSWORDS):
        assert f"{name}: is not set" in said
    assert "FAIRLEAD_DATABASE_OWNER_URL: is not set" in run(tmp_path, "migrate", code=2)[1]


def test_a_server_that_does_not_answer_is_another_matter_than_wrong_use(tmp_path: Path):
    nowhere = f"postgresql://{SCHEMA.owner}:very-secret@127.0.0.1:1/none"
    for command in (("migrate",), ("status",)):
        assert "does not answer" in run(tmp_path, *command, code=1, FAIRLEAD_DATABASE_OWNER_URL=nowhere)[1]
    said = run(tmp_path, "provision", "test", code=1, FAIRLEAD_DATABASE_ADMIN_URL=nowhere, **PASSWORDS)[1]
    assert "does not answer" in said


def test_the_wrong_role_is_refused(migrated_url: str, tmp_path: Path):
    assert "is not the owner" in run(tmp_path, "migrate", code=2, FAIRLEAD_DATABASE_OWNER_URL=migrated_url)[1]


def pretend(owner_url: str, revision: str) -> dict[str, Any]:
    """Have a schema say that it has a revision; return the variables of whoever looks at it."""

    async def write() -> None:
        connection = await asyncpg.connect(owner_url)
        await connection.execute("UPDATE alembic_version SET version_num = $1", revision)
        await connection.close()

    asyncio.run(write())
    return {"FAIRLEAD_DATABASE_OWNER_URL": owner_url}


def test_a_revision_that_is_in_no_folder_is_refused(migrated_owner_url: str, tmp_path: Path):
    owner = pretend(migrated_owner_url, "from_elsewhere")
    for command in ("migrate", "status"):
        assert "from_elsewhere" in run(tmp_path, command, code=2, **owner)[1]


def test_a_job_of_a_release_that_was_rolled_back_to_has_nothing_to_do_and_says_why(
    migrated_owner_url: str, tmp_path: Path
):
    owner = pretend(migrated_owner_url, "baseline_9999")
    why = "baseline_9999 is of a later release, which this one works with"
    for command in ("migrate", "status"):
        said = run(tmp_path, command, **owner)[0].split()
        assert " ".join(said).endswith(why)
        assert json.loads(run(tmp_path, command, "-o", "json", **owner)[0])["later"] == ["baseline_9999"]


async def test_jobs_at_once_wait_for_each_other(postgres_url: str, tmp_path: Path):
    run(tmp_path, "provision", "test", FAIRLEAD_DATABASE_ADMIN_URL=postgres_url, **PASSWORDS)
    owner_url = as_role(postgres_url, SCHEMA.owner)
    observer = await asyncpg.connect(postgres_url)
    environment = clean_environment(FAIRLEAD_DATABASE_OWNER_URL=owner_url)
    async with migration_connection(owner_url):
        jobs = [
            await asyncio.create_subprocess_exec(
                FAIRLEAD, "database", "migrate", "-o", "json", cwd=tmp_path, env=environment, stdout=-1, stderr=-1
            )
            for _ in range(2)
        ]
        async with asyncio.timeout(30):
            while await observer.fetchval(CONNECTED, SCHEMA.owner) < 3:
                await asyncio.sleep(0.05)
        assert await observer.fetchval("SELECT to_regclass('bot_test.guilds')") is None
        assert [job.returncode for job in jobs] == [None, None]
    ended = [await job.communicate() for job in jobs]
    assert [job.returncode for job in jobs] == [0, 0], ended
    before = sorted(json.loads(output)["before"] for output, _ in ended)
    assert before == [[], [SCHEMA_HEAD]]
    await observer.close()


async def test_alembics_own_command_works_as_well(migrated_owner_url: str):
    environment = os.environ | {"FAIRLEAD_DATABASE_OWNER_URL": migrated_owner_url}
    alembic = Path(sys.executable).with_name("alembic")
    output = b""
    for arguments in (("downgrade", "base"), ("upgrade", "heads"), ("check",)):
        done = await asyncio.create_subprocess_exec(
            alembic, *arguments, cwd=Path(__file__).parents[3], env=environment, stdout=-1, stderr=-1
        )
        output, errors = await done.communicate()
        assert done.returncode == 0, errors
    assert b"No new upgrade operations detected" in output


@pytest.mark.parametrize("command", ["provision", "migrate", "status"])
def test_each_subcommand_explains_itself_within_a_hundred_columns(command: str, tmp_path: Path):
    text, _ = run(tmp_path, command, "--help")
    assert max(map(len, text.splitlines())) <= 100
    assert "DATABASE" in text
