"""What can be done to a member: change, remove, ban; and a user's way back.

Source: https://discord.com/developers/docs/resources/guild
"""

from dataclasses import dataclass, replace

from fairlead_simulator.actions.actor import Actor, log
from fairlead_simulator.clock import timestamp
from fairlead_simulator.jsonvalue import Json
from fairlead_simulator.simulation import Simulation
from fairlead_simulator.snowflake import created_at
from fairlead_simulator.world import guild_events
from fairlead_simulator.world.audit import AuditAction, change
from fairlead_simulator.world.events import voice_state_changed
from fairlead_simulator.world.model import Ban, Guild, Member, User


@dataclass(frozen=True, slots=True)
class MemberChanges:
    """What a member is to be afterwards; everything is given, changed or not.

    Attributes:
        nick: The nickname.
        role_ids: The roles without the everyone role.
        timed_out_until: When the timeout ends, in seconds since the Unix epoch.
        mute: Whether they are silenced in voice.
        deaf: Whether they hear nothing in voice.
    """

    nick: str | None
    role_ids: list[int]
    timed_out_until: float | None
    mute: bool
    deaf: bool

    @classmethod
    def none(cls, member: Member) -> "MemberChanges":
        """Return what a member already is."""
        return cls(member.nick, list(member.role_ids), member.timed_out_until, member.mute, member.deaf)


def change_member(simulation: Simulation, guild: Guild, member: Member, wanted: MemberChanges, actor: Actor) -> None:
    """Change a member; roles and the rest make two lines in the audit log, as Discord does it."""
    before = MemberChanges.none(member)
    if before == wanted:
        return
    member.nick, member.timed_out_until = wanted.nick, wanted.timed_out_until
    member.mute, member.deaf, member.role_ids = wanted.mute, wanted.deaf, list(wanted.role_ids)
    changed: list[Json] = [
        change(key, old, new)
        for key, old, new in (
            ("nick", before.nick, wanted.nick),
            ("communication_disabled_until", _moment(before.timed_out_until), _moment(wanted.timed_out_until)),
            ("mute", before.mute, wanted.mute),
            ("deaf", before.deaf, wanted.deaf),
        )
        if old != new
    ]
    simulation.dispatch(guild_events.member_updated(guild, member))
    if changed:
        log(simulation, guild, actor, AuditAction.MEMBER_UPDATE, member.user.id, *changed)
    roles = [
        change(key, None, [{"id": str(role_id), "name": guild.roles[role_id].name} for role_id in role_ids])
        for key, role_ids in (
            ("$add", [role_id for role_id in wanted.role_ids if role_id not in before.role_ids]),
            ("$remove", [role_id for role_id in before.role_ids if role_id not in wanted.role_ids]),
        )
        if role_ids
    ]
    if roles:
        log(simulation, guild, actor, AuditAction.MEMBER_ROLE_UPDATE, member.user.id, *roles)


def join(simulation: Simulation, guild: Guild, user: User) -> Member:
    """Let a user join a guild."""
    member = Member(user, joined_at=simulation.clock.time())
    simulation.world.add_user(user)
    guild.members[user.id] = member
    simulation.dispatch(guild_events.member_joined(guild, member))
    return member


def leave(simulation: Simulation, guild: Guild, user: User) -> None:
    """Let a member leave a guild, with its threads and voice.

    A bot's role goes with it, and its sessions learn that the guild is gone.
    """
    if (voice := guild.voice_states.pop(user.id, None)) is not None:
        simulation.dispatch(voice_state_changed(guild, replace(voice, channel_id=None)))
    guild.members.pop(user.id)
    guild.online.discard(user.id)
    for thread in guild.threads.values():
        if thread.thread is not None:
            thread.thread.joined.pop(user.id, None)
    simulation.dispatch(guild_events.member_left(guild, user))
    application = simulation.applications.get(user.id)
    if application is not None:
        simulation.dispatch(guild_events.guild_left(guild, user.id))
        application.guild_ids.discard(guild.id)
        for role in [role for role in guild.roles.values() if role.bot_id == user.id]:
            del guild.roles[role.id]
            simulation.dispatch(guild_events.role_deleted(guild, role))


def kick(simulation: Simulation, guild: Guild, user: User, actor: Actor) -> None:
    """Remove a member; they may come back."""
    leave(simulation, guild, user)
    log(simulation, guild, actor, AuditAction.MEMBER_KICK, user.id)


def ban(simulation: Simulation, guild: Guild, user: User, actor: Actor, *, delete_seconds: int = 0) -> None:
    """Ban a user, whether or not they are a member, and delete what they wrote in the last seconds."""
    guild.bans[user.id] = Ban(user, actor.reason)
    if user.id in guild.members:
        leave(simulation, guild, user)
    _delete_recent(simulation, guild, user, delete_seconds)
    simulation.dispatch(guild_events.user_banned(guild, user))
    log(simulation, guild, actor, AuditAction.MEMBER_BAN_ADD, user.id)


def unban(simulation: Simulation, guild: Guild, user: User, actor: Actor) -> None:
    """Lift a ban."""
    del guild.bans[user.id]
    simulation.dispatch(guild_events.user_unbanned(guild, user))
    log(simulation, guild, actor, AuditAction.MEMBER_BAN_REMOVE, user.id)


def _delete_recent(simulation: Simulation, guild: Guild, user: User, seconds: int) -> None:
    since = simulation.clock.time() - seconds
    for channel in (*guild.channels.values(), *guild.threads.values()):
        gone = [
            message.id
            for message in channel.messages.values()
            if message.author.id == user.id and created_at(message.id) > since
        ]
        for message_id in gone:
            del channel.messages[message_id]
        if gone:
            simulation.dispatch(guild_events.messages_deleted(channel, gone))


def _moment(seconds: float | None) -> str | None:
    return None if seconds is None else timestamp(seconds)
