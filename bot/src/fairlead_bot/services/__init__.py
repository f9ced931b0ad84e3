"""What cogs use: ports, and the adapters that ship."""

from fairlead_bot.services.bundle import BotServices

__all__ = ["BotServices"]
