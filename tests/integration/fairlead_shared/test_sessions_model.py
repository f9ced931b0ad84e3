"""The session store over random schedules: a holder that was followed changes nothing, and no number goes back."""

from collections.abc import Coroutine
from dataclasses import dataclass, field
from itertools import count
from typing import Any, ClassVar

from hypothesis import settings
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from hypothesis.strategies import integers, sampled_from

from fairlead_cli.local.redis_server import RedisServer
from fairlead_shared.fleet.layout import Generation
from fairlead_shared.fleet.lease import SlotLease, SlotLeases
from fairlead_shared.fleet.sessions import Mark, SessionStore, StoredSession, TakenError
from fairlead_shared.fleet.settling import trust_store
from tests.builders.sessions import stored_session
from tests.integration.fairlead_shared.shifted_store import KEYS, ShiftedStore

GENERATION = Generation(1, 1)
SEQUENCES = integers(1, 50)
PIECES = sampled_from(["guild:1", "guild:2", "private"])
_tags = count()


@dataclass
class Holder:
    """A process that won the slot once: what it believes of the session that it writes."""

    lease: SlotLease
    tag: str = ""
    writes: int = 0
    pieces: dict[str, bytes] = field(default_factory=dict)


class SessionSchedules(RuleBasedStateMachine):
    """Holders of one slot, each of which may write late, to a store that forgets and that is set back."""

    url: ClassVar[str]

    def __init__(self) -> None:
        super().__init__()
        self.store = ShiftedStore(self.url)
        self.leases = SlotLeases(self.store.redis, KEYS, GENERATION)
        self.sessions = SessionStore(self.store.redis, KEYS, GENERATION, ttl_seconds=3600)
        self.holders = list[Holder]()
        self.highest: dict[str, tuple[int, int]] = {}

    @initialize()
    def start(self) -> None:
        self.store.do(trust_store(self.store.redis, KEYS))
        self.follow()

    @rule()
    def follow(self) -> None:
        """Another process takes the slot, and what the store has of the session."""
        nonce = str(len(self.holders))
        lease = self.store.do(self.leases.claim(pod="a-0", uid="uid", nonce=nonce, preferred=0))
        assert lease is not None
        holder = Holder(lease)
        if (found := self.stored()) is not None:
            holder.tag, holder.writes = found.tag, found.writes
            holder.pieces = self.store.do(self.sessions.load_pieces(0))
        self.holders.append(holder)

    @rule(back=integers(0, 2))
    def begin(self, back: int) -> None:
        holder, tag = self.holder(back), str(next(_tags))
        if self.writes(holder, self.sessions.begin(holder.lease, 0, stored_session(tag))) is not None:
            holder.tag, holder.writes, holder.pieces = tag, 0, {}

    @rule(back=integers(0, 2), sequence=SEQUENCES)
    def commit(self, back: int, sequence: int) -> None:
        holder = self.holder(back)
        unknown = self.writes(holder, self.sessions.commit(holder.lease, {0: Mark(holder.tag, sequence)}))
        if unknown == frozenset():
            found = self.stored()
            assert found is not None
            assert found.mark >= sequence

    @rule(back=integers(0, 2), name=PIECES, content=sampled_from([b"x", b"y", None]), twice=sampled_from([1, 2]))
    def save(self, back: int, name: str, content: bytes | None, twice: int) -> None:
        """Write a piece; when the answer is lost, it is written again."""
        holder = self.holder(back)
        number = holder.writes + 1
        for _ in range(twice):
            saving = self.sessions.save(holder.lease, 0, holder.tag, number, {name: content})
            if self.writes(holder, saving):
                holder.writes = number
                holder.pieces = {**holder.pieces, name: content} if content else without(holder.pieces, name)

    @rule(back=integers(0, 2), sequence=SEQUENCES)
    def checkpoint(self, back: int, sequence: int) -> None:
        """A checkpoint that the store takes is one of exactly what the writer believes to be there."""
        holder = self.holder(back)
        writing = self.sessions.checkpoint(holder.lease, 0, holder.tag, holder.writes + 1, sequence)
        if self.writes(holder, writing):
            holder.writes += 1
            assert self.store.do(self.sessions.load_pieces(0)) == holder.pieces

    @rule(back=integers(0, 2))
    def forget(self, back: int) -> None:
        holder = self.holder(back)
        if self.writes(holder, self.sessions.forget(holder.lease, 0)) is not None:
            assert self.stored() is None

    @rule()
    def copy(self) -> None:
        self.store.save()

    @rule(how=sampled_from(["flush", "restart_from_copy"]))
    def lose(self, how: str) -> None:
        """The store loses what it had; the last holder writes its lease again, as its next renewal does."""
        (self.store.flush if how == "flush" else self.store.restart_from_copy)()
        self.store.do(self.leases.renew(self.holders[-1].lease))
        self.store.do(trust_store(self.store.redis, KEYS))
        self.highest.clear()

    @invariant()
    def no_number_goes_back(self) -> None:
        if (found := self.stored()) is None:
            return
        mark, checkpoint = self.highest.get(found.tag, (0, 0))
        assert found.mark >= mark
        assert found.checkpoint >= checkpoint
        self.highest[found.tag] = found.mark, found.checkpoint

    def holder(self, back: int) -> Holder:
        """The last holder, or one of those before."""
        return self.holders[max(len(self.holders) - 1 - back, 0)]

    def writes[T](self, holder: Holder, attempt: Coroutine[Any, Any, T]) -> T | None:
        """Return the answer to a write; one by a holder that was followed is refused and changes nothing."""
        before = self.store.do(self.everything())
        try:
            answer = self.store.do(attempt)
        except TakenError:
            assert holder is not self.holders[-1], "the last holder may write"
            assert self.store.do(self.everything()) == before
            return None
        assert holder is self.holders[-1], "a holder that was followed may not write"
        return answer

    def stored(self) -> StoredSession | None:
        found = self.store.do(self.sessions.load(0)).get(0)
        assert found is None or isinstance(found, StoredSession)
        return found

    async def everything(self) -> dict[bytes | str, bytes | None]:
        return {key: await self.store.redis.dump(key) for key in await self.store.redis.keys("*")}

    def teardown(self) -> None:
        self.store.do(self.sessions.aclose())
        self.store.close()


def without(pieces: dict[str, bytes], name: str) -> dict[str, bytes]:
    return {each: content for each, content in pieces.items() if each != name}


def test_no_schedule_lets_a_follower_s_session_be_changed_or_a_number_go_back(redis_server: RedisServer):
    class OnThisServer(SessionSchedules):
        url = redis_server.url

    run_state_machine_as_test(OnThisServer, settings=settings(max_examples=60, stateful_step_count=30, deadline=None))
