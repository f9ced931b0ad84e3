"""The bytes of a piece."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairlead_bot.gateway.snapshot import piece
from fairlead_bot.gateway.snapshot.parts import Part, PieceKey
from fairlead_bot.gateway.snapshot.piece import IncompatibleSnapshotError, pack, unpack

rows = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**64 - 1) | st.text(),
    lambda inner: st.lists(inner, max_size=5),
    max_leaves=20,
)


@given(rows)
def test_what_is_packed_is_unpacked(row: object):
    assert unpack(pack(row)) == row


@given(rows, st.data())
def test_a_piece_that_is_cut_off_is_refused(row: object, data: st.DataObject):
    packed = pack(row)
    with pytest.raises(IncompatibleSnapshotError):
        unpack(packed[: data.draw(st.integers(0, len(packed) - 1))])


@given(st.data())
def test_a_piece_with_a_changed_byte_is_refused(data: st.DataObject):
    row = ["some", "row", 1, 2, 3]
    packed = bytearray(pack(row))
    place = data.draw(st.integers(0, len(packed) - 1))
    packed[place] ^= data.draw(st.integers(1, 255))
    try:
        assert unpack(bytes(packed)) == row  # some bits of the compressed stream's header say nothing
    except IncompatibleSnapshotError:
        return


def test_bytes_after_a_piece_are_refused():
    with pytest.raises(IncompatibleSnapshotError):
        unpack(pack([1]) + b"more")


def test_a_piece_of_a_newer_version_is_refused_by_its_number(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(piece, "SNAPSHOT_VERSION", 2)
    newer = pack([1])
    monkeypatch.undo()
    with pytest.raises(IncompatibleSnapshotError, match="version 2"):
        unpack(newer)


def test_a_piece_of_another_layout_is_refused(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(piece, "FINGERPRINT", b"else")
    other = pack([1])
    monkeypatch.undo()
    with pytest.raises(IncompatibleSnapshotError):
        unpack(other)


@pytest.mark.parametrize("key", [PieceKey(Part.MEMBERS, 5, 3), PieceKey(Part.MESSAGES, 0, 7), PieceKey(Part.SHARD)])
def test_a_key_is_found_again_from_its_name(key: PieceKey):
    assert PieceKey.parse(key.name) == key


@pytest.mark.parametrize("name", ["", "guild:5", "guild:5:members:x", "nothing:0", "messages"])
def test_a_name_that_is_no_pieces_is_refused(name: str):
    with pytest.raises(ValueError, match=r".*"):
        PieceKey.parse(name)
