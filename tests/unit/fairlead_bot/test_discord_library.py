"""What the runtime knows of discord.py."""

import discord
import pytest

from fairlead_bot.discord_library import check_version
from fairlead_shared.errors import ConfigurationError


def test_the_installed_version_is_supported():
    check_version(discord.__version__)


def test_another_version_is_refused_and_the_supported_ones_are_named():
    with pytest.raises(ConfigurationError, match=r"discord\.py 2\.8\.0 is installed.*supports 2\.7\.1 only"):
        check_version("2.8.0")
