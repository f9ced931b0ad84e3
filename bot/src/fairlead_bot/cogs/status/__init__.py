"""The `/status` command."""

from fairlead_bot.bot import FairleadBot
from fairlead_bot.cogs.status.cog import StatusCog


async def setup(bot: FairleadBot) -> None:
    """Add the cog to a bot."""
    await bot.add_cog(StatusCog(bot, bot.services))
