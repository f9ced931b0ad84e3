import importlib.util
import zlib

import pytest

from fairlead_simulator.gateway.transport import transport_for

FRAMES = [b'{"op":10}', b'{"op":0,"d":"' + b"x" * 5_000 + b'"}', b'{"op":11}']


def test_without_compression_frames_are_text_as_they_are():
    transport = transport_for(None)
    assert not transport.binary
    assert [transport.encode(frame) for frame in FRAMES] == FRAMES


def test_a_zlib_stream_can_be_read_frame_by_frame():
    transport, reader = transport_for("zlib-stream"), zlib.decompressobj()
    for frame in FRAMES:
        message = transport.encode(frame)
        assert message.endswith(b"\x00\x00\xff\xff")
        assert reader.decompress(message) == frame
    assert transport.binary


def test_an_unknown_compression_is_refused_with_those_that_exist():
    with pytest.raises(LookupError, match=r"there are zlib-stream and zstd-stream"):
        transport_for("lzma")


@pytest.mark.skipif(importlib.util.find_spec("zstandard") is not None, reason="zstandard is installed")
def test_zstd_needs_its_package():
    with pytest.raises(LookupError, match="needs the zstandard package"):
        transport_for("zstd-stream")
