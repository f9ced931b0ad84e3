"""The account of one application: its ledger, its witness and its mishaps, put together and judged."""

from collections.abc import Iterator

from fairlead_simulator.clock import Clock
from fairlead_simulator.ledger.book import Ledger
from fairlead_simulator.ledger.delivery import Case, Delivery, Offer, judge
from fairlead_simulator.ledger.history import ShardHistory
from fairlead_simulator.ledger.mishaps import Mishaps
from fairlead_simulator.ledger.record import Record
from fairlead_simulator.ledger.witness import Witness


class Account:
    """Everything that is known about the delivery of one application's events.

    Attributes:
        ledger: What was sent.
        witness: What was handled.
        mishaps: What the harness did.
    """

    __slots__ = ("ledger", "mishaps", "witness")

    def __init__(self, clock: Clock) -> None:
        self.ledger = Ledger(clock)
        self.witness = Witness(self.ledger)
        self.mishaps = Mishaps()

    def deliveries(self, after: int = 0) -> dict[int | None, Delivery]:
        """Judge every event that somebody was there to handle, by guild; `after` is the number of one before them."""
        return judge(self._cases(after), self.mishaps)

    def _cases(self, after: int) -> Iterator[Case]:
        if not self.witness.names:
            return
        for record in self.ledger.since(after):
            if self.witness.expects(record.number, record.name):
                yield Case(record, self._offers(record), self.witness.handlings.get(record.number, ()))

    def _offers(self, record: Record) -> list[Offer]:
        given = [Offer(self.ledger.sessions[copy.session_id], copy.sequence) for copy in record.copies]
        # Discord goes on counting events for a session that its client has left: nobody will ever ask for those.
        if offers := [offer for offer in given if not offer.history.superseded_before(record.at)]:
            return offers
        last = [_last_session(shard, record.at) for shard in self.ledger.shards_of(record.guild_id)]
        return [offer for offer in last if offer is not None]


def _last_session(shard: ShardHistory, at: float) -> Offer | None:
    return next((Offer(session, None) for session in reversed(shard.sessions) if session.opened_at <= at), None)
