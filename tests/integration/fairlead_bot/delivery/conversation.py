"""Messages to a pod of two shards, and what its cog noted of them."""

from typing import Any

from fairlead_bot.gateway.delivery.marks import MarkCommitter
from fairlead_bot.gateway.session import GatewaySession
from fairlead_bot.gateway.shard import GatewayShard
from fairlead_simulator.client import ControlClient
from tests.integration.fairlead_bot.pods import LocalPod
from tests.integration.fairlead_bot.waiting import eventually

TYPING = b'{"channel_id":"1","user_id":"2","timestamp":3}'


def bot_of(pod: LocalPod) -> Any:  # Any: the cog sets attributes
    """The bot of a pod."""
    assert pod.runtime.pod.bot is not None
    return pod.runtime.pod.bot


def session_in(shard: GatewayShard) -> GatewaySession:
    """The session that a shard has."""
    assert shard.session is not None
    return shard.session


def marks_of(pod: LocalPod) -> MarkCommitter:
    """What writes the marks of a pod."""
    committer = pod.shards[0].surroundings.marks
    assert committer is not None
    return committer


def seen(pod: LocalPod) -> list[str]:
    """The messages that the cog has begun to handle, in that order."""
    noted: list[str] = bot_of(pod).seen
    return noted


async def say(control: ControlClient, *words: str, shard_id: int = 0) -> None:
    """Write messages in a guild of a shard."""
    guild = next(guild for guild in await control.guilds() if (guild.id >> 22) % 2 == shard_id)
    for word in words:
        await control.send_message(guild.id, word)


async def heard(pod: LocalPod, *words: str) -> None:
    """Wait until the cog has begun to handle exactly these messages, in this order."""
    await eventually(lambda: len(seen(pod)) >= len(words), f"{len(words)} messages are handled")
    assert seen(pod) == list(words)


async def received(pod: LocalPod, sequence: int, shard_id: int = 0) -> None:
    """Wait until a shard has read everything up to a sequence, handled or not."""
    shard = pod.shards[shard_id]

    def has_read() -> bool:
        return session_in(shard).sequence + shard.surroundings.backlog_room.frames >= sequence

    await eventually(has_read, f"shard {shard_id} has read up to {sequence}")
