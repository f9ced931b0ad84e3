"""How old a restored cache is, and how an event is applied to a cache that may contain it already."""

from typing import Any

import discord
from discord.state import ChunkRequest

from fairlead_bot.gateway.snapshot.marks import Content


class SnapshotAges:
    """Tells which events of a replay a restored cache does not contain yet.

    All pieces of a snapshot are of one instant, so one sequence says it for every record.

    Attributes:
        sequence: The last event that the cache contains.
    """

    __slots__ = ("sequence",)

    def __init__(self, sequence: int) -> None:
        self.sequence = sequence

    def applies(self, event: str, content: Content, sequence: int) -> bool:  # noqa: ARG002 - the seam's signature
        """Return whether an event is newer than the records that it concerns."""
        return sequence > self.sequence


def prepare_replay(client: discord.AutoShardedClient, event: str, content: Content) -> None:
    """Make discord.py's cache ready for an event of a replay, whether the cache contains it already or not.

    Only an event that is to be given to its parser needs this: one that the cache lacks, or one whose handlers have
    yet to run. A new member is counted once, a message is cached once, and members that another process asked for
    are taken. What adds to a number in a message, a reaction or a vote, cannot be told apart: give it to its parser
    only if it applies.
    """
    prepare = _PREPARE.get(event)
    if prepare is not None:
        prepare(client._connection, content)  # noqa: SLF001  # pyright: ignore[reportPrivateUsage] - the cache


def _member_add(state: Any, content: Content) -> None:  # Any: here and below, the maps of the state are private
    guild = state._get_guild(int(content["guild_id"]))  # noqa: SLF001
    if guild is None or (member := guild.get_member(int(content["user"]["id"]))) is None:
        return
    # The parser passes over a member that is cached.
    guild._remove_member(member)  # noqa: SLF001
    if guild._member_count is not None:  # noqa: SLF001
        guild._member_count -= 1  # noqa: SLF001


def _member_remove(state: Any, content: Content) -> None:
    guild = state._get_guild(int(content["guild_id"]))  # noqa: SLF001
    if guild is None or not state.member_cache_flags.joined or not guild.chunked:
        return
    # Every member is cached: one that is not has left already, and was counted.
    if guild.get_member(int(content["user"]["id"])) is None:
        guild._member_count += 1  # noqa: SLF001


def _message_create(state: Any, content: Content) -> None:
    if (message := state._get_message(int(content["id"]))) is not None:  # noqa: SLF001
        state._messages.remove(message)  # noqa: SLF001


def _members_chunk(state: Any, content: Content) -> None:
    guild_id, nonce = int(content["guild_id"]), content.get("nonce")
    known = any(request.nonce == nonce for request in state._chunk_requests.values())  # noqa: SLF001
    if nonce is None or known or state._get_guild(guild_id) is None:  # noqa: SLF001
        return
    request = ChunkRequest(
        guild_id,
        state._get_guild(guild_id).shard_id,  # noqa: SLF001
        state.loop,
        state._get_guild,  # noqa: SLF001
        cache=state.member_cache_flags.joined,
    )
    # Under a key of its own: whoever asks for the guild's members now must ask anew.
    request.nonce = nonce
    state._chunk_requests[nonce] = request  # noqa: SLF001


_PREPARE = {
    "GUILD_MEMBER_ADD": _member_add,
    "GUILD_MEMBER_REMOVE": _member_remove,
    "MESSAGE_CREATE": _message_create,
    "GUILD_MEMBERS_CHUNK": _members_chunk,
}
