"""The standby: takes over a slot that another pod hands it, with sessions and caches."""

import asyncio
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from typing import Final

from fairlead_bot.gateway.handover.channel import ANSWER_SECONDS, Channel
from fairlead_bot.gateway.handover.conversation import Conversation
from fairlead_bot.gateway.handover.messages import (
    COMPRESSION,
    PROTOCOL_VERSION,
    Alive,
    AllCopied,
    Copied,
    HandoverError,
    Hello,
    LastState,
    Pieces,
    Prepared,
    Refused,
    Transferred,
    Warm,
    contents_of,
)
from fairlead_bot.gateway.sessions.opening import foreign
from fairlead_bot.gateway.sessions.presence import PRESENCE_PIECE
from fairlead_bot.gateway.sessions.signature import Signing
from fairlead_bot.gateway.sessions.slot_sessions import SlotSessions
from fairlead_bot.gateway.shard import GatewayShard
from fairlead_bot.gateway.snapshot import SNAPSHOT_VERSION, IncompatibleSnapshotError, SnapshotAges
from fairlead_shared.clock import Clock
from fairlead_shared.fleet.layout import Generation
from fairlead_shared.fleet.records import IdentifyCause
from fairlead_shared.fleet.sessions import StoredSession
from fairlead_shared.logging import get_logger

PIECE_SECONDS: Final = 10.0
"""How long the pod that leaves may be silent while it copies."""
LAST_STATE_SECONDS: Final = 20.0
"""How long it may take to close its connections, once this pod is warm."""
TRANSFER_SECONDS: Final = 5.0
"""How long transferring the lease may take."""
CAUSE: Final = "handover"
"""Why a shard resumes whose slot was handed over."""

_log = get_logger("gateway.handover")


class Offer:
    """A slot that another pod offers.

    Attributes:
        conversation: What is said to that pod.
        hello: Its offer.
    """

    def __init__(self, conversation: Conversation, hello: Hello) -> None:
        self.conversation = conversation
        self.hello = hello
        self._over = asyncio.Event()

    def end(self) -> None:
        """Let the channel be closed."""
        self._over.set()

    async def ended(self) -> None:
        """Wait until the channel may be closed."""
        await self._over.wait()


type Judge = Callable[[Hello], str | None]


class Reception:
    """Where slots are offered to this pod, one at a time and only while it stands by.

    Attributes:
        offered: Set while an offer waits to be taken.
    """

    def __init__(self) -> None:
        self.offered = asyncio.Event()
        self._judge: Judge | None = None
        self._offer: Offer | None = None

    @contextmanager
    def standing_by(self, judge: Judge) -> Generator[None]:
        """Be open within a block.

        Args:
            judge: Returns why an offer is not to be accepted, or nothing.
        """
        self._judge = judge
        try:
            yield
        finally:
            self._judge = None
            if self._offer is not None:
                self._offer.end()
            self._offer = None
            self.offered.clear()

    def take(self) -> Offer | None:
        """Return the offer that has come; whoever takes it ends it."""
        offer, self._offer = self._offer, None
        self.offered.clear()
        return offer

    async def receive(self, channel: Channel) -> None:
        """Answer a pod that offers its slot; return when everything is said.

        Raises:
            ChannelError: The channel broke off.
            HandoverError: It says something else.
        """
        conversation = Conversation(channel)
        hello = await conversation.expect(Hello, ANSWER_SECONDS)
        judge = self._judge
        if judge is None or self._offer is not None:
            await conversation.say(Refused(reason="The pod does not stand by."))
            return
        if (reason := judge(hello)) is not None:
            _log.warning("a slot that is offered cannot be taken", slot=hello.slot, of=hello.pod, reason=reason)
            await conversation.say(Refused(reason=reason))
            return
        offer = self._offer = Offer(conversation, hello)
        self.offered.set()
        await offer.ended()


