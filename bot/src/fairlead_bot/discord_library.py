"""What this runtime knows of the installed discord.py: its version, and where it finds Discord."""

import discord
from discord.http import Route

from fairlead_shared.errors import ConfigurationError

SUPPORTED_VERSIONS = ("2.7.1",)
"""The runtime replaces parts of discord.py's gateway and has read them in these versions only."""


def check_version(installed: str = discord.__version__) -> None:
    """Refuse a discord.py whose gateway this runtime has not been written for.

    Raises:
        ConfigurationError: names the installed and the supported versions.
    """
    if installed not in SUPPORTED_VERSIONS:
        raise ConfigurationError(
            f"discord.py {installed} is installed; this runtime supports {', '.join(SUPPORTED_VERSIONS)} only."
        )


def point_discord_at(api_base_url: str) -> None:
    """Send every REST request of discord.py, webhooks included, to an address such as a simulator's."""
    Route.BASE = api_base_url
