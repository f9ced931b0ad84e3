"""What can be done to roles: make, change, reorder, delete.

Source: https://discord.com/developers/docs/resources/guild#create-guild-role
"""

from fairlead_simulator.actions.actor import Actor, log
from fairlead_simulator.simulation import Simulation
from fairlead_simulator.world import guild_events
from fairlead_simulator.world.audit import AuditAction, change
from fairlead_simulator.world.model import Guild, Role


def create(simulation: Simulation, guild: Guild, role: Role, actor: Actor) -> None:
    """Put a new role just above the everyone role."""
    for other in guild.roles.values():
        if other.position >= role.position:
            other.position += 1
    guild.roles[role.id] = role
    simulation.dispatch(guild_events.role_created(guild, role))
    log(simulation, guild, actor, AuditAction.ROLE_CREATE, role.id, change("name", None, role.name))


def update(simulation: Simulation, guild: Guild, role: Role, wanted: Role, actor: Actor) -> None:
    """Give a role the name, colour, permissions and marks of another value of it."""
    changes = [
        change(key, before, after)
        for key, before, after in (
            ("name", role.name, wanted.name),
            ("permissions", str(role.permissions), str(wanted.permissions)),
            ("color", role.colour, wanted.colour),
            ("hoist", role.hoist, wanted.hoist),
            ("mentionable", role.mentionable, wanted.mentionable),
        )
        if before != after
    ]
    role.name, role.permissions, role.colour = wanted.name, wanted.permissions, wanted.colour
    role.hoist, role.mentionable = wanted.hoist, wanted.mentionable
    simulation.dispatch(guild_events.role_updated(guild, role))
    if changes:
        log(simulation, guild, actor, AuditAction.ROLE_UPDATE, role.id, *changes)


def reorder(simulation: Simulation, guild: Guild, positions: dict[int, int]) -> None:
    """Move roles to positions by their ids and tell of those that moved; the everyone role stays the lowest."""
    for role_id, position in positions.items():
        role = guild.roles[role_id]
        if role_id != guild.id and role.position != position:
            role.position = position
            simulation.dispatch(guild_events.role_updated(guild, role))


def delete(simulation: Simulation, guild: Guild, role: Role, actor: Actor) -> None:
    """Delete a role and take it from all its members and every channel."""
    del guild.roles[role.id]
    for member in guild.members.values():
        if role.id in member.role_ids:
            member.role_ids.remove(role.id)
    for channel in guild.channels.values():
        channel.overwrites.pop(role.id, None)
    simulation.dispatch(guild_events.role_deleted(guild, role))
    log(simulation, guild, actor, AuditAction.ROLE_DELETE, role.id, change("name", role.name, None))
