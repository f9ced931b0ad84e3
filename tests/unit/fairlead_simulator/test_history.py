import pytest

from fairlead_simulator.ledger.history import Gap, SessionHistory, ShardHistory
from tests.fixtures.simulator import SimulatorClock


@pytest.fixture
def shard() -> ShardHistory:
    return ShardHistory()


def opened(shard: ShardHistory, clock: SimulatorClock, session_id: str = "one") -> SessionHistory:
    history = SessionHistory(session_id, 0, 1, shard=shard, clock=clock)
    history.connected()
    return history


def seconds(shard: ShardHistory) -> list[tuple[float | None, bool]]:
    return [(gap.seconds, gap.resumed) for gap in shard.gaps]


def test_a_gap_lasts_from_the_disconnect_to_the_resume(shard: ShardHistory, clock: SimulatorClock):
    history = opened(shard, clock)
    clock.advance(5)
    history.disconnected(3)
    clock.advance(2)
    assert seconds(shard) == [(None, False)]
    history.connected()
    assert seconds(shard) == [(2.0, True)]


def test_a_new_session_ends_a_gap_too(shard: ShardHistory, clock: SimulatorClock):
    opened(shard, clock).disconnected(3)
    clock.advance(1)
    opened(shard, clock, "two")
    assert seconds(shard) == [(1.0, False)]


def test_there_is_no_gap_while_another_session_of_the_shard_is_connected(shard: ShardHistory, clock: SimulatorClock):
    first = opened(shard, clock)
    opened(shard, clock, "two")
    first.disconnected(3)
    assert shard.gaps == []


def test_a_session_that_ends_under_its_client_begins_a_gap_once(shard: ShardHistory, clock: SimulatorClock):
    history = opened(shard, clock)
    history.ended(3, by_client=False)
    history.disconnected(3)
    assert [type(gap) for gap in shard.gaps] == [Gap]


def test_a_living_session_offers_everything(shard: ShardHistory, clock: SimulatorClock):
    history = opened(shard, clock)
    history.disconnected(3)
    assert history.offers(1_000)


def test_a_session_that_discord_ended_offers_what_was_sent_before_its_client_went(
    shard: ShardHistory, clock: SimulatorClock
):
    history = opened(shard, clock)
    history.disconnected(3)
    history.ended(9, by_client=False)
    assert (history.offers(3), history.offers(4)) == (True, False)


def test_a_session_that_discord_ends_while_it_is_connected_offers_all_that_was_sent(
    shard: ShardHistory, clock: SimulatorClock
):
    history = opened(shard, clock)
    history.disconnected(3)
    history.connected()
    history.ended(9, by_client=False)
    assert (history.offers(9), history.offers(10)) == (True, False)


def test_a_refused_resume_shows_what_the_client_never_got(shard: ShardHistory, clock: SimulatorClock):
    history = opened(shard, clock)
    history.disconnected(8)
    history.ended(9, by_client=False)
    history.refused(5)
    history.refused(7)
    assert (history.offers(5), history.offers(6)) == (True, False)


def test_a_session_that_its_client_ended_excuses_nothing(shard: ShardHistory, clock: SimulatorClock):
    history = opened(shard, clock)
    history.disconnected(3)
    history.ended(9, by_client=True)
    history.ended(9, by_client=False)
    history.refused(0)
    assert history.offers(1_000)
    assert not history.ended_by_discord


def test_a_session_that_its_client_gave_up_for_a_new_one_excuses_nothing(shard: ShardHistory, clock: SimulatorClock):
    history = opened(shard, clock)
    history.disconnected(3)
    opened(shard, clock, "two")
    history.ended(9, by_client=False)
    assert history.superseded
    assert history.offers(1_000)


def test_a_session_beside_a_connected_one_is_not_given_up(shard: ShardHistory, clock: SimulatorClock):
    history = opened(shard, clock)
    opened(shard, clock, "two")
    assert not history.superseded


def test_a_session_whose_connection_ends_beside_a_newer_one_is_superseded_until_its_client_comes_back(
    shard: ShardHistory, clock: SimulatorClock
):
    older = opened(shard, clock)
    clock.advance(1)
    newer = opened(shard, clock, "two")
    assert not older.superseded
    clock.advance(1)
    older.disconnected(3)
    assert older.superseded_before(clock.time())
    assert not older.superseded_before(clock.time() - 0.5)
    older.connected()
    newer.disconnected(3)
    assert (older.superseded, newer.superseded) == (False, False)
