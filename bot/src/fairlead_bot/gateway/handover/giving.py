"""The pod that leaves: hands its slot, with sessions and caches, to a standby.

While the snapshots are copied and the standby restores them, events go on being handled here. Then the connections are
closed, and what matters is how soon the standby resumes. Events between its snapshot and that moment come to it in
Discord's replay; the marks say that they were handled.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import Final

from redis.exceptions import RedisError

from fairlead_bot.gateway.handover.channel import ANSWER_SECONDS, ChannelError, open_channel
from fairlead_bot.gateway.handover.conversation import Conversation
from fairlead_bot.gateway.handover.figures import HandoverFigures, Outcome
from fairlead_bot.gateway.handover.messages import (
    COMPRESSION,
    PROTOCOL_VERSION,
    Accepted,
    Alive,
    AllCopied,
    Copied,
    HandoverError,
    Hello,
    LastState,
    Prepared,
    Refused,
    Transferred,
    Warm,
    with_contents,
)
from fairlead_bot.gateway.handover.standbys import standbys
from fairlead_bot.gateway.sessions.slot_sessions import SlotSessions
from fairlead_bot.gateway.shard import GatewayShard
from fairlead_bot.gateway.slot import HeldSlot
from fairlead_bot.gateway.snapshot import SNAPSHOT_VERSION
from fairlead_shared.clock import Clock
from fairlead_shared.fleet.layout import Generation
from fairlead_shared.fleet.status import StatusStore
from fairlead_shared.logging import get_logger

FIND_SECONDS: Final = 2.0
"""How long looking for a standby may take."""
MOST_ASKED: Final = 3
"""How many standbys are asked before the pod simply stops."""
WARM_SHARE: Final = 0.5
"""Of the time to drain, how much may pass until the standby is warm; the rest is for the handlers that run."""
COMMIT_SECONDS: Final = 2.0
"""How long the last marks may take; the shards have no connection meanwhile."""
PREPARED_SECONDS: Final = 2.0
"""How long the standby may take to note the last state."""

_FAILURES: Final = (ChannelError, HandoverError, RedisError, OSError, TimeoutError, ValueError)
"""What breaks a handover off; the last one is a single piece that is larger than a message may be."""

_log = get_logger("gateway.handover")


@dataclass(frozen=True, slots=True)
class GivingTerms:
    """Who hands over, and on what terms.

    Attributes:
        pod: The name of the pod.
        generation: The generation that it belongs to.
        secret: What the pods of the bot know.
        drain_seconds: How long the pod may take from being told to end until it has.
    """

    pod: str
    generation: Generation
    secret: bytes
    drain_seconds: float


@dataclass(frozen=True, slots=True)
class Leaving:
    """How a bot leaves its slot.

    Attributes:
        close: Closes every connection in a way that keeps its session, and lets no event begin any more.
        alive: Returns what goes on in its handlers.
    """

    close: Callable[[], Awaitable[None]]
    alive: Callable[[], Alive]


class SlotGiver:
    """Hands over the slot that this process holds."""

    def __init__(
        self,
        terms: GivingTerms,
        slot: HeldSlot,
        sessions: SlotSessions,
        shards: Mapping[int, GatewayShard],
        clock: Clock,
        figures: HandoverFigures,
    ) -> None:
        """Prepare to hand over.

        Args:
            terms: Who hands over, and on what terms.
            slot: The slot.
            sessions: Its sessions.
            shards: Its shards.
            clock: The clock.
            figures: Told what became of it.
        """
        self._terms = terms
        self._slot = slot
        self._sessions = sessions
        self._shards = shards
        self._clock = clock
        self._warm_seconds = terms.drain_seconds * WARM_SHARE
        self._figures = figures
        self._copied: dict[int, str] = {}

    async def give(self, status: StatusStore, leaving: Leaving, resources: AsyncExitStack) -> Conversation | None:
        """Hand the slot to a standby, if there is one that takes it.

        Whatever goes wrong before the lease is transferred, the slot is as it was, or its connections are closed.

        Args:
            status: Where standbys say that they are there.
            leaving: How the bot leaves.
            resources: Keeps the channel open.

        Returns:
            What goes on being said to the pod that has the slot now; nothing when it is still this one's to give back.
        """
        began = self._clock.monotonic()
        try:
            async with asyncio.timeout(FIND_SECONDS):
                addresses = standbys((await status.read()).pods)
        except (RedisError, OSError, TimeoutError) as error:
            _log.warning("whether there is a standby is not known: the pod stops", error=_words(error))
            addresses = []
        if not addresses:
            self._figures.ended(Outcome.NO_STANDBY)
            return None
        for address in addresses[:MOST_ASKED]:
            asked = AsyncExitStack()
            try:
                conversation, taker = await self._offer(address, asked)
            except _FAILURES as error:
                await asked.aclose()
                _log.warning("a standby does not take the slot", address=address, error=_words(error))
                continue
            await resources.enter_async_context(asked)
            return await self._give(conversation, taker, leaving, began)
        self._figures.ended(Outcome.REFUSED)
        return None

    async def _offer(self, address: str, resources: AsyncExitStack) -> tuple[Conversation, Accepted]:
        """Offer the slot to a standby.

        Raises:
            HandoverError: It refused, and says why.
            ChannelError: It cannot be talked to.
            TimeoutError: It did not answer in time.
        """
        async with asyncio.timeout(ANSWER_SECONDS):
            conversation = Conversation(await resources.enter_async_context(open_channel(address, self._terms.secret)))
            await conversation.say(
                Hello(
                    protocol=PROTOCOL_VERSION,
                    snapshot=SNAPSHOT_VERSION,
                    compression=COMPRESSION,
                    generation=self._terms.generation.name,
                    slot=self._slot.lease.slot,
                    pod=self._terms.pod,
                    sessions=self._sessions.keeper.sessions(),
                )
            )
            answer, _ = await conversation.hear(ANSWER_SECONDS)
        if isinstance(answer, Refused):
            raise HandoverError(answer.reason)
        if not isinstance(answer, Accepted):
            raise HandoverError(f"It said {answer.kind!r} to the offer.")
        return conversation, answer

    async def _give(
        self, conversation: Conversation, taker: Accepted, leaving: Leaving, began: float
    ) -> Conversation | None:
        """Hand the slot to the pod that accepted it."""
        _log.info("the slot is handed over", slot=self._slot.lease.slot, to=taker.pod)
        for shard in self._shards.values():
            shard.hand_over(f"The slot goes to {taker.pod}.")
        try:
            async with AsyncExitStack() as copied:
                async with asyncio.timeout(self._warm_seconds):
                    await copied.enter_async_context(self._sessions.keeper.holding_still())
                    await self._copy(conversation)
                    await conversation.expect(Warm, self._warm_seconds)
                closed_at = self._clock.monotonic()
                await leaving.close()
                await self._conclude(conversation, taker, leaving.alive(), closed_at)
        except _FAILURES as error:
            _log.warning("a handover was broken off: the pod stops", to=taker.pod, error=_words(error))
            self._figures.ended(Outcome.BROKEN_OFF)
            await conversation.channel.close()
            return None
        now = self._clock.monotonic()
        self._figures.ended(Outcome.GIVEN, now - began)
        _log.info("the slot is another pod's", to=taker.pod, seconds=now - began, closed_for=now - closed_at)
        return conversation

    async def _copy(self, conversation: Conversation) -> None:
        """Copy every shard's snapshot.

        Raises:
            HandoverError: A session ended meanwhile.
        """
        keeper = self._sessions.keeper
        for shard_id in keeper.sessions():

            async def tell(pieces: Mapping[str, bytes | None], shard_id: int = shard_id) -> None:
                await conversation.channel.send(with_contents(shard_id, dict(pieces)))

            if (stored := await keeper.copy(shard_id, tell)) is None:
                raise HandoverError(f"The session of shard {shard_id} ended meanwhile.")
            self._copied[shard_id] = stored.tag
            await conversation.say(
                Copied(shard_id=shard_id, tag=stored.tag, checkpoint=stored.checkpoint, writes=stored.writes)
            )
        await conversation.say(AllCopied())

    async def _conclude(self, conversation: Conversation, taker: Accepted, alive: Alive, closed_at: float) -> None:
        """Say how far every session got, and transfer the lease.

        Raises:
            HandoverError: A session is not the one that was copied, or the slot is no longer this pod's to give.
        """
        async with asyncio.timeout(COMMIT_SECONDS):
            self._sessions.marks.give_over()
            await self._sessions.keeper.commit_handled()
        sessions = {shard_id: shard.session for shard_id, shard in self._shards.items() if shard.session is not None}
        if {shard_id: session.tag for shard_id, session in sessions.items()} != self._copied:
            raise HandoverError("A session began or ended while the slot was handed over.")
        await conversation.say(
            LastState(
                marks={shard_id: session.mark for shard_id, session in sessions.items()},
                presences={shard_id: self._shards[shard_id].presence.encoded().decode() for shard_id in sessions},
                alive=alive,
            )
        )
        await conversation.expect(Prepared, PREPARED_SECONDS)
        if not await self._slot.transfer(pod=taker.pod, uid=taker.uid, nonce=taker.nonce):
            raise HandoverError("The lease was not transferred.")
        try:
            await conversation.say(Transferred(closed_for=self._clock.monotonic() - closed_at))
        except ChannelError as error:
            _log.warning("the pod that has the slot was not told; it finds out by itself", error=_words(error))


def _words(error: BaseException) -> str:
    return str(error) or type(error).__name__
