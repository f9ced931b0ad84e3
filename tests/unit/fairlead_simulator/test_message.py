"""The WebSocket messages that the simulator writes itself, read by the layout of RFC 6455."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairlead_simulator.gateway.message import message_of


def read_back(raw: bytes) -> list[tuple[int, bytes]]:
    """Return the opcode and payload of each message."""
    messages, position = [], 0
    while position < len(raw):
        first, length = raw[position], raw[position + 1]
        assert first & 0x80, "the message is in one piece"
        assert not length & 0x80, "a server masks nothing"
        head = {126: 4, 127: 10}.get(length, 2)
        if head > 2:
            length = int.from_bytes(raw[position + 2 : position + head])
        messages.append((first & 0x0F, raw[position + head : position + head + length]))
        position += head + length
    return messages


@pytest.mark.parametrize("size", [0, 1, 125, 126, 127, 65_535, 65_536, 70_000])
@pytest.mark.parametrize(("binary", "opcode"), [(False, 1), (True, 2)])
def test_a_message_of_any_size_is_read_as_it_was_written(size: int, binary: bool, opcode: int):
    assert read_back(message_of(b"x" * size, binary=binary)) == [(opcode, b"x" * size)]


@pytest.mark.parametrize(("size", "head"), [(125, 2), (126, 4), (65_535, 4), (65_536, 10)])
def test_the_shortest_header_that_fits_is_used(size: int, head: int):
    assert len(message_of(b"x" * size, binary=False)) == size + head


@given(st.lists(st.tuples(st.binary(max_size=300), st.booleans()), min_size=1))
def test_messages_in_one_piece_are_read_one_by_one(messages: list[tuple[bytes, bool]]):
    raw = b"".join(message_of(payload, binary=binary) for payload, binary in messages)
    assert read_back(raw) == [(2 if binary else 1, payload) for payload, binary in messages]
