"""Applies the events of a connection: the session's numbers, the shard's record, discord.py's cache and handlers."""

from typing import TYPE_CHECKING, Any, cast

from fairlead_bot.gateway.connection import GatewayConnection
from fairlead_bot.gateway.delivery.marks import SessionMarks
from fairlead_bot.gateway.delivery.need import Listeners, needs_mark
from fairlead_bot.gateway.delivery.replay import Treatment, treatment
from fairlead_bot.gateway.delivery.silence import silence
from fairlead_bot.gateway.dispatch import dispatch_event
from fairlead_bot.gateway.frame import Frame
from fairlead_bot.gateway.handover.waits import elsewhere
from fairlead_bot.gateway.reconciliation import guild_ids_of
from fairlead_bot.gateway.session import GatewaySession
from fairlead_bot.gateway.snapshot import prepare_replay
from fairlead_shared.fleet.records import ShardState

if TYPE_CHECKING:
    from fairlead_bot.gateway.shard import GatewayShard


class EventApplier:
    """Applies the events of one connection, in the order in which they are given."""

    def __init__(self, shard: "GatewayShard", connection: GatewayConnection, *, cause: str) -> None:
        """Apply no event yet.

        Args:
            shard: The shard.
            connection: Its connection.
            cause: Why the connection had to be made, for the shard's record.
        """
        self._shard = shard
        self._connection = connection
        self._cause = cause
        self._listeners = cast("Listeners", shard.surroundings.client)

    def apply(self, frame: Frame) -> None:
        """Apply an event, unless it was applied before."""
        shard, connection = self._shard, self._connection
        event, sequence = frame["t"], frame["s"]
        if event is None or sequence is None:
            return
        departed = frozenset[int]()
        if event == "READY":
            ready = frame["d"]
            connection.session_id = shard.begin_session(ready, sequence).session_id
            departed = shard.reconcile(guild_ids_of(ready))
        elif shard.state is ShardState.RESUMING and event != "RESUMED":
            shard.enter(ShardState.REPLAYING, shard.reason)
        if (session := shard.session) is None:
            return
        opens = event == "READY" or (event == "RESUMED" and sequence >= max(session.sequence, session.silent_until))
        if not opens and sequence <= session.sequence:
            # Discord replays from the sequence that we named, which may be older than what was applied since.
            return
        session.sequence = max(sequence, session.sequence)
        marks = shard.marks
        shard.record.observe(frame)
        if opens or (session.ages is None and connection.ready.is_set()):
            self._handle(event, frame["d"], sequence, marks)
        else:
            self._replay(event, frame["d"], sequence, session, marks)
        for guild_id in departed:
            self._parse("GUILD_DELETE", {"id": str(guild_id)})
        if marks is not None:
            marks.applied()
        if opens:
            session.ages = None
            connection.ready.set()
            shard.became_ready(resumed=event == "RESUMED", cause=self._cause)
        else:
            connection.events += 1
            connection.hears = connection.ready.is_set()

    def _replay(
        self, event: str, content: Any, sequence: int, session: GatewaySession, marks: SessionMarks | None
    ) -> None:  # Any: as in Frame
        """Apply an event that Discord sends again, as far as that is still to be done."""
        client, record = self._shard.surroundings.client, self._shard.record
        newer = session.ages is None or session.ages.applies(event, content, sequence)
        chosen = treatment(
            event,
            content,
            handled_before=sequence <= session.silent_until,
            newer=newer,
            heard=not newer and needs_mark(event, self._listeners),
            now=self._shard.surroundings.clock.now(),
        )
        if chosen is Treatment.EXPIRED:
            record.expired_interactions += 1
        elif chosen is Treatment.SILENT:
            record.applied_silently += 1
            with silence():
                prepare_replay(client, event, content)
                self._parse(event, content)
            self._shard.applied(event, content, sequence)
        elif chosen is Treatment.HANDLED:
            if session.ages is not None:
                prepare_replay(client, event, content)
            self._handle(event, content, sequence, marks)

    def _handle(self, event: str, content: Any, sequence: int, marks: SessionMarks | None) -> None:  # Any: as in Frame
        """Change the cache and begin the handlers; where the mark waits for them, follow them to their end."""
        forwarding = self._shard.surroundings.forwarding
        theirs = forwarding is not None and forwarding.forward(self._shard.id, event, content)
        if theirs:
            with elsewhere():
                self._begin(event, content, sequence, marks)
        else:
            self._begin(event, content, sequence, marks)
        self._shard.applied(event, content, sequence)

    def _begin(self, event: str, content: Any, sequence: int, marks: SessionMarks | None) -> None:  # Any: as in Frame
        if marks is None or marks.running is None or not needs_mark(event, self._listeners):
            self._parse(event, content)
        else:
            with marks.running.handling(sequence):
                self._parse(event, content)

    def _parse(self, event: str, content: Any) -> None:  # Any: as in Frame
        """Give an event to discord.py, and count what its parsers cannot apply."""
        shard = self._shard
        shard.applying(event, content)
        if (error := dispatch_event(shard.surroundings.client, self._connection, event, content)) is not None:
            shard.record.parser_failed(event, error, shard.surroundings.clock.now())
            shard.surroundings.changed()
