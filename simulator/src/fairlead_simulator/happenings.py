"""What can happen in a guild: each kind changes the world and is dispatched."""

import random
from collections.abc import Callable

from fairlead_simulator import messages
from fairlead_simulator.actions import members
from fairlead_simulator.messages import Draft
from fairlead_simulator.simulation import Simulation
from fairlead_simulator.world import events
from fairlead_simulator.world.model import ChannelType, Guild, Member, Message, VoiceState
from fairlead_simulator.world.people import made_up_person

type Happening = Callable[[Simulation, Guild, Member, random.Random], None]
"""Lets a member of a guild do something; what exactly, the source decides."""

_WORDS = ("tide", "anchor", "harbour", "rope", "sail", "chart", "compass", "deck", "mast", "crew", "wind", "wave")


def _message(simulation: Simulation, guild: Guild, member: Member, source: random.Random) -> None:
    content = " ".join(source.choices(_WORDS, k=source.randint(3, 12)))
    messages.write(simulation, guild.text_channel(), member.user, Draft(content=content))


def _edit(simulation: Simulation, guild: Guild, member: Member, source: random.Random) -> None:
    message = _last_message(simulation, guild, member, source)
    messages.edit(simulation, message, Draft(content=f"{message.content} {source.choice(_WORDS)}"))


def _reaction(simulation: Simulation, guild: Guild, member: Member, source: random.Random) -> None:
    message = _last_message(simulation, guild, member, source)
    emoji = source.choice("\N{ANCHOR}\N{SAILBOAT}\N{WATER WAVE}")
    if member.user.id in message.reactions.get(emoji, ()):
        messages.take_back(simulation, message, member.user, emoji)
    else:
        messages.react(simulation, message, member.user, emoji)


def _typing(simulation: Simulation, guild: Guild, member: Member, source: random.Random) -> None:
    del source
    messages.type_in(simulation, guild.text_channel(), member.user)


def _presence(simulation: Simulation, guild: Guild, member: Member, source: random.Random) -> None:
    del source
    guild.online ^= {member.user.id}
    simulation.dispatch(events.presence_changed(guild, member.user.id))


def _voice(simulation: Simulation, guild: Guild, member: Member, source: random.Random) -> None:
    """Join the guild's voice channel, or leave it."""
    present = guild.voice_states.pop(member.user.id, None)
    lounge = next(channel for channel in guild.channels.values() if channel.type is ChannelType.VOICE)
    channel_id = lounge.id if present is None else None
    state = VoiceState(member.user.id, channel_id, f"{source.getrandbits(128):032x}")
    if present is None:
        guild.voice_states[member.user.id] = state
    simulation.dispatch(events.voice_state_changed(guild, state))


def _join(simulation: Simulation, guild: Guild, member: Member, source: random.Random) -> None:
    """Let somebody new join."""
    del member
    newcomer = made_up_person(source)
    simulation.world.add_user(newcomer)
    members.join(simulation, guild, newcomer)


def _leave(simulation: Simulation, guild: Guild, member: Member, source: random.Random) -> None:
    """Let the member leave; the guild's owner cannot, somebody joins instead."""
    if member.user.id == guild.owner_id:
        _join(simulation, guild, member, source)
    else:
        members.leave(simulation, guild, member.user)


def _last_message(simulation: Simulation, guild: Guild, member: Member, source: random.Random) -> Message:
    """Return the guild's newest message of a person; where nobody wrote yet, somebody does."""
    channel = guild.text_channel()
    if not any(not message.author.bot for message in channel.messages.values()):
        _message(simulation, guild, member, source)
    return next(message for message in reversed(channel.messages.values()) if not message.author.bot)


HAPPENINGS: dict[str, Happening] = {
    "message": _message,
    "edit": _edit,
    "reaction": _reaction,
    "typing": _typing,
    "presence": _presence,
    "voice": _voice,
    "join": _join,
    "leave": _leave,
}
"""What can happen, by its name in a mix."""

MIXES: dict[str, dict[str, float]] = {
    "messages": {"message": 8, "reaction": 1, "typing": 1},
    "presences": {"presence": 85, "message": 8, "typing": 4, "voice": 2, "reaction": 1},
    "joins": {"join": 6, "leave": 3, "message": 1},
    "voice": {"voice": 8, "presence": 1, "message": 1},
    "typing": {"typing": 8, "message": 2},
}
"""Mixes by name: how often each kind happens relative to the others. The first is what a plan means that says none."""
