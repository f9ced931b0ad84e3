"""A bot application: its token, what it was granted, its budget, its sessions and what it registered."""

from fairlead_simulator.budget import IdentifyBuckets, SessionBudget
from fairlead_simulator.commands import CommandRegistry
from fairlead_simulator.gateway.sessions import SessionRegistry
from fairlead_simulator.intents import PRIVILEGED, Intent
from fairlead_simulator.interactions.model import Interaction
from fairlead_simulator.snowflake import SnowflakeSource
from fairlead_simulator.world.model import Channel, User


class Application:
    """One application of the simulated Discord; more than one may exist, each with a token of its own.

    Attributes:
        id: The application's id, which is its bot's user id too.
        bot: The bot's user.
        owner: The person to whom the application belongs.
        token: The bot's token; never logged.
        granted: The privileged intents that it may ask for.
        recommended_shards: What `GET /gateway/bot` says.
        budget: Its identifies of the day.
        buckets: Its identifies of each five seconds.
        sessions: Its gateway sessions.
        commands: The application commands that it registered.
        guild_ids: The guilds that its bot is in.
        direct_channels: Its DM channels by the id of the other user.
        interactions: Interactions by token.
    """

    __slots__ = (
        "bot",
        "buckets",
        "budget",
        "commands",
        "direct_channels",
        "granted",
        "guild_ids",
        "id",
        "interactions",
        "owner",
        "recommended_shards",
        "sessions",
        "token",
    )

    def __init__(
        self,
        bot: User,
        owner: User,
        token: str,
        *,
        snowflakes: SnowflakeSource,
        shards: int,
        budget: SessionBudget,
        buckets: IdentifyBuckets,
    ) -> None:
        self.id = bot.id
        self.bot = bot
        self.owner = owner
        self.token = token
        self.granted: Intent = PRIVILEGED
        self.recommended_shards = shards
        self.budget = budget
        self.buckets = buckets
        self.sessions = SessionRegistry()
        self.commands = CommandRegistry(bot.id, snowflakes)
        self.guild_ids: set[int] = set()
        self.direct_channels: dict[int, Channel] = {}
        self.interactions: dict[str, Interaction] = {}
