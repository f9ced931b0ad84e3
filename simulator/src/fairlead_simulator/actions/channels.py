"""What can be done to channels and threads: make, change, delete, join.

Source: https://discord.com/developers/docs/resources/channel
"""

from fairlead_simulator.actions.actor import Actor, log
from fairlead_simulator.jsonvalue import Json
from fairlead_simulator.simulation import Simulation
from fairlead_simulator.world import guild_events
from fairlead_simulator.world.audit import AuditAction, change
from fairlead_simulator.world.model import Channel, Guild, Overwrite


def create(simulation: Simulation, guild: Guild, channel: Channel, actor: Actor) -> None:
    """Make a channel of a guild."""
    guild.channels[channel.id] = channel
    simulation.world.add_channel(channel)
    simulation.dispatch(guild_events.channel_created(channel))
    log(simulation, guild, actor, AuditAction.CHANNEL_CREATE, channel.id, change("name", None, channel.name))


def tell_changed(simulation: Simulation, guild: Guild, channel: Channel, changes: list[Json], actor: Actor) -> None:
    """Tell that a channel or a thread was changed; nothing is said when nothing was."""
    if not changes:
        return
    is_thread = channel.thread is not None
    told = guild_events.thread_updated if is_thread else guild_events.channel_updated
    simulation.dispatch(told(channel))
    action = AuditAction.THREAD_UPDATE if is_thread else AuditAction.CHANNEL_UPDATE
    log(simulation, guild, actor, action, channel.id, *changes)


def delete(simulation: Simulation, guild: Guild, channel: Channel, actor: Actor) -> None:
    """Delete a channel with its threads and webhooks, or a thread."""
    world = simulation.world
    del world.channels[channel.id]
    if channel.thread is not None:
        del guild.threads[channel.id]
        simulation.dispatch(guild_events.thread_deleted(channel))
        log(simulation, guild, actor, AuditAction.THREAD_DELETE, channel.id, change("name", channel.name, None))
        return
    del guild.channels[channel.id]
    for thread in [thread for thread in guild.threads.values() if thread.parent_id == channel.id]:
        del guild.threads[thread.id], world.channels[thread.id]
    for webhook in [webhook for webhook in world.webhooks.values() if webhook.channel_id == channel.id]:
        del world.webhooks[webhook.id]
    simulation.dispatch(guild_events.channel_deleted(channel))
    log(simulation, guild, actor, AuditAction.CHANNEL_DELETE, channel.id, change("name", channel.name, None))


def overwrite(simulation: Simulation, guild: Guild, channel: Channel, wanted: Overwrite, actor: Actor) -> None:
    """Say what a role or a member may do in a channel."""
    known = wanted.id in channel.overwrites
    channel.overwrites[wanted.id] = wanted
    action = AuditAction.CHANNEL_OVERWRITE_UPDATE if known else AuditAction.CHANNEL_OVERWRITE_CREATE
    _tell_overwrite(simulation, guild, channel, wanted, action, actor)


def lift_overwrite(simulation: Simulation, guild: Guild, channel: Channel, found: Overwrite, actor: Actor) -> None:
    """Let a role or a member do in a channel what they may do in the guild."""
    del channel.overwrites[found.id]
    _tell_overwrite(simulation, guild, channel, found, AuditAction.CHANNEL_OVERWRITE_DELETE, actor)


def begin_thread(simulation: Simulation, guild: Guild, thread: Channel, actor: Actor) -> None:
    """Begin a thread; whoever begins it is in it."""
    guild.threads[thread.id] = thread
    simulation.world.add_channel(thread)
    if thread.thread is not None:
        thread.thread.joined[actor.user.id] = simulation.clock.time()
    simulation.dispatch(guild_events.thread_created(thread))
    log(simulation, guild, actor, AuditAction.THREAD_CREATE, thread.id, change("name", None, thread.name))


def join_thread(simulation: Simulation, guild: Guild, thread: Channel, user_id: int) -> None:
    """Let a member join a thread; a second time changes nothing."""
    if thread.thread is not None and user_id not in thread.thread.joined:
        thread.thread.joined[user_id] = simulation.clock.time()
        simulation.dispatch(guild_events.thread_members_changed(guild, thread, joined=[user_id], left=[]))


def leave_thread(simulation: Simulation, guild: Guild, thread: Channel, user_id: int) -> None:
    """Let a member leave a thread; one that is not in it changes nothing."""
    if thread.thread is not None and thread.thread.joined.pop(user_id, None) is not None:
        simulation.dispatch(guild_events.thread_members_changed(guild, thread, joined=[], left=[user_id]))


def _tell_overwrite(
    simulation: Simulation, guild: Guild, channel: Channel, about: Overwrite, action: AuditAction, actor: Actor
) -> None:
    simulation.dispatch(guild_events.channel_updated(channel))
    log(simulation, guild, actor, action, channel.id, id=str(about.id), type=str(about.type.value))
