"""What Discord says about a bot's gateway."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class GatewayBot:
    """The answer to ``GET /gateway/bot``.

    https://discord.com/developers/docs/events/gateway#get-gateway-bot

    Attributes:
        url: Where the gateway is.
        shards: The recommended number of shards.
        total: How many identifies the bot has a day.
        remaining: How many of them are left.
        reset_after: Seconds until the limit is whole again.
        max_concurrency: How many shards may identify at once every five seconds.
    """

    url: str
    shards: int
    total: int
    remaining: int
    reset_after: float
    max_concurrency: int
