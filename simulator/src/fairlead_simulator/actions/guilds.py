"""What can be done to a guild itself: its name and settings, and its emojis.

Source: https://discord.com/developers/docs/resources/guild#modify-guild
"""

from dataclasses import asdict

from fairlead_simulator.actions.actor import Actor, log
from fairlead_simulator.simulation import Simulation
from fairlead_simulator.world import guild_events
from fairlead_simulator.world.audit import AuditAction, change
from fairlead_simulator.world.model import Emoji, Guild, GuildSettings


def update(simulation: Simulation, guild: Guild, name: str, settings: GuildSettings, actor: Actor) -> None:
    """Give a guild a name and settings."""
    before, after = asdict(guild.settings) | {"name": guild.name}, asdict(settings) | {"name": name}
    changes = [change(key, before[key], after[key]) for key in after if before[key] != after[key]]
    guild.name, guild.settings = name, settings
    simulation.dispatch(guild_events.guild_updated(guild))
    if changes:
        log(simulation, guild, actor, AuditAction.GUILD_UPDATE, guild.id, *changes)


def add_emoji(simulation: Simulation, guild: Guild, emoji: Emoji, actor: Actor) -> None:
    """Add an emoji to a guild."""
    guild.emojis[emoji.id] = emoji
    simulation.dispatch(guild_events.emojis_updated(guild))
    log(simulation, guild, actor, AuditAction.EMOJI_CREATE, emoji.id, change("name", None, emoji.name))


def delete_emoji(simulation: Simulation, guild: Guild, emoji: Emoji, actor: Actor) -> None:
    """Delete an emoji of a guild."""
    del guild.emojis[emoji.id]
    simulation.dispatch(guild_events.emojis_updated(guild))
    log(simulation, guild, actor, AuditAction.EMOJI_DELETE, emoji.id, change("name", emoji.name, None))
