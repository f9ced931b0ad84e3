"""Messages between two pods of one bot, each of which has proved to the other that it knows their Secret.

The Secret itself is never sent. Both sides answer a challenge of the other's, and each message carries a seal made with
a key of this channel's own, so that nobody between them can alter, repeat, drop or add one. What is sent is not
encrypted: whoever may read the pods' network reads it, as they read the traffic to Redis.
"""

import asyncio
import hashlib
import hmac
import secrets
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import ClassVar, Final, Self

import aiohttp
from aiohttp import web

from fairlead_shared.errors import FairleadError

LARGEST_MESSAGE: Final = 16 * 2**20
"""Bytes of a message at most; what is larger is sent in several."""
ANSWER_SECONDS: Final = 5.0
"""How long the other pod has to open a channel and prove itself."""
CLOSE_SECONDS: Final = 1.0
"""How long the other pod has to answer a close."""
_NONCE_BYTES: Final = 32
_SEAL_BYTES: Final = 16
_LARGEST_FRAME: Final = LARGEST_MESSAGE + _SEAL_BYTES + 1

type Socket = aiohttp.ClientWebSocketResponse | web.WebSocketResponse


class ChannelError(FairleadError):
    """The other pod does not know the Secret, or the channel broke off."""

    code: ClassVar[str] = "handover_channel"


class Channel:
    """One side of an open channel."""

    __slots__ = ("_heard", "_key_in", "_key_out", "_said", "_socket")

    def __init__(self, socket: Socket, *, key_out: bytes, key_in: bytes) -> None:
        self._socket = socket
        self._key_out = key_out
        self._key_in = key_in
        self._said = 0
        self._heard = 0

    @classmethod
    async def ask(cls, socket: Socket, secret: bytes) -> Self:
        """Prove oneself first, as the side that opened the connection.

        Raises:
            ChannelError: The other side does not know the Secret, or did not answer in time.
        """
        challenge = await _receive(socket, ANSWER_SECONDS)
        own = secrets.token_bytes(_NONCE_BYTES)
        await _send(socket, own + _proof(secret, b"asks", challenge, own))
        proof = await _receive(socket, ANSWER_SECONDS)
        if not hmac.compare_digest(proof, _proof(secret, b"answers", challenge, own)):
            raise ChannelError("The other pod does not know the handover Secret.")
        return cls(
            socket,
            key_out=_proof(secret, b"from asking", challenge, own),
            key_in=_proof(secret, b"to asking", challenge, own),
        )

    @classmethod
    async def answer(cls, socket: Socket, secret: bytes) -> Self:
        """Have the other side prove itself first, as the side that was connected to.

        Raises:
            ChannelError: The other side does not know the Secret, or did not answer in time.
        """
        challenge = secrets.token_bytes(_NONCE_BYTES)
        await _send(socket, challenge)
        answer = await _receive(socket, ANSWER_SECONDS)
        other, proof = answer[:_NONCE_BYTES], answer[_NONCE_BYTES:]
        if not hmac.compare_digest(proof, _proof(secret, b"asks", challenge, other)):
            raise ChannelError("The other pod does not know the handover Secret.")
        await _send(socket, _proof(secret, b"answers", challenge, other))
        return cls(
            socket,
            key_out=_proof(secret, b"to asking", challenge, other),
            key_in=_proof(secret, b"from asking", challenge, other),
        )

    async def send(self, message: bytes) -> None:
        """Send a message.

        Raises:
            ChannelError: The channel broke off.
            ValueError: The message is too large.
        """
        if len(message) > LARGEST_MESSAGE:
            raise ValueError(f"a message of {len(message)} bytes; the largest has {LARGEST_MESSAGE}")
        seal = _seal(self._key_out, self._said, message)
        self._said += 1
        await _send(self._socket, message + seal)

    async def receive(self, within: float) -> bytes:
        """Return the next message, waiting for at most some seconds.

        Raises:
            ChannelError: None came in time, the channel broke off, or the message is not the other pod's.
        """
        sealed = await _receive(self._socket, within)
        message, seal = sealed[:-_SEAL_BYTES], sealed[-_SEAL_BYTES:]
        if not hmac.compare_digest(seal, _seal(self._key_in, self._heard, message)):
            raise ChannelError("A message was altered on its way.")
        self._heard += 1
        return message

    async def close(self) -> None:
        """Close the channel."""
        await self._socket.close()


@asynccontextmanager
async def open_channel(address: str, secret: bytes) -> AsyncGenerator[Channel]:
    """Open a channel to a pod at an HTTP address; it is closed with the block.

    Raises:
        ChannelError: Nobody answers there, or not somebody who knows the Secret.
    """
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(connect=ANSWER_SECONDS)) as session:
        try:
            socket = await session.ws_connect(
                address,
                timeout=aiohttp.ClientWSTimeout(ws_close=CLOSE_SECONDS),  # pyright: ignore[reportCallIssue] - attrs makes it
                max_msg_size=_LARGEST_FRAME,
            )
        except (OSError, aiohttp.ClientError, TimeoutError) as error:
            raise ChannelError(f"No pod answers at {address}: {str(error) or type(error).__name__}.") from error
        async with socket:
            yield await Channel.ask(socket, secret)


@asynccontextmanager
async def accept_channel(request: web.Request, secret: bytes) -> AsyncGenerator[Channel]:
    """Answer a pod that opens a channel by this request; it is closed with the block.

    Raises:
        ChannelError: The other side does not know the Secret.
    """
    socket = web.WebSocketResponse(timeout=CLOSE_SECONDS, max_msg_size=_LARGEST_FRAME, compress=False)
    await socket.prepare(request)
    try:
        yield await Channel.answer(socket, secret)
    finally:
        await socket.close()


def _proof(secret: bytes, purpose: bytes, challenge: bytes, answer: bytes) -> bytes:
    """Return what only who knows the Secret can say of two nonces; each purpose gives another."""
    return hmac.digest(secret, b"fairlead handover 1 " + purpose + b"\0" + challenge + answer, hashlib.sha256)


def _seal(key: bytes, number: int, message: bytes) -> bytes:
    return hmac.digest(key, number.to_bytes(8) + message, hashlib.sha256)[:_SEAL_BYTES]


async def _send(socket: Socket, message: bytes) -> None:
    try:
        await socket.send_bytes(message)
    except (OSError, aiohttp.ClientError) as error:
        raise ChannelError(f"The channel broke off: {error}.") from error


async def _receive(socket: Socket, within: float) -> bytes:
    try:
        async with asyncio.timeout(within):
            received = await socket.receive()
    except TimeoutError as error:
        raise ChannelError(f"The other pod was silent for {within:g} s.") from error
    if received.type is not aiohttp.WSMsgType.BINARY:
        raise ChannelError("The other pod closed the channel.")
    data: bytes = received.data
    return data
