"""Compares what the bots' caches hold with the simulated world."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from fairlead_simulator.simulation import Simulation
from fairlead_simulator.snowflake import shard_of
from fairlead_simulator.world.model import Guild

type Facts = Mapping[str, Any]
"""What one side says of a guild: its name, and values by id (Any: whatever JSON each has)."""
type Messages = Mapping[str, Any]
"""Messages by their ids as text: content, and how often there is each reaction (Any: JSON)."""

OUT_OF_TURN = 600
"""Shards have messages cached as they apply them, and after an outage one applies all that it kept before the next: so
many may have come before older ones of another shard, or twice."""
DISCORD_EPOCH = 1_420_070_400.0
"""When Discord's ids begin, in seconds since the Unix epoch."""


@dataclass(frozen=True, slots=True)
class GuildTruth:
    """A guild as the world has it.

    Attributes:
        facts: What it is.
        messages: All its messages.
        since: When the present session of its shard was opened: what came later, its bot was told.
    """

    facts: Facts
    messages: Messages
    since: float


def truth_of(simulation: Simulation, shard_count: int) -> dict[str, GuildTruth]:
    """Return every guild of the world by its id as text."""
    shards = simulation.account(simulation.application.id).ledger.shards
    return {
        str(guild.id): GuildTruth(
            _facts(guild),
            {
                str(message.id): [message.content, {emoji: len(who) for emoji, who in message.reactions.items() if who}]
                for channel in guild.channels.values()
                for message in channel.messages.values()
            },
            shards[shard_of(guild.id, shard_count), shard_count].sessions[-1].opened_at,
        )
        for guild in simulation.world.guilds.values()
    }


def _facts(guild: Guild) -> Facts:
    return {
        "name": guild.name,
        "count": len(guild.members),
        "members": {str(each.user.id): [each.nick, sorted(each.role_ids)] for each in guild.members.values()},
        "roles": {str(role.id): [role.name, role.permissions] for role in guild.roles.values()},
        "channels": {str(channel.id): channel.name for channel in guild.channels.values()},
        "voice": {str(state.user_id): state.channel_id for state in guild.voice_states.values() if state.channel_id},
    }


def differences(caches: Iterable[Mapping[str, Any]], truth: Mapping[str, GuildTruth]) -> Iterator[str]:
    """Yield each place where caches, one of each pod (Any: JSON), are not what the world is."""
    seen = set[str]()
    for cache in caches:
        oldest = _oldest_kept(cache, truth)
        for guild_id, facts in cache["guilds"].items():
            if guild_id in seen:
                yield f"guild {guild_id}: cached by two pods"
            seen.add(guild_id)
            if guild_id not in truth:
                yield f"guild {guild_id}: there is none"
                continue
            for name, value in truth[guild_id].facts.items():
                yield from _unlike(f"guild {guild_id} / {name}", facts[name], value)
            cached = cache["messages"].get(guild_id, {})
            yield from _messages(f"guild {guild_id} / message", cached, truth[guild_id], oldest)
    yield from (f"guild {guild_id}: cached by no pod" for guild_id in truth.keys() - seen)


def _unlike(path: str, cached: Any, true: Any) -> Iterator[str]:
    if isinstance(cached, dict) and isinstance(true, dict):
        for key in sorted({*cached, *true}):
            yield from _unlike(f"{path} {key}", cached.get(key), true.get(key))
    elif cached != true:
        yield f"{path}: cached {cached!r}, is {true!r}"


def _oldest_kept(cache: Mapping[str, Any], truth: Mapping[str, GuildTruth]) -> int:
    """Return the oldest message that a pod's cache must still have: after so many newer ones it let go of others.

    That the cache is not full now says nothing: with a session that is gone, a restart loses its messages.
    """
    sent = sorted(
        int(message_id) for guild_id in cache["guilds"] if guild_id in truth for message_id in truth[guild_id].messages
    )
    kept = cache["most"] - OUT_OF_TURN
    return sent[-kept] if len(sent) > kept else 0


def _messages(path: str, cached: Messages, truth: GuildTruth, oldest: int) -> Iterator[str]:
    """Compare messages: what a bot was told of is cached, unless the cache has let go of it."""
    for message_id in cached.keys() - truth.messages.keys():
        yield f"{path} {message_id}: there is none"
    for message_id, message in truth.messages.items():
        if (int(message_id) >> 22) / 1000 + DISCORD_EPOCH <= truth.since:
            continue
        if message_id in cached:
            yield from _unlike(f"{path} {message_id}", cached[message_id], message)
        elif int(message_id) >= oldest:
            yield f"{path} {message_id}: not cached"
