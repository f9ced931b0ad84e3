"""A bot of one shard in two guilds, with a database that has its tables."""

import pytest

from fairlead_shared.database.database import Database
from fairlead_simulator.client import ControlClient
from fairlead_simulator.server import Simulator
from tests.fixtures.simulator import StartSimulator
from tests.integration.fairlead_bot.conftest import StartPod
from tests.integration.fairlead_bot.guilds.table import Table
from tests.integration.fairlead_bot.pods import LocalPod

ONE_SHARD = {"FAIRLEAD_SHARD_COUNT": "1", "FAIRLEAD_SHARDS_PER_POD": "1"}


@pytest.fixture
async def simulator(start_simulator: StartSimulator) -> Simulator:
    """A simulator with two guilds."""
    return await start_simulator(guilds=2)


@pytest.fixture
def table(database: Database) -> Table:
    """The table of guilds."""
    return Table(database)


@pytest.fixture
def variables(migrated_url: str) -> dict[str, str]:
    """The environment of a pod with all shards and the database."""
    return ONE_SHARD | {"DATABASE_URL": migrated_url}


@pytest.fixture
async def recording(start_pod: StartPod, variables: dict[str, str], control: ControlClient, table: Table) -> LocalPod:
    """A pod that has recorded the guilds that it found."""
    pod = start_pod(0, **variables)
    await table.is_filled({guild.id for guild in await control.guilds()})
    return pod
