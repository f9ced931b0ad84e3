"""Messages over a channel: said, and expected to be of a kind."""

from dataclasses import dataclass
from typing import Final

from fairlead_bot.gateway.handover.channel import Channel
from fairlead_bot.gateway.handover.messages import AnyMessage, HandoverError, Message, decode, encode

SILENT_SECONDS: Final = 3600.0
"""How long the pods may have nothing to say while handlers run on; if one of them goes, the channel ends."""


@dataclass(frozen=True, slots=True)
class Conversation:
    """One side of what two pods say to each other."""

    channel: Channel

    async def say(self, message: Message, content: bytes = b"") -> None:
        """Say something.

        Raises:
            ChannelError: The channel broke off.
        """
        await self.channel.send(encode(message, content))

    async def hear(self, within: float) -> tuple[AnyMessage, bytes]:
        """Return what the other side says next, and the bytes that follow it.

        Raises:
            ChannelError: It says nothing in time, or the channel broke off.
            HandoverError: It cannot be understood.
        """
        return decode(await self.channel.receive(within))

    async def expect[M: Message](self, kind: type[M], within: float) -> M:
        """Return what the other side says next, which is of a kind.

        Raises:
            ChannelError: It says nothing in time, or the channel broke off.
            HandoverError: It says something else.
        """
        message, _ = await self.hear(within)
        if not isinstance(message, kind):
            raise HandoverError(f"The other pod said {message.kind!r} where {kind.__name__} was due.")
        return message
