"""Whose rows a transaction may see: PostgreSQL's row-level security goes by it."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class GuildScope:
    """Rows of one guild, to read and to write; prices may be read.

    Attributes:
        guild_id: The guild.
    """

    guild_id: int


@dataclass(frozen=True, slots=True)
class UserScope:
    """What one user may know, to read alone: the guilds in which they have an active grant, and those grants.

    Attributes:
        user_id: The user.
    """

    user_id: int


@dataclass(frozen=True, slots=True)
class FleetScope:
    """Every row of every guild, and what belongs to none: for the bot's own processes and the developer team."""


type Scope = GuildScope | UserScope | FleetScope


def settings_of(scope: Scope) -> Mapping[str, str]:
    """Return the settings of a transaction that the policies read, without ``fairlead.`` before their names.

    Each is set in each scope, so that nothing of an earlier one is left.
    """
    kind, guild, user = "fleet", "", ""
    match scope:
        case GuildScope(guild_id):
            kind, guild = "guild", str(guild_id)
        case UserScope(user_id):
            kind, user = "user", str(user_id)
        case FleetScope():
            pass
    return {"scope": kind, "guild_id": guild, "user_id": user}
