"""The identify gate over random schedules: never too early for a bucket, never more than the budget."""

from itertools import count
from typing import ClassVar

from hypothesis import settings
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test
from hypothesis.strategies import integers, sampled_from

from fairlead_cli.local.redis_server import RedisServer
from fairlead_shared.fleet.identify import IDENTIFY_SPACING, IdentifyEntry, IdentifyGate
from fairlead_shared.fleet.layout import MAX_CONCURRENCY_WINDOW, identify_bucket
from fairlead_shared.fleet.ledger import IdentifyLedger, SessionStartLimit
from fairlead_shared.fleet.records import IdentifyCause
from fairlead_shared.fleet.settling import trust_store
from tests.integration.fairlead_shared.shifted_store import KEYS, ShiftedStore

SHARDS = sampled_from(range(4))
MAX_CONCURRENCY = 2
TOTAL, RESERVE = 12, 4
_tickets = count()


class IdentifySchedules(RuleBasedStateMachine):
    """Shards that queue, stamp and die, on a Discord that counts what they do."""

    url: ClassVar[str]

    def __init__(self) -> None:
        super().__init__()
        self.store = ShiftedStore(self.url)
        self.gate = IdentifyGate(self.store.redis, KEYS, MAX_CONCURRENCY, reserve=RESERVE)
        self.ledger = IdentifyLedger(self.store.redis, KEYS)
        self.tickets = {shard_id: str(next(_tickets)) for shard_id in range(4)}
        self.granted_at = dict.fromkeys(range(MAX_CONCURRENCY), -1000.0)
        self.left = TOTAL
        self.asked: tuple[float, int] | None = None

    @initialize()
    def begin(self) -> None:
        self.store.do(trust_store(self.store.redis, KEYS))
        self.ask_discord()
        self.hear_discord()
        self.store.save()

    @rule(shard_id=SHARDS, cause=sampled_from(IdentifyCause))
    def wait(self, shard_id: int, cause: IdentifyCause) -> None:
        self.store.do(self.gate.wait_in_line(shard_id, self.tickets[shard_id], cause, "4x2"))

    @rule(shard_id=SHARDS, cause=sampled_from(IdentifyCause))
    def stamp(self, shard_id: int, cause: IdentifyCause) -> None:
        entry = IdentifyEntry(shard_id=shard_id, generation="4x2", pod="a-0", cause=cause)
        asked_at = self.store.clock()
        if not self.store.do(self.gate.stamp(self.tickets[shard_id], entry)):
            return
        bucket = identify_bucket(shard_id, MAX_CONCURRENCY)
        assert self.store.clock() - self.granted_at[bucket] >= MAX_CONCURRENCY_WINDOW
        assert self.left > (0 if cause.uses_reserve else RESERVE)
        self.left, self.granted_at[bucket] = self.left - 1, asked_at
        self.tickets[shard_id] = str(next(_tickets))

    @rule(shard_id=SHARDS, cause=sampled_from(IdentifyCause))
    def identify(self, shard_id: int, cause: IdentifyCause) -> None:
        """Queue and stamp at once."""
        self.wait(shard_id, cause)
        self.stamp(shard_id, cause)

    @rule(cause=sampled_from(IdentifyCause), rounds=integers(1, 6))
    def everybody_identifies(self, cause: IdentifyCause, rounds: int) -> None:
        for _ in range(rounds):
            for shard_id in self.tickets:
                self.identify(shard_id, cause)
            self.store.advance(IDENTIFY_SPACING)

    @rule(shard_id=SHARDS)
    def leave(self, shard_id: int) -> None:
        self.store.do(self.gate.leave(shard_id, self.tickets[shard_id]))

    @rule(shard_id=SHARDS)
    def die(self, shard_id: int) -> None:
        """The process is gone without a word, its ticket in the queue."""
        self.tickets[shard_id] = str(next(_tickets))

    @rule(seconds=sampled_from([0.2, 1.0, 4.9, IDENTIFY_SPACING, 7.0, 60.0]))
    def advance(self, seconds: float) -> None:
        self.store.advance(seconds)

    @rule()
    def ask_discord(self) -> None:
        """Discord's answer may be a while on its way."""
        self.asked = self.store.clock(), self.left

    @rule()
    def hear_discord(self) -> None:
        if self.asked is not None:
            at, left = self.asked
            self.note(left, self.store.clock() - at)

    @rule(how=sampled_from(["restart", "restart_from_copy", "flush"]), shard_id=SHARDS)
    def lose(self, how: str, shard_id: int) -> None:
        """The store loses what it had; a shard tries at once, and Discord is asked again before anyone may identify."""
        match how:
            case "flush":
                self.store.flush()
            case "restart":
                self.store.restart()
            case _:
                self.store.restart_from_copy()
        self.identify(shard_id, IdentifyCause.SESSION_LOST)
        self.note(self.left, 0.0)

    def note(self, left: int, asked_ago: float) -> None:
        self.store.do(self.ledger.note(SessionStartLimit(TOTAL, left, 80_000.0), asked_ago))

    def teardown(self) -> None:
        assert self.store.do(self.ledger.remaining()).remaining <= self.left
        self.store.close()


def test_no_schedule_identifies_too_early_or_beyond_the_budget(redis_server: RedisServer):
    class OnThisServer(IdentifySchedules):
        url = redis_server.url

    run_state_machine_as_test(OnThisServer, settings=settings(max_examples=60, stateful_step_count=30, deadline=None))
