"""The guilds of a pod's shards as discord.py and the gateway have them, and what Discord says of who added the bot."""

import asyncio
from collections.abc import Callable, Iterable, Mapping
from typing import Final

import aiohttp
import discord

from fairlead_bot.features.guilds.comparison import GuildFacts
from fairlead_shared.logging import get_logger

ASKING_SECONDS: Final = 30.0
"""How long an answer may take, with discord.py's own repetitions and its waits for rate limits."""
ENTRIES: Final = 10
"""Of the bots that were added last, how many are looked through for this one."""

_log = get_logger("guilds")


class GuildView:
    """Implements the port of the recorder.

    Args:
        bot: The bot.
        present: The guilds of each shard that has been ready.
    """

    def __init__(self, bot: discord.Client, present: Callable[[], Mapping[int, frozenset[int]]]) -> None:
        self._bot = bot
        self.present = present

    def describe(self, guild_ids: Iterable[int]) -> dict[int, GuildFacts]:
        """Return what the cache has; READY alone gives neither name nor owner."""
        found = (self._bot.get_guild(guild_id) for guild_id in guild_ids)
        return {
            guild.id: GuildFacts(guild.id, guild.name, guild.owner_id)
            for guild in found
            if guild is not None and guild.name and guild.owner_id is not None
        }

    async def adder_of(self, facts: GuildFacts) -> int:
        """Return who added the bot by the audit log, if it may be read and reaches back so far; else the owner.

        The log keeps 45 days. A question that is known to be refused is not asked: Discord counts refusals.
        https://discord.com/developers/docs/resources/audit-log
        """
        guild, bot = self._bot.get_guild(facts.guild_id), self._bot.user
        me = None if guild is None or bot is None else guild.get_member(bot.id)
        if guild is None or me is None or not me.guild_permissions.view_audit_log:
            return facts.owner_id
        try:
            async with asyncio.timeout(ASKING_SECONDS):
                async for entry in guild.audit_logs(limit=ENTRIES, action=discord.AuditLogAction.bot_add):
                    added = isinstance(entry.target, discord.User | discord.Member) and entry.target.id == me.id
                    if added and entry.user_id:
                        return entry.user_id
        except (discord.HTTPException, aiohttp.ClientError, OSError, TimeoutError) as error:
            _log.warning("the owner counts as who added the bot", guild_id=guild.id, error=str(error))
        return facts.owner_id
