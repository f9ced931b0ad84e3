"""Registers slash commands with Discord: once for each change of them, by one pod."""

import hashlib
import json
import secrets
from typing import Final

import aiohttp
import discord
from redis.asyncio import Redis
from redis.exceptions import RedisError

from fairlead_bot.bot import FairleadBot
from fairlead_shared.clock import Clock
from fairlead_shared.fleet.keys import FleetKeys
from fairlead_shared.logging import get_logger

SCOPE: Final = "global"
"""The commands of every guild; those of single guilds are left to whoever wrote them."""
LOCK_SECONDS: Final = 30
"""How long one pod may take to register; after that another may try."""
RETRY_SECONDS: Final = 1.0
"""How often a pod looks whether another one has registered."""

# KEYS: lock. ARGV: nonce. Only its holder gives the lock back.
_UNLOCK: Final = "if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end return 0"

_log = get_logger("commands.sync")


def commands_hash(commands: list[dict[str, object]]) -> str:
    """Return a name for a set of commands that does not depend on their order."""
    ordered = sorted(json.dumps(command, sort_keys=True, default=str) for command in commands)
    return hashlib.sha256("\n".join(ordered).encode()).hexdigest()


class CommandSync:
    """Registers a bot's global commands when they are not those that were registered last."""

    def __init__(self, redis: Redis, keys: FleetKeys, clock: Clock) -> None:
        self._redis = redis
        self._hash_key = keys.command_sync(SCOPE)
        self._lock_key = keys.command_sync_lock(SCOPE)
        self._clock = clock

    async def sync(self, bot: FairleadBot) -> bool:
        """Register the commands if they have changed.

        Returns:
            Whether this pod registered them.

        Raises:
            redis.exceptions.RedisError: Redis did not answer.
            discord.DiscordException: Discord refused the commands.
        """
        wanted = commands_hash([command.to_dict(bot.tree) for command in bot.tree.get_commands()])
        nonce = secrets.token_hex(8)
        while await self._redis.get(self._hash_key) != wanted.encode():
            if await self._redis.set(self._lock_key, nonce, nx=True, ex=LOCK_SECONDS):
                try:
                    return await self._register(bot, wanted)
                finally:
                    await self._redis.eval(_UNLOCK, 1, self._lock_key, nonce)
            await self._clock.sleep(RETRY_SECONDS)
        return False

    async def _register(self, bot: FairleadBot, wanted: str) -> bool:
        """Register while holding the lock, unless another pod did so meanwhile."""
        if await self._redis.get(self._hash_key) == wanted.encode():
            return False
        registered = await bot.tree.sync()
        await self._redis.set(self._hash_key, wanted)
        _log.info("slash commands registered", commands=len(registered))
        return True


async def sync_or_say_why(sync: CommandSync, bot: FairleadBot) -> None:
    """Register the commands if they have changed; a failure is logged and tried again by the next pod that starts."""
    try:
        await sync.sync(bot)
    except (RedisError, OSError, aiohttp.ClientError, discord.DiscordException) as error:
        _log.exception("slash commands could not be registered", error=str(error))
