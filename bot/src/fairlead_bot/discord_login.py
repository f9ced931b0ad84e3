"""Asks Discord who the bot is and where its gateway is."""

import asyncio
from dataclasses import dataclass
from typing import Final

import aiohttp
import discord
import yarl
from discord.http import HTTPClient

from fairlead_bot.bot import FairleadBot
from fairlead_shared.clock import Clock
from fairlead_shared.errors import DiscordError, TokenRefusedError
from fairlead_shared.fleet.ledger import SessionStartLimit

LOGIN_SECONDS: Final = 20.0
"""How long Discord has to answer."""


@dataclass(frozen=True, slots=True)
class Gateway:
    """What Discord says of its gateway.

    Attributes:
        url: The address.
        max_concurrency: How many identifies may be sent at once.
        limit: How many may be sent today.
        asked_at: When it was asked, in monotonic seconds.
    """

    url: yarl.URL
    max_concurrency: int
    limit: SessionStartLimit
    asked_at: float


async def application_id_of(token: str) -> int:
    """Return the id of the application that a token belongs to.

    Raises:
        TokenRefusedError: Discord does not accept the token.
        DiscordError: Discord does not answer, or not as expected.
    """
    http = HTTPClient(asyncio.get_running_loop())
    try:
        async with asyncio.timeout(LOGIN_SECONDS):
            await http.static_login(token)
            application = await http.application_info()
            return int(application["id"])
    except (discord.DiscordException, aiohttp.ClientError, OSError, TimeoutError) as error:
        raise discord_error(error) from error
    finally:
        await http.close()


async def log_in(bot: FairleadBot, token: str) -> None:
    """Log a bot in.

    Raises:
        TokenRefusedError: Discord does not accept the token.
        DiscordError: Discord does not answer, or not as expected.
    """
    try:
        async with asyncio.timeout(LOGIN_SECONDS):
            await bot.login(token)
    except (discord.DiscordException, aiohttp.ClientError, OSError, TimeoutError) as error:
        raise discord_error(error) from error


async def fetch_gateway(bot: FairleadBot, clock: Clock) -> Gateway:
    """Ask for the gateway's address and limits.

    Raises:
        DiscordError: Discord does not answer, or not as expected.
    """
    asked_at = clock.monotonic()
    try:
        async with asyncio.timeout(LOGIN_SECONDS):
            _, url, limits = await bot.http.get_bot_gateway()
    except (discord.DiscordException, aiohttp.ClientError, OSError, TimeoutError) as error:
        raise discord_error(error) from error
    limit = SessionStartLimit(limits["total"], limits["remaining"], limits["reset_after"] / 1000)
    return Gateway(yarl.URL(url), limits["max_concurrency"], limit, asked_at)


def discord_error(error: BaseException) -> DiscordError:
    """Return the domain's error for one of discord.py's or the network's."""
    if isinstance(error, discord.LoginFailure):
        return TokenRefusedError("Discord does not accept the bot's token (DISCORD_BOT_TOKEN).")
    return DiscordError(f"Discord does not answer: {str(error) or type(error).__name__}.")
