"""A gateway session: what a shard is to Discord, with or without a connection."""

from fairlead_simulator.clock import Clock
from fairlead_simulator.gateway.frames import event_frame
from fairlead_simulator.gateway.link import Link
from fairlead_simulator.gateway.member_requests import MemberRequestRate
from fairlead_simulator.gateway.opcodes import CloseCode
from fairlead_simulator.gateway.presence import ONLINE
from fairlead_simulator.gateway.replay import ReplayBuffer
from fairlead_simulator.gateway.terms import GatewayTerms, SecondConnection
from fairlead_simulator.intents import Intent
from fairlead_simulator.ledger.history import SessionHistory
from fairlead_simulator.world.events import Viewer


class Session:
    """The state that a client resumes: shard, intents, sequence and the events to replay.

    Attributes:
        id: The session's id.
        shard_id: The shard, counted from 0.
        shard_count: Of how many shards.
        intents: What it asked for when it identified; a resume does not change them.
        viewer: What it may see of an event.
        links: Its open connections, the newest last; more than one where a second one does not close the first.
        presence: What the bot shows on this shard.
        member_requests: When it asked for all members of each guild.
        cut_next_resume: Whether the next attempt to resume it finds nobody at its URL.
        history: What became of it, where a ledger is kept.
    """

    __slots__ = (
        "_disconnected_at",
        "_replay",
        "_terms",
        "cut_next_resume",
        "history",
        "id",
        "intents",
        "links",
        "member_requests",
        "presence",
        "shard_count",
        "shard_id",
        "viewer",
    )

    def __init__(
        self,
        session_id: str,
        shard_id: int,
        shard_count: int,
        intents: Intent,
        bot_id: int,
        *,
        terms: GatewayTerms | None = None,
        clock: Clock | None = None,
    ) -> None:
        self.id = session_id
        self.shard_id = shard_id
        self.shard_count = shard_count
        self.intents = intents
        self.viewer = Viewer(bot_id, intents)
        self.links: list[Link] = []
        self.presence = ONLINE
        self.member_requests = MemberRequestRate()
        self.cut_next_resume = False
        self.history: SessionHistory | None = None
        self._terms = terms or GatewayTerms()
        self._replay = ReplayBuffer(self._terms.replay_events, seconds=self._terms.replay_seconds, clock=clock)
        self._disconnected_at: float | None = None

    @property
    def link(self) -> Link | None:
        """Its newest open connection, if any."""
        return self.links[-1] if self.links else None

    @property
    def sequence(self) -> int:
        """The sequence of the last event."""
        return self._replay.last

    def emit(self, name: str, data: bytes) -> None:
        """Count an event, keep it for a resume, and send it if there is a connection."""
        frame = event_frame(name, self._replay.last + 1, data)
        self._replay.append(frame)
        for link in self.links:
            link.push(frame)

    def acknowledge(self, sequence: int) -> None:
        """Note the sequence that a client said it has; by the worst reading nothing up to it is offered again."""
        if self._terms.strict:
            self._replay.forget(sequence)

    def missed(self, sequence: int) -> list[bytes] | None:
        """Return the frames after a sequence; None when they are no longer kept.

        Raises:
            ValueError: The sequence was never sent.
        """
        return self._replay.after(sequence)

    def connect(self, link: Link) -> None:
        """Take a connection; what becomes of one that is open elsewhere is a matter of the terms."""
        older = list(self.links)
        self.links.append(link)
        self._disconnected_at = None
        if self.history is not None:
            self.history.connected()
        if self._terms.second_connection is SecondConnection.CLOSE:
            self.links = [link]
            for each in older:
                each.close(CloseCode.UNKNOWN_ERROR, "The session was resumed on another connection.")

    def disconnect(self, link: Link, now: float) -> None:
        """Note that a connection is gone (monotonic seconds); one that was replaced meanwhile changes nothing."""
        if link not in self.links:
            return
        self.links.remove(link)
        if not self.links:
            self._disconnected_at = now
            if self.history is not None:
                self.history.disconnected(self.sequence)

    def ended(self, *, by_client: bool = False) -> None:
        """Note that the session is over, so that nobody can resume it."""
        if self.history is not None:
            self.history.ended(self.sequence, by_client=by_client)

    def expired(self, now: float) -> bool:
        """Tell whether the session has been without a connection for too long to be resumed."""
        return self._disconnected_at is not None and now - self._disconnected_at >= self._terms.session_seconds
