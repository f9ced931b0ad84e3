import zlib

import pytest
import zstandard

from fairlead_simulator.gateway.transport import LARGE_PAYLOAD_BYTES, PayloadTransport, transport_for

FRAMES = [b'{"op":10}', b'{"op":0,"d":"' + b"x" * 5_000 + b'"}', b'{"op":11}']


def test_without_compression_frames_are_text_as_they_are():
    transport = transport_for(None)
    assert not any(transport.binary(frame) for frame in FRAMES)
    assert [transport.encode(frame) for frame in FRAMES] == FRAMES


def test_a_zlib_stream_can_be_read_frame_by_frame():
    transport, reader = transport_for("zlib-stream"), zlib.decompressobj()
    for frame in FRAMES:
        message = transport.encode(frame)
        assert message.endswith(b"\x00\x00\xff\xff")
        assert reader.decompress(message) == frame
    assert all(transport.binary(frame) for frame in FRAMES)


def test_a_zstd_stream_can_be_read_frame_by_frame():
    transport, reader = transport_for("zstd-stream"), zstandard.ZstdDecompressor().decompressobj()
    assert [reader.decompress(transport.encode(frame)) for frame in FRAMES] == FRAMES
    assert all(transport.binary(frame) for frame in FRAMES)


@pytest.mark.parametrize("compression", ["zlib-stream", "zstd-stream"])
def test_a_stream_remembers_what_it_said_before(compression: str):
    transport = transport_for(compression)
    frame = b'{"op":0,"d":"' + bytes(range(40, 90)) * 4 + b'"}'
    first, second = transport.encode(frame), transport.encode(frame)
    assert len(second) < len(first) / 2


@pytest.mark.parametrize(("size", "compressed"), [(LARGE_PAYLOAD_BYTES, False), (LARGE_PAYLOAD_BYTES + 1, True)])
def test_payload_compression_is_for_large_frames_each_by_itself(size: int, *, compressed: bool):
    transport, frame = PayloadTransport(), b"x" * size
    message = transport.encode(frame)
    assert transport.binary(frame) is compressed
    assert (zlib.decompress(message) if compressed else message) == frame
    assert transport.encode(frame) == message


def test_an_unknown_compression_is_refused_with_those_that_exist():
    with pytest.raises(LookupError, match=r"there are zlib-stream and zstd-stream"):
        transport_for("lzma")
