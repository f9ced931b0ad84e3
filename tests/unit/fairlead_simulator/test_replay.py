import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairlead_simulator.gateway.replay import ReplayBuffer


def buffer_of(count: int, capacity: int) -> ReplayBuffer:
    buffer = ReplayBuffer(capacity)
    for sequence in range(1, count + 1):
        buffer.append(str(sequence).encode())
    return buffer


@given(count=st.integers(0, 50), capacity=st.integers(1, 60), data=st.data())
def test_a_resume_gets_exactly_what_was_missed_in_order_or_nothing(count: int, capacity: int, data: st.DataObject):
    sequence = data.draw(st.integers(0, count))
    missed = buffer_of(count, capacity).after(sequence)
    if count - sequence > capacity:
        assert missed is None
    else:
        assert missed == [str(number).encode() for number in range(sequence + 1, count + 1)]


@pytest.mark.parametrize("sequence", [-1, 4])
def test_a_sequence_that_was_never_sent_is_refused(sequence: int):
    with pytest.raises(ValueError, match="was never sent"):
        buffer_of(3, 10).after(sequence)
