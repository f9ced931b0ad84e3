import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairlead_simulator.gateway.opcodes import CloseCode
from fairlead_simulator.gateway.session import Session
from fairlead_simulator.gateway.sessions import SessionRegistry
from fairlead_simulator.gateway.terms import SESSION_SECONDS
from fairlead_simulator.intents import NO_INTENTS
from tests.unit.fairlead_simulator.simulations import RecordingLink


def session(shard_id: int = 0, shard_count: int = 1, session_id: str = "s") -> Session:
    return Session(session_id, shard_id, shard_count, NO_INTENTS, bot_id=1)


def test_events_are_numbered_from_one_and_sent_as_they_come():
    open_session, link = session(), RecordingLink()
    open_session.connect(link)
    open_session.emit("A", b'{"n":1}')
    open_session.emit("B", b"null")
    assert link.frames == [{"t": "A", "s": 1, "op": 0, "d": {"n": 1}}, {"t": "B", "s": 2, "op": 0, "d": None}]


def test_a_session_without_a_connection_keeps_what_happens():
    lone = session()
    lone.emit("A", b"1")
    assert lone.sequence == 1
    assert lone.missed(0) == [b'{"t":"A","s":1,"op":0,"d":1}']


def test_taking_a_session_up_elsewhere_closes_the_older_connection():
    taken, older, newer = session(), RecordingLink(), RecordingLink()
    taken.connect(older)
    taken.connect(newer)
    taken.disconnect(older, 5.0)
    assert older.closed is not None
    assert older.closed[0] is CloseCode.UNKNOWN_ERROR
    assert taken.link is newer


@pytest.mark.parametrize(("seconds", "expired"), [(SESSION_SECONDS - 0.1, False), (SESSION_SECONDS, True)])
def test_a_session_expires_some_minutes_after_its_connection(seconds: float, *, expired: bool):
    left, link = session(), RecordingLink()
    left.connect(link)
    assert not left.expired(10_000.0)
    left.disconnect(link, 100.0)
    assert left.expired(100.0 + seconds) is expired


def test_only_expired_sessions_are_ended():
    registry, kept, gone, link = SessionRegistry(), session(session_id="kept"), session(session_id="gone"), None
    for each in (kept, gone):
        link = RecordingLink()
        registry.add(each)
        each.connect(link)
    assert link is not None
    gone.disconnect(link, 0.0)
    registry.expire(SESSION_SECONDS)
    assert list(registry) == [kept]
    assert registry.get("gone") is None


@given(guild_id=st.integers(0, (1 << 63) - 1), counts=st.lists(st.integers(1, 9), min_size=1, max_size=4, unique=True))
def test_an_event_goes_to_one_shard_of_every_shard_count_in_use(guild_id: int, counts: list[int]):
    registry = SessionRegistry()
    for count in counts:
        for shard_id in range(count):
            registry.add(session(shard_id, count, f"{shard_id}/{count}"))
    receiving = {(each.shard_id, each.shard_count) for each in registry.receiving(guild_id)}
    assert receiving == {((guild_id >> 22) % count, count) for count in counts}


def test_two_sessions_of_one_shard_both_receive():
    registry = SessionRegistry()
    registry.add(session(0, 2, "first"))
    registry.add(session(0, 2, "second"))
    assert [each.id for each in registry.receiving(None)] == ["first", "second"]


def test_an_ended_session_receives_nothing_and_ending_it_again_is_harmless():
    registry, ended = SessionRegistry(), session()
    registry.add(ended)
    registry.end(ended)
    registry.end(ended)
    assert registry.receiving(None) == []
    assert registry.on_shard(0) == []
