"""Registering applications: each has a bot user, an owner, a token of its own, and guilds that its bot is in."""

from collections.abc import Iterable
from dataclasses import dataclass

from fairlead_simulator import snowflake
from fairlead_simulator.actions.actor import Actor, log
from fairlead_simulator.application import Application
from fairlead_simulator.budget import IdentifyBuckets, SessionBudget
from fairlead_simulator.simulation import Simulation
from fairlead_simulator.token import bot_token
from fairlead_simulator.world import permissions
from fairlead_simulator.world.audit import AuditAction
from fairlead_simulator.world.events import guild_available
from fairlead_simulator.world.guild_events import member_joined, role_created
from fairlead_simulator.world.model import Guild, Member, Role, User
from fairlead_simulator.world.pictures import picture_of

_BOT_BORN_MS = 200_000_000_000


@dataclass(frozen=True, slots=True)
class BotPlan:
    """What an application is to be like.

    Attributes:
        name: The bot's user name.
        token: Its token; None makes one.
        shards: The recommended number of shards.
        max_concurrency: Identify buckets.
        identify_limit: Identifies a day.
    """

    name: str = "fairlead"
    token: str | None = None
    shards: int = 4
    max_concurrency: int = 1
    identify_limit: int = 1_000


def register(simulation: Simulation, plan: BotPlan, seed: int) -> Application:
    """Register an application whose bot is in no guild; the same seed gives the same ids and token."""
    bot = User(snowflake.compose(_BOT_BORN_MS + seed, len(simulation.applications)), plan.name, bot=True)
    application = Application(
        bot,
        _owner(simulation, seed),
        plan.token or bot_token(bot.id, seed + len(simulation.applications)),
        snowflakes=simulation.snowflakes,
        shards=plan.shards,
        budget=SessionBudget(plan.identify_limit),
        buckets=IdentifyBuckets(plan.max_concurrency),
    )
    simulation.applications[application.id] = application
    simulation.world.add_user(bot)
    return application


def join(simulation: Simulation, application: Application, guilds: Iterable[Guild]) -> None:
    """Let an application's bot join guilds that exist, as their administrator, and tell everybody who is there."""
    for guild in guilds:
        if application.bot.id not in guild.members:
            _join(simulation, application, guild, permissions.ADMINISTRATOR)


def invite(simulation: Simulation, application: Application, guild: Guild, user: User, permitted: int) -> None:
    """Let a user add an application's bot to a guild; the audit log says who did.

    Args:
        simulation: The simulation.
        application: The application, whose bot is not in the guild.
        guild: The guild.
        user: Who adds it.
        permitted: The permissions of the role that the bot gets; without any it gets no role.
    """
    log(simulation, guild, Actor(user), AuditAction.BOT_ADD, application.bot.id)
    _join(simulation, application, guild, permitted)


def _join(simulation: Simulation, application: Application, guild: Guild, permitted: int) -> None:
    bot = application.bot
    member = Member(bot, joined_at=simulation.clock.time())
    if permitted:
        role = Role(simulation.snowflakes.next(), bot.username, 1, permitted, bot_id=bot.id)
        guild.roles[role.id] = role
        simulation.dispatch(role_created(guild, role))
        member.role_ids.append(role.id)
    guild.members[bot.id] = member
    guild.online.add(bot.id)
    simulation.dispatch(member_joined(guild, member))
    application.guild_ids.add(guild.id)
    simulation.dispatch(guild_available(guild, bot.id, joined=True))


def _owner(simulation: Simulation, seed: int) -> User:
    """Return the one person to whom all applications belong."""
    if simulation.applications:
        return simulation.application.owner
    owner = User(snowflake.compose(_BOT_BORN_MS - 1 - seed), "harbourmaster", "Harbourmaster")
    owner.avatar = picture_of(owner.id)
    simulation.world.add_user(owner)
    return owner
