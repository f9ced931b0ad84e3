"""Clients of discord.py without a connection, whose cache is filled by the events that they are given."""

import gc
import json
from collections.abc import Iterable, Iterator
from typing import Any

import discord

from fairlead_bot.gateway.snapshot import Piece, ShardSnapshot, SnapshotAges, prepare_replay, restore
from tests.builders.gateway_payloads import BOT_ID, Payloads
from tests.builders.gateway_traffic import Made


def new_client(shard_count: int = 1, *, intents: discord.Intents | None = None, messages: int = 50) -> Any:
    """Return a client with an empty cache."""
    client = discord.AutoShardedClient(
        intents=intents or discord.Intents.all(),
        shard_count=shard_count,
        max_messages=messages,
        chunk_guilds_at_startup=False,
    )
    client._connection.shard_count = shard_count
    return client


class LiveShard:
    """A shard of a client: its events are applied, its snapshot follows them, and a store has what was written.

    Attributes:
        client: The client.
        snapshot: What is yet to be written.
        sequence: The last event.
        stored: The pieces in the store.
        checkpoint: The sequence from which on a replay is needed.
    """

    def __init__(self, client: Any, shard_id: int = 0, *, tidy: bool = False) -> None:
        self._tidy = tidy
        self.client = client
        self.shard_id = shard_id
        self.snapshot = ShardSnapshot(client, shard_id, client.shard_count)
        self.sequence = 0
        self.checkpoint = 0
        self.stored = dict[str, bytes]()
        self._log = list[Made]()

    def log_in(self, make: Payloads) -> None:
        """Give the client its own user and application, as READY does."""
        state = self.client._connection
        own: Any = make.bot()
        state.user = discord.user.ClientUser(state=state, data=own)
        state._users[BOT_ID] = state.user
        state.application_id = 77
        state.application_flags = discord.ApplicationFlags._from_value(5)
        state.add_dm_channel({"id": str(400 << 22), "type": 1, "recipients": [make.user()]})
        group: Any = {"id": str(401 << 22), "type": 3, "recipients": [make.user()]}
        state._add_private_channel(discord.GroupChannel(me=state.user, state=state, data=group))

    def apply(self, events: Iterable[Made]) -> None:
        """Let events happen."""
        for event, content in events:
            if not self._is_told(event, content):
                continue
            self.sequence += 1
            self._log.append((event, json.loads(json.dumps(content))))
            self.snapshot.foresee(event, content)
            parse(self.client, event, content, tidy=self._tidy)
            self.snapshot.observe(event, content, self.sequence)

    def _is_told(self, event: str, content: Any) -> bool:
        """Return whether Discord would say this: neither a bot nor anybody else joins twice, and only members leave."""
        if event == "GUILD_CREATE":
            return content.get("unavailable") is False or self.client.get_guild(int(content["id"])) is None
        if event not in {"GUILD_MEMBER_ADD", "GUILD_MEMBER_REMOVE"}:
            return True
        guild = self.client.get_guild(int(content["guild_id"]))
        cached = guild is not None and guild.get_member(int(content["user"]["id"])) is not None
        return cached == (event == "GUILD_MEMBER_REMOVE")

    def write(self) -> Iterator[None]:
        """Write what changed, step by step."""
        sequence = self.sequence
        for pieces in self.snapshot.changed():
            self.store(pieces)
            yield
        self.checkpoint = sequence

    def store(self, pieces: Iterable[Piece]) -> None:
        for piece in pieces:
            if piece.content is None:
                self.stored.pop(piece.name, None)
            else:
                self.stored[piece.name] = piece.content

    def checkpointed(self) -> None:
        """Write what changed, at once."""
        for _ in self.write():
            pass

    async def restored(self, client: Any | None = None) -> tuple[Any, SnapshotAges]:
        """Restore what is stored into another client."""
        client = client or new_client(self.client.shard_count, messages=self.client._connection.max_messages)
        return client, await restore(client, self.shard_id, self.client.shard_count, self.stored)

    async def resumed(self, client: Any | None = None) -> Any:
        """Restore, and replay what the snapshot lacks."""
        client, ages = await self.restored(client)
        for sequence, (event, content) in enumerate(self._log, start=1):
            if sequence > self.checkpoint and ages.applies(event, content, sequence):
                prepare_replay(client, event, content)
                parse(client, event, content, tidy=self._tidy)
        return client


def parse(client: Any, event: str, content: Any, *, tidy: bool = False) -> None:
    """Give an event to discord.py's parser, which keeps and changes what it is given.

    Who is tidy lets go at once of what nothing but a circle of references holds: discord.py knows a user for as long as
    anybody does, and messages and threads hold users in circles.
    """
    client._connection.parsers[event](json.loads(json.dumps(content)))
    if tidy:
        gc.collect()
