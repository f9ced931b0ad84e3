"""The built dashboard before the API, its stores and the reports of 16,384 shards."""

import asyncio
import os
import subprocess
import sys
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from tests.builders.guild_settings import WELCOME, add_distribution

from fairlead_api.sessions.cookies import cookies
from fairlead_api.sessions.model import LoginKind, Session
from fairlead_api.sessions.seal import Seal
from fairlead_api.sessions.store import SessionStore
from fairlead_cli.local.bot_database import bot_database
from fairlead_cli.local.dashboard_server import HOST, DashboardServer
from fairlead_cli.local.postgres_server import PostgresServer
from fairlead_cli.local.process import ChildProcess, free_port
from fairlead_cli.local.redis_server import RedisServer
from fairlead_shared.clock import SystemClock
from fairlead_shared.database.database import Database
from fairlead_shared.database.models import AuthorizedUser, Guild
from fairlead_shared.database.scope import FleetScope
from fairlead_shared.redis_client import connect_redis
from fairlead_simulator.server import Simulator, SimulatorOptions, running

ROOT: Final = Path(__file__).parents[2]
SECRET: Final = "nothing of value is sealed with this secret"  # noqa: S105
OPERATOR: Final = 10**17


@dataclass(frozen=True, slots=True)
class Site:
    """A dashboard that is measured.

    Attributes:
        url: Where it is.
        guild_path: The settings of a guild.
        cookie: The session of an operator who may also settle that guild: the cookie's name and value.
    """

    url: str
    guild_path: str
    cookie: tuple[str, str]


def build() -> Path:
    """Build the dashboard, unless that was done, and return the folder with its server."""
    script = ["sh", str(ROOT / "tools" / "dashboard.sh"), sys.prefix, "build"]
    subprocess.run(script, check=True, stdout=sys.stderr)
    return ROOT / "dashboard" / ".next" / "standalone"


@asynccontextmanager
async def serving(folder: Path) -> AsyncGenerator[Site]:
    """Run everything; every shard has been reported on when the context begins."""
    built = await asyncio.to_thread(build)
    add_distribution(folder, WELCOME)
    async with AsyncExitStack() as stack:
        simulator = await stack.enter_async_context(running(SimulatorOptions(guilds=4)))
        redis_server, postgres = RedisServer(folder / "redis"), PostgresServer(folder / "postgres")
        for server in (redis_server, postgres):
            stack.push_async_callback(server.stop)
            await server.start()
        address = await bot_database(postgres, "bench")
        guild_id = next(iter(simulator.simulation.world.guilds))
        await _grant(address, guild_id)
        dashboard, port = DashboardServer(folder, built, free_port(HOST)), free_port(HOST)
        api = ChildProcess(
            "the API",
            [sys.executable, "-m", "fairlead_api"],
            log=folder / "api.log",
            environment=_settings(simulator, dashboard.url, port)
            | {
                "DATABASE_URL": address,
                "REDIS_URL": redis_server.url,
                "PYTHONPATH": os.pathsep.join([str(folder), str(ROOT)]),
            },
        )
        stack.push_async_callback(api.stop)
        pods = ChildProcess(
            "the pods",
            [sys.executable, "-m", "benchmarks.dashboard.pods", redis_server.url, simulator.endpoints.application_id],
            log=folder / "pods.log",
            output=True,
        )
        stack.push_async_callback(pods.stop)
        await api.listening(HOST, port)
        stack.push_async_callback(dashboard.stop)
        await dashboard.start(f"http://{HOST}:{port}")
        if not pods.output.readline():
            raise RuntimeError(f"the pods do not report: {pods.last_words()}")
        yield Site(dashboard.url, f"/guilds/{guild_id}/settings", await _sign_in(redis_server.url))


async def _grant(address: str, guild_id: int) -> None:
    database = Database(address)
    async with database.transaction(FleetScope()) as transaction:
        transaction.add(Guild(guild_id=guild_id, guild_name="Harbour", added_by_user_id=OPERATOR))
        await transaction.flush()
        transaction.add(AuthorizedUser(guild_id=guild_id, user_id=OPERATOR, granted_by_user_id=OPERATOR))
    await database.close()


async def _sign_in(redis_url: str) -> tuple[str, str]:
    redis = connect_redis(redis_url)
    now = datetime.now(UTC)
    session = Session(
        user_id=OPERATOR, username="operator", login=LoginKind.DISCORD, began=now, ends=now + timedelta(hours=12)
    )
    session_id = await SessionStore(redis, Seal(SECRET), SystemClock()).begin(session)
    await redis.aclose()
    return cookies(secure=False).session.name, session_id


def _settings(simulator: Simulator, dashboard: str, port: int) -> dict[str, str]:
    """Return the API's settings: as in production, but without TLS."""
    endpoints = simulator.endpoints
    return dict(os.environ) | {
        "DEV_MODE": "true",
        "API_HOST": HOST,
        "API_PORT": str(port),
        "BASE_URL": dashboard,
        "API_SECRET_KEY": SECRET,
        "ADMIN_DISCORD_IDS": str(OPERATOR),
        "DISCORD_API_BASE_URL": endpoints.rest,
        "DISCORD_OAUTH_URL": endpoints.authorize,
        "DISCORD_BOT_TOKEN": endpoints.token,
        "DISCORD_CLIENT_ID": endpoints.application_id,
        "DISCORD_CLIENT_SECRET": endpoints.client_secret,
    }
