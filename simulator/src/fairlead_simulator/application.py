"""A bot application: its token, what it was granted, its budget, its sessions and what it registered."""

from fairlead_simulator.budget import IdentifyBuckets, SessionBudget
from fairlead_simulator.command_access import CommandAccess
from fairlead_simulator.commands import CommandRegistry
from fairlead_simulator.gateway.member_requests import MemberRequestRate
from fairlead_simulator.gateway.sessions import SessionRegistry
from fairlead_simulator.gateway.statistics import SessionStatistics
from fairlead_simulator.intents import PRIVILEGED, Intent
from fairlead_simulator.interactions.model import Interaction
from fairlead_simulator.snowflake import SnowflakeSource
from fairlead_simulator.token import client_secret
from fairlead_simulator.world.model import Channel, User


class Application:
    """One application of the simulated Discord; more than one may exist, each with a token of its own.

    Attributes:
        id: The application's id, which is its bot's user id too.
        bot: The bot's user.
        owner: The person to whom the application belongs.
        token: The bot's token; never logged.
        client_secret: The OAuth2 client's secret; never logged.
        redirect_uris: Where users may be sent back to after they authorised it; none means anywhere.
        granted: The privileged intents that it may ask for.
        recommended_shards: What `GET /gateway/bot` says.
        shard_multiple: What a large bot's shard count has to be a multiple of.
        member_requests: When it asked for all members of each guild, on any session.
        budget: Its identifies of the day.
        buckets: Its identifies of each five seconds.
        sessions: Its gateway sessions.
        statistics: What its clients did on the gateway and were sent.
        commands: The application commands that it registered.
        access: Who may use them in each guild.
        guild_ids: The guilds that its bot is in.
        direct_channels: Its DM channels by the id of the other user.
        interactions: Interactions by token.
    """

    __slots__ = (
        "access",
        "bot",
        "buckets",
        "budget",
        "client_secret",
        "commands",
        "direct_channels",
        "granted",
        "guild_ids",
        "id",
        "interactions",
        "member_requests",
        "owner",
        "recommended_shards",
        "redirect_uris",
        "sessions",
        "shard_multiple",
        "statistics",
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
        self.client_secret = client_secret(bot.id)
        self.redirect_uris: list[str] = []
        self.granted: Intent = PRIVILEGED
        self.recommended_shards = shards
        self.shard_multiple = 1
        self.member_requests = MemberRequestRate()
        self.budget = budget
        self.buckets = buckets
        self.sessions = SessionRegistry()
        self.statistics = SessionStatistics()
        self.commands = CommandRegistry(bot.id, snowflakes)
        self.access = CommandAccess(bot.id)
        self.guild_ids: set[int] = set()
        self.direct_channels: dict[int, Channel] = {}
        self.interactions: dict[str, Interaction] = {}
