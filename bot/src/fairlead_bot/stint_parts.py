"""What a stint is made of, and why it ended."""

from dataclasses import dataclass
from enum import StrEnum

from redis.asyncio import Redis

from fairlead_bot.cog_loading.loader import CogLoader
from fairlead_bot.command_sync import CommandSync
from fairlead_bot.gateway.handover.taking import Reception
from fairlead_bot.gateway.reporter import StatusReporter
from fairlead_bot.pod import Pod
from fairlead_bot.services.bundle import BotServices
from fairlead_bot.settings import BotSettings
from fairlead_shared.fleet.keys import FleetKeys


class StintEnd(StrEnum):
    """Why a stint ended."""

    STOPPED = "stopped"
    """The process was asked to end."""
    LEASE_LOST = "lease_lost"
    """The slot is no longer this pod's."""
    BOT_CLOSED = "bot_closed"
    """A cog closed the bot."""
    NOT_TAKEN_OVER = "not_taken_over"
    """A slot was to be handed over to this pod, and was not."""

    @property
    def claims_again(self) -> bool:
        """Whether the process goes on, with another bot."""
        return self in {StintEnd.LEASE_LOST, StintEnd.NOT_TAKEN_OVER}


@dataclass(frozen=True, slots=True)
class Handover:
    """How slots are handed to this process, and from it.

    Attributes:
        secret: What the pods of the bot know.
        reception: Where slots are offered.
        address: Where others reach it; without one they do not.
    """

    secret: bytes
    reception: Reception
    address: str | None


@dataclass(frozen=True, slots=True)
class StintParts:
    """What every stint of a process uses.

    Attributes:
        pod: The pod, which is told what happens.
        settings: The pod's settings.
        redis: The runtime's own connections to Redis.
        lease_redis: Those that only leases use.
        keys: The bot's keys there.
        services: What cogs use.
        cogs: The cogs.
        commands: Registers slash commands.
        reporter: Publishes the pod's status.
        handover: How slots are handed on; nothing when they are not.
    """

    pod: Pod
    settings: BotSettings
    redis: Redis
    lease_redis: Redis
    keys: FleetKeys
    services: BotServices
    cogs: CogLoader
    commands: CommandSync
    reporter: StatusReporter
    handover: Handover | None = None
