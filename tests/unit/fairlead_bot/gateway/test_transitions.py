"""Which state of a shard may follow which."""

import itertools

import pytest

from fairlead_bot.gateway.transitions import TRANSITIONS, may_follow
from fairlead_shared.fleet.records import ShardState as State


@pytest.mark.parametrize(
    "path",
    [
        [State.QUEUED, State.CONNECTING, State.IDENTIFYING, State.READY],
        [State.READY, State.CONNECTING, State.RESUMING, State.READY],
        [State.READY, State.CONNECTING, State.RESUMING, State.REPLAYING, State.READY],
        [State.RESUMING, State.CONNECTING, State.CONNECTING, State.RESUMING],
        [State.RESUMING, State.QUEUED, State.CONNECTING, State.IDENTIFYING],
        [State.CONNECTING, State.QUEUED],
        [State.IDENTIFYING, State.FATAL],
        [State.READY, State.FENCED, State.CLOSED],
        [State.READY, State.FENCED, State.READY],
        [State.REPLAYING, State.FENCED, State.REPLAYING],
        [State.READY, State.FENCED, State.CONNECTING, State.FENCED, State.CONNECTING, State.RESUMING],
        [State.QUEUED, State.WAITING_FOR_BUDGET, State.QUEUED, State.CONNECTING],
        [State.READY, State.CLOSED, State.CONNECTING],
        [State.READY, State.HANDING_OVER, State.CLOSED],
        [State.READY, State.HANDING_OVER, State.CONNECTING, State.RESUMING, State.READY],
        [State.READY, State.HANDING_OVER, State.FENCED, State.HANDING_OVER],
    ],
    ids=" ".join,
)
def test_the_ways_that_a_shard_goes_are_allowed(path: list[State]):
    assert all(may_follow(*step) for step in itertools.pairwise(path))


@pytest.mark.parametrize(
    ("current", "following"),
    [
        (State.QUEUED, State.IDENTIFYING),
        (State.QUEUED, State.READY),
        (State.CONNECTING, State.READY),
        (State.IDENTIFYING, State.RESUMING),
        (State.IDENTIFYING, State.REPLAYING),
        (State.READY, State.IDENTIFYING),
        (State.FATAL, State.CONNECTING),
        (State.FATAL, State.QUEUED),
        (State.WAITING_FOR_BUDGET, State.CONNECTING),
        (State.READY, State.WAITING_FOR_BUDGET),
    ],
)
def test_a_state_cannot_be_reached_past_the_ones_before_it(current: State, following: State):
    assert not may_follow(current, following)


@pytest.mark.parametrize("state", TRANSITIONS)
def test_a_shard_can_be_closed_in_every_state(state: State):
    assert may_follow(state, State.CLOSED)


@pytest.mark.parametrize("state", State)
def test_staying_is_always_allowed(state: State):
    assert may_follow(state, state)
