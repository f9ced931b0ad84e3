"""What builders need beside the resource."""

from dataclasses import dataclass

from fairlead_shared.settings import DISCORD_API


@dataclass(frozen=True, slots=True)
class BuildContext:
    """What the operator's own settings say about every bot.

    Attributes:
        discord_api_base_url: Where the bots find Discord's REST interface.
    """

    discord_api_base_url: str = DISCORD_API
