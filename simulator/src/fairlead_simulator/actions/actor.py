"""Who does something to a guild, and the line that the audit log gets about it."""

from dataclasses import dataclass

from fairlead_simulator.jsonvalue import Json
from fairlead_simulator.simulation import Simulation
from fairlead_simulator.world import guild_events
from fairlead_simulator.world.audit import AuditAction, AuditEntry
from fairlead_simulator.world.model import Guild, User

AUDIT_ENTRIES = 1_000
"""Lines that a guild's audit log keeps; older ones are forgotten."""


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody who changes a guild, with the reason that they give."""

    user: User
    reason: str | None = None


def log(
    simulation: Simulation,
    guild: Guild,
    actor: Actor,
    action: AuditAction,
    target_id: int | None,
    *changes: Json,
    **options: str,
) -> None:
    """Write a line into a guild's audit log and tell the sessions."""
    entry = AuditEntry(
        simulation.snowflakes.next(), action, actor.user.id, target_id, actor.reason, list(changes), options
    )
    guild.audit_log.append(entry)
    del guild.audit_log[:-AUDIT_ENTRIES]
    simulation.dispatch(guild_events.audit_entry_written(guild, entry))
