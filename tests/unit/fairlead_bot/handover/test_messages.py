"""What two pods say to each other, as bytes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairlead_bot.gateway.handover.messages import (
    Accepted,
    Alive,
    AllCopied,
    Answered,
    AnyMessage,
    Copied,
    Forwarded,
    HandoverError,
    LastState,
    Pieces,
    Prepared,
    Refused,
    Transferred,
    Warm,
    contents_of,
    decode,
    encode,
    with_contents,
)

MESSAGES: list[AnyMessage] = [
    Accepted(pod="demo-1", uid="u", nonce="n"),
    Refused(reason="no"),
    Copied(shard_id=3, tag="t", checkpoint=7, writes=2),
    AllCopied(),
    Warm(),
    LastState(marks={0: 5}, presences={0: "[]"}, alive=Alive(menus=(1,), modals=("m",), events=("TYPING_START",))),
    Prepared(),
    Transferred(closed_for=0.5),
    Forwarded(number=1, shard_id=0, event="MESSAGE_CREATE", menu=False),
    Answered(number=1, known=False),
]


@pytest.mark.parametrize("message", MESSAGES, ids=lambda message: message.kind)
def test_a_message_and_what_follows_it_arrive_as_they_were(message: AnyMessage):
    assert decode(encode(message, b"and more")) == (message, b"and more")


@given(st.dictionaries(st.text(max_size=20), st.none() | st.binary(max_size=50), max_size=8))
def test_pieces_arrive_as_they_were(pieces: dict[str, bytes | None]):
    message, content = decode(with_contents(4, pieces))
    assert isinstance(message, Pieces)
    assert message.shard_id == 4
    assert contents_of(message, content) == pieces


@pytest.mark.parametrize("content", [b"abc", b"abcde"])
def test_pieces_with_more_or_fewer_bytes_than_announced_are_refused(content: bytes):
    with pytest.raises(HandoverError, match="announces"):
        contents_of(Pieces(shard_id=0, sizes={"one": 4, "gone": None}), content)


@given(st.binary(max_size=200))
def test_bytes_that_are_no_message_are_refused(raw: bytes):
    with pytest.raises(HandoverError):
        decode(raw)


def test_a_message_of_a_kind_that_is_not_known_is_refused():
    head = b'{"kind":"something of tomorrow"}'
    with pytest.raises(HandoverError, match="does not know"):
        decode(len(head).to_bytes(4) + head)


def test_fields_that_a_later_version_added_are_passed_over():
    head = b'{"kind":"warm","tomorrow":1}'
    assert decode(len(head).to_bytes(4) + head) == (Warm(), b"")
