"""What the scope `bot` adds to an authorisation: the guild that the bot is added to, and its permissions there.

Source: https://discord.com/developers/docs/topics/oauth2#bot-authorization-flow
"""

from collections.abc import Mapping
from dataclasses import dataclass

from fairlead_simulator.application import Application
from fairlead_simulator.body import BodyError, integer, snowflake
from fairlead_simulator.registration import invite
from fairlead_simulator.simulation import Simulation
from fairlead_simulator.world import permissions
from fairlead_simulator.world.model import Guild, User
from fairlead_simulator.world.permissions import Permission


@dataclass(frozen=True, slots=True)
class Invitation:
    """Where a bot wants to be added, and what it wants to be allowed to do there.

    Attributes:
        permissions: The permissions of its role.
        guild_id: The one guild that it asks for; None leaves the user the choice.
    """

    permissions: int
    guild_id: int | None

    @classmethod
    def parse(cls, query: Mapping[str, str]) -> "Invitation":
        """Read what an application asks for.

        Raises:
            BodyError: A parameter is no number.
        """
        permitted, guild_id = query.get("permissions") or "0", query.get("guild_id")
        if not permitted.isdecimal():
            raise BodyError(("permissions",), "NUMBER_TYPE_COERCE", f'Value "{permitted}" is not int.')
        return cls(
            integer(0, permissions.ALL)(int(permitted), ("permissions",)),
            snowflake(guild_id, ("guild_id",)) if guild_id else None,
        )

    def choices(self, simulation: Simulation, user: User) -> list[Guild]:
        """Return the guilds to which a user may add the bot."""
        return [
            guild
            for guild in simulation.world.guilds.values()
            if self.guild_id in {None, guild.id} and _may_add(guild, user)
        ]

    def accept(self, simulation: Simulation, application: Application, guild: Guild, user: User) -> None:
        """Let a user add the bot to a guild; one that has it keeps it as it is."""
        if application.bot.id not in guild.members:
            invite(simulation, application, guild, user, self.permissions)


def _may_add(guild: Guild, user: User) -> bool:
    return user.id in guild.members and bool(permissions.of_member(guild, user.id) & Permission.MANAGE_GUILD)