def objection(hello: Hello, generation: Generation, signing: Signing) -> str | None:
    """Return why this pod cannot take a slot over, if it cannot.

    Args:
        hello: The offer.
        generation: The generation that this pod belongs to.
        signing: Gives the signatures of sessions that this pod would begin.
    """
    for what, theirs, own in (
        ("version of the handover", hello.protocol, PROTOCOL_VERSION),
        ("compression of snapshots", hello.compression, COMPRESSION),
        ("version of snapshots", hello.snapshot, SNAPSHOT_VERSION),
        ("generation", hello.generation, generation.name),
    ):
        if theirs != own:
            return f"The pods have another {what}: {theirs} and {own}."
    if not 0 <= hello.slot < generation.slots or hello.sessions.keys() - set(generation.shards_of(hello.slot)):
        return f"Generation {generation.name} has no such slot with such shards."
    for shard_id, session in hello.sessions.items():
        if (anew := foreign(session.signature, signing.of(shard_id))) is not None:
            return anew.reason
    return None


class SlotTaker:
    """Takes over the sessions and caches of an offered slot."""

    def __init__(self, offer: Offer, sessions: SlotSessions, shards: Mapping[int, GatewayShard], clock: Clock) -> None:
        """Prepare to take over.

        Args:
            offer: The offer, which was accepted.
            sessions: Keeps the sessions from then on.
            shards: The slot's shards, none of which has been started.
            clock: The clock.
        """
        self._hello = offer.hello
        self._conversation = offer.conversation
        self._sessions = sessions
        self._shards = shards
        self._clock = clock
        self._pieces: dict[int, dict[str, bytes]] = {}
        self._restored: dict[int, tuple[Copied, SnapshotAges]] = {}

    async def warm_up(self) -> None:
        """Restore the caches as they come, and say so.

        Raises:
            ChannelError: The channel broke off.
            HandoverError: The other pod says what does not belong here.
            IncompatibleSnapshotError: A snapshot cannot be restored.
        """
        self._sessions.configure(self._shards.values())
        while True:
            message, content = await self._conversation.hear(PIECE_SECONDS)
            match message:
                case Pieces():
                    self._note(message, content)
                case Copied():
                    await self._restore(message)
                case AllCopied():
                    break
                case _:
                    raise HandoverError(f"The other pod said {message.kind!r} among snapshots.")
        await self._conversation.say(Warm())

    async def prepare(self) -> Alive:
        """Wait for the last state, and have every shard begin with its session; return what goes on in the other pod.

        Raises:
            ChannelError: The channel broke off.
            HandoverError: The other pod says what does not belong here.
            ValueError: The state of a presence is damaged.
        """
        state = await self._conversation.expect(LastState, LAST_STATE_SECONDS)
        if state.marks.keys() != self._restored.keys():
            raise HandoverError("The last state is not that of the sessions that were copied.")
        for shard in self._shards.values():
            if shard.id not in self._restored:
                shard.begin_anew(IdentifyCause.START, None)
                continue
            copied, ages = self._restored[shard.id]
            shard.presence.restore(state.presences[shard.id].encode())
            record, mark = self._hello.sessions[shard.id], state.marks[shard.id]
            stored = StoredSession(record, copied.tag, mark, copied.checkpoint, copied.writes)
            self._sessions.loader.begin(shard, stored, ages, CAUSE)
        await self._conversation.say(Prepared())
        return state.alive

    async def transferred(self) -> None:
        """Wait until the lease is this pod's.

        Raises:
            ChannelError: The channel broke off, and whether it is will show.
            HandoverError: The other pod says what does not belong here.
        """
        transferred = await self._conversation.expect(Transferred, TRANSFER_SECONDS)
        closed_at = self._clock.monotonic() - transferred.closed_for
        for shard_id in self._restored:
            self._shards[shard_id].record.closed_at = closed_at

    async def _restore(self, copied: Copied) -> None:
        """Restore the cache of a shard whose snapshot is complete."""
        if copied.shard_id not in self._hello.sessions:
            raise HandoverError(f"Shard {copied.shard_id} had no session to hand over.")
        pieces = self._pieces.pop(copied.shard_id, {})
        pieces.pop(PRESENCE_PIECE, None)
        try:
            ages = await self._sessions.loader.restore(self._shards[copied.shard_id], pieces)
        except IncompatibleSnapshotError:
            raise
        except Exception as error:
            raise HandoverError(f"The snapshot of shard {copied.shard_id} is damaged: {error!r}") from error
        self._restored[copied.shard_id] = copied, ages

    def _note(self, message: Pieces, content: bytes) -> None:
        pieces = self._pieces.setdefault(message.shard_id, {})
        for name, piece in contents_of(message, content).items():
            if piece is None:
                pieces.pop(name, None)
            else:
                pieces[name] = piece
