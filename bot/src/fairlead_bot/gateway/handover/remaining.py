"""The pod that left: what its running handlers wait for, and their menus, still get the events that are for them."""

import asyncio
from collections.abc import Callable, Mapping
from contextlib import nullcontext
from typing import TYPE_CHECKING, Final

import orjson

from fairlead_bot.gateway.dispatch import dispatch_event
from fairlead_bot.gateway.handover.channel import ChannelError
from fairlead_bot.gateway.handover.conversation import SILENT_SECONDS, Conversation
from fairlead_bot.gateway.handover.messages import Alive, Answered, Forwarded, HandoverError
from fairlead_bot.gateway.handover.waits import elsewhere, knows_menu, waits_only
from fairlead_bot.gateway.shard import GatewayShard
from fairlead_shared.clock import Clock
from fairlead_shared.logging import get_logger

if TYPE_CHECKING:
    from discord.ui.view import ViewStore

LOOK_SECONDS: Final = 0.05
"""How often the pod looks whether what is alive has changed; handlers begin to wait, and send menus, all the time."""

_log = get_logger("gateway.handover")


class RemainingHandlers:
    """What goes on in this pod after another one has got its slot."""

    def __init__(
        self, conversation: Conversation, shards: Mapping[int, GatewayShard], views: "ViewStore", clock: Clock
    ) -> None:
        """Hear nothing yet.

        Args:
            conversation: What is said to the pod that has the slot.
            shards: The shards, whose connections are closed.
            views: This pod's views and modals.
            clock: The clock.
        """
        self._conversation = conversation
        self._shards = shards
        self._views = views
        self._clock = clock

    async def run(self, now: Callable[[], Alive]) -> None:
        """Apply what is passed on, and say what is alive, until cancelled or the other pod is gone.

        Args:
            now: Returns what is alive now.
        """
        telling = asyncio.create_task(self._tell(now), name="handover-alive")
        try:
            while True:
                message, content = await self._conversation.hear(SILENT_SECONDS)
                if isinstance(message, Forwarded):
                    await self._apply(message, content)
        except (ChannelError, HandoverError) as error:
            _log.warning("no more events come from the pod that has the slot", error=str(error))
        finally:
            telling.cancel()
            await asyncio.gather(telling, return_exceptions=True)

    async def _tell(self, now: Callable[[], Alive]) -> None:
        """Say what is alive whenever that has changed."""
        told: Alive | None = None
        while True:
            if (present := now()) != told:
                told = present
                await self._conversation.say(present)
            await self._clock.sleep(LOOK_SECONDS)

    async def _apply(self, message: Forwarded, content: bytes) -> None:
        """Let those who wait, and menus, have an event."""
        shard = self._shards.get(message.shard_id)
        if shard is None or shard.connection is None:
            return
        event = orjson.loads(content)
        if message.menu:
            await self._conversation.say(Answered(number=message.number, known=knows_menu(self._views, event)))
        with waits_only(), nullcontext() if message.menu else elsewhere():
            dispatch_event(shard.surroundings.client, shard.connection, message.event, event)
