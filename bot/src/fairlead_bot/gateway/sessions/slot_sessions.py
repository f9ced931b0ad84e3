"""The sessions of one slot over a stint: taken up, kept, and left so that another process can take them up."""

from collections.abc import Coroutine, Iterable
from typing import Any

import discord

from fairlead_bot.gateway.delivery.marks import MarkCommitter
from fairlead_bot.gateway.sessions.keeper import SessionKeeper
from fairlead_bot.gateway.sessions.loading import SessionLoader
from fairlead_bot.gateway.sessions.presence import Presence
from fairlead_bot.gateway.sessions.signature import Signing
from fairlead_bot.gateway.shard import GatewayShard
from fairlead_bot.gateway.slot import HeldSlot
from fairlead_shared.clock import Clock
from fairlead_shared.fleet.delivery import Delivery
from fairlead_shared.fleet.sessions import SessionStore


class SlotSessions:
    """What a stint does with its shards' sessions.

    Attributes:
        keeper: Keeps them while they run.
        marks: Writes how far their events were handled.
        loader: Gives shards the sessions that they begin with.
    """

    def __init__(
        self,
        store: SessionStore,
        slot: HeldSlot,
        client: discord.AutoShardedClient,
        clock: Clock,
        *,
        signing: Signing,
        checkpoint_seconds: float,
        delivery: Delivery,
    ) -> None:
        """Prepare for a slot.

        Args:
            store: The store.
            slot: The slot.
            client: The bot.
            clock: The clock.
            signing: Gives sessions their signatures.
            checkpoint_seconds: How often the changes of the caches are written.
            delivery: What the bot's handlers are promised.
        """
        self.keeper = SessionKeeper(store, slot, client, clock, signing=signing, checkpoint_seconds=checkpoint_seconds)
        self.marks = MarkCommitter(self.keeper.commit, slot, clock, delivery)
        self.loader = SessionLoader(store, self.keeper, client, clock, signing)
        self._slot = slot
        self._client = client

    async def take_up(self, shards: Iterable[GatewayShard]) -> None:
        """Give each shard the session that it begins with; as long as Redis does not answer, wait."""
        driven = list(shards)
        self.configure(driven)
        await self.loader.load(self._slot.lease.slot, driven)

    def configure(self, shards: Iterable[GatewayShard]) -> None:
        """Tell shards, none of which has begun, what the bot is to show."""
        configured = Presence.configured(self._client)
        for shard in shards:
            shard.presence.configured = configured

    def work(self) -> list[Coroutine[Any, Any, None]]:
        """Return what is to run beside the shards (Any: the loop's own business)."""
        return [self.keeper.run(), self.marks.run()]

    async def finish(self) -> None:
        """Leave the exact state to the next process, once every connection is closed."""
        self.marks.give_over()
        await self.keeper.finish()
