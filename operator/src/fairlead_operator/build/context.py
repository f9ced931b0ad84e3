"""What builders need beside the resource."""

from dataclasses import dataclass

from fairlead_shared.settings import DISCORD_API


@dataclass(frozen=True, slots=True)
class BuildContext:
    """What the operator's settings say about every bot, and the cluster and the Secrets about this one.

    Attributes:
        discord_api_base_url: Where the bots find Discord's REST interface.
        token: The checksum of the bot's token, where it is known: pods read a token once, so that they are replaced
            when it changes.
        pod_monitors: Whether the cluster knows PodMonitors.
    """

    discord_api_base_url: str = DISCORD_API
    token: str | None = None
    pod_monitors: bool = False
