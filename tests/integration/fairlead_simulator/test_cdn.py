"""Pictures of users and guilds: REST tells their hashes, and the network gives them."""

import struct
import zlib
from collections.abc import AsyncIterator
from typing import NamedTuple

import aiohttp
import pytest

from fairlead_simulator.client import GuildReport
from fairlead_simulator.server import Simulator
from tests.integration.fairlead_simulator.rest_client import RestClient


class Given(NamedTuple):
    status: int
    type: str
    body: bytes


@pytest.fixture
async def http() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


async def given(http: aiohttp.ClientSession, simulator: Simulator, path: str) -> Given:
    async with http.get(simulator.endpoints.cdn + path) as response:
        return Given(response.status, response.content_type, await response.read())


def rows_of(png: bytes) -> list[bytes]:
    """Decode a picture of one byte a pixel; checks the sums of all chunks."""
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    chunks, place = dict[bytes, bytes](), 8
    while place < len(png):
        length, kind = struct.unpack_from(">I4s", png, place)
        content = png[place + 8 : place + 8 + length]
        assert struct.unpack_from(">I", png, place + 8 + length) == (zlib.crc32(kind + content),)
        chunks[kind] = content
        place += 12 + length
    width, height = struct.unpack_from(">II", chunks[b"IHDR"])
    pixels = zlib.decompress(chunks[b"IDAT"])
    assert len(pixels) == height * (width + 1)
    return [pixels[row * (width + 1) + 1 : (row + 1) * (width + 1)] for row in range(height)]


async def test_owners_and_guilds_have_pictures_that_the_network_gives(
    rest: RestClient, http: aiohttp.ClientSession, simulator: Simulator, guild: GuildReport
):
    icon = (await rest.ask("GET", f"/guilds/{guild.id}")).body["icon"]
    avatar = (await rest.ask("GET", f"/users/{guild.owner_id}")).body["avatar"]
    seen: list[list[bytes]] = []
    for path in (f"/icons/{guild.id}/{icon}.png", f"/avatars/{guild.owner_id}/{avatar}.png?size=64"):
        status, kind, body = await given(http, simulator, path)
        assert (status, kind) == (200, "image/png")
        seen.append(rows_of(body))
    assert [len(rows) for rows in seen] == [128, 64]
    for rows in seen:
        assert all(row == row[::-1] for row in rows)
        assert len({*rows}) > 1


async def test_what_is_nobodys_picture_is_not_there(
    http: aiohttp.ClientSession, simulator: Simulator, guild: GuildReport
):
    icon = simulator.simulation.world.guilds[guild.id].icon
    for path in (
        f"/icons/{guild.id}/{'0' * 32}.png",
        f"/icons/1/{icon}.png",
        f"/avatars/{guild.id}/{icon}.png",
        f"/icons/{guild.id}/{icon}.exe",
    ):
        assert (await given(http, simulator, path)).status == 404
    assert (await given(http, simulator, f"/icons/{guild.id}/{icon}.png?size=100")).status == 400
