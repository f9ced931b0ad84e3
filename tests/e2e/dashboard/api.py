"""How the API is started behind a dashboard."""

import os
from pathlib import Path

from fairlead_cli.local.dashboard_server import HOST
from fairlead_simulator.server import Simulator
from tests.e2e.dashboard.built import ROOT


def api_environment(
    simulator: Simulator, packages: Path, origin: str, dashboard: str, database_url: str, redis_url: str
) -> dict[str, str]:
    """Return the variables that all replicas of an API have; each also needs an `API_PORT`.

    Args:
        simulator: Discord.
        packages: The folder of what is installed besides.
        origin: Where the replica listens to which Discord sends people back.
        dashboard: Where the dashboard is.
        database_url: PostgreSQL.
        redis_url: Redis.
    """
    endpoints = simulator.endpoints
    return dict(os.environ) | {
        "DEV_MODE": "true",  # TLS stands before the API elsewhere; its cookies need it there
        "API_HOST": HOST,
        "API_BASE_URL": f"{origin}/api/v1",
        "BASE_URL": dashboard,
        "API_SECRET_KEY": "the same secret of more than 32 characters for all replicas",
        "DISCORD_API_BASE_URL": endpoints.rest,
        "DISCORD_OAUTH_URL": endpoints.authorize,
        "DISCORD_CDN_URL": endpoints.cdn,
        "DISCORD_BOT_TOKEN": endpoints.token,
        "DISCORD_CLIENT_ID": endpoints.application_id,
        "DISCORD_CLIENT_SECRET": endpoints.client_secret,
        "DATABASE_URL": database_url,
        "REDIS_URL": redis_url,
        "PYTHONPATH": os.pathsep.join([str(packages), str(ROOT)]),
    }
