"""Channels between two pods."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager

import aiohttp
import pytest
from aiohttp import web

from fairlead_bot.gateway.handover.channel import (
    LARGEST_MESSAGE,
    Channel,
    ChannelError,
    accept_channel,
    open_channel,
)

pytestmark = pytest.mark.e2e

SECRET = b"what both pods know"

type Behaviour = Callable[[Channel], Awaitable[None]]


class Listener:
    """A pod that answers channels, and what became of the last one."""

    def __init__(self, behave: Behaviour) -> None:
        self._behave = behave
        self.refused: ChannelError | None = None
        self.done = asyncio.Event()

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Answer one."""
        try:
            async with accept_channel(request, SECRET) as channel:
                await self._behave(channel)
        except ChannelError as error:
            self.refused = error
        finally:
            self.done.set()
        return web.Response()


async def echo(channel: Channel) -> None:
    """Say everything back."""
    while True:
        await channel.send(await channel.receive(5))


@asynccontextmanager
async def listening(behave: Behaviour = echo) -> AsyncGenerator[tuple[str, Listener]]:
    """A pod that listens, and its address."""
    listener = Listener(behave)
    application = web.Application()
    application.add_routes([web.get("/handover", listener.handle)])
    runner = web.AppRunner(application, shutdown_timeout=0.1)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        yield f"http://127.0.0.1:{runner.addresses[0][1]}/handover", listener
    finally:
        await runner.cleanup()


async def test_messages_arrive_as_they_were_sent_in_both_directions():
    async with listening() as (address, _), open_channel(address, SECRET) as channel:
        for message in (b"", b"one", b"\0" * 100_000, b"one"):
            await channel.send(message)
            assert await channel.receive(5) == message


async def test_a_message_may_be_as_large_as_the_largest_and_no_larger():
    async with listening() as (address, _), open_channel(address, SECRET) as channel:
        await channel.send(bytes(LARGEST_MESSAGE))
        assert await channel.receive(30) == bytes(LARGEST_MESSAGE)
        with pytest.raises(ValueError, match="the largest"):
            await channel.send(bytes(LARGEST_MESSAGE + 1))


async def test_who_does_not_know_the_secret_gets_no_channel():
    async with listening() as (address, listener):
        with pytest.raises(ChannelError):
            async with open_channel(address, b"something else"):
                pytest.fail("a channel was opened")
        await listener.done.wait()
        assert "does not know" in str(listener.refused)


async def test_a_listener_that_does_not_know_the_secret_is_not_talked_to():
    async def pretend(request: web.Request) -> web.StreamResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        await socket.send_bytes(bytes(32))
        await socket.receive()
        await socket.send_bytes(bytes(32))
        await socket.receive()
        return socket

    application = web.Application()
    application.add_routes([web.get("/handover", pretend)])
    runner = web.AppRunner(application, shutdown_timeout=0.1)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        with pytest.raises(ChannelError, match="does not know"):
            async with open_channel(f"http://127.0.0.1:{runner.addresses[0][1]}/handover", SECRET):
                pytest.fail("a channel was opened")
    finally:
        await runner.cleanup()


async def test_nobody_at_the_address_is_said_so():
    with pytest.raises(ChannelError, match="No pod answers"):
        async with open_channel("http://127.0.0.1:9/handover", SECRET):
            pytest.fail("a channel was opened")


async def test_an_altered_a_repeated_and_a_left_out_message_are_noticed(monkeypatch: pytest.MonkeyPatch):
    forgeries: tuple[Callable[[bytes], list[bytes]], ...] = (
        lambda sealed: [bytes([sealed[0] ^ 1]) + sealed[1:]],
        lambda sealed: [sealed, sealed],
        lambda sealed: [sealed[:-1]],
    )
    for forge in forgeries:
        heard = list[bytes]()

        async def hear(channel: Channel, heard: list[bytes] = heard) -> None:
            while True:
                heard.append(await channel.receive(5))

        async with listening(hear) as (address, listener), aiohttp.ClientSession() as session:
            async with session.ws_connect(address) as socket:
                channel = await Channel.ask(socket, SECRET)
                sealed = await _sealed(channel, socket, monkeypatch)
                for part in forge(sealed):
                    await socket.send_bytes(part)
            await listener.done.wait()
            assert "altered" in str(listener.refused)
            assert heard in ([], [b"give the slot to that pod"])


async def _sealed(channel: Channel, socket: aiohttp.ClientWebSocketResponse, monkeypatch: pytest.MonkeyPatch) -> bytes:
    """Return the first message of a channel as it would go over the network."""
    caught = list[bytes]()

    async def catch(message: bytes) -> None:
        caught.append(message)

    with monkeypatch.context() as patch:
        patch.setattr(socket, "send_bytes", catch)
        await channel.send(b"give the slot to that pod")
    return caught[0]


async def test_a_channel_that_breaks_off_ends_the_wait_of_the_other_side():
    async def leave(_channel: Channel) -> None:
        """Say nothing."""

    async with listening(leave) as (address, _), open_channel(address, SECRET) as channel:
        with pytest.raises(ChannelError, match="closed"):
            await channel.receive(5)


async def test_a_silent_pod_is_not_waited_for_longer_than_said():
    async def wait(channel: Channel) -> None:
        await channel.receive(5)

    async with listening(wait) as (address, _), open_channel(address, SECRET) as channel:
        with pytest.raises(ChannelError, match="silent"):
            await channel.receive(0.05)
