"""Reads and checks the frames with which a client opens or takes up a session.

Source: https://discord.com/developers/docs/events/gateway-events#identify
"""

from dataclasses import dataclass

from fairlead_simulator.body import Body, BodyError, flag, integer, items, mapping, text
from fairlead_simulator.gateway.opcodes import CloseCode
from fairlead_simulator.gateway.presence import ONLINE, Presence, parse_presence
from fairlead_simulator.gateway.refusal import FrameRefusedError
from fairlead_simulator.intents import KNOWN_BITS, PRIVILEGED, Intent
from fairlead_simulator.jsonvalue import Json
from fairlead_simulator.violations import Rule

MAX_GUILDS_PER_SHARD = 2_500
DEFAULT_LARGE_THRESHOLD = 50
MAX_LARGE_THRESHOLD = 250


@dataclass(frozen=True, slots=True)
class Identify:
    """What a client says when it opens a session."""

    token: str
    shard_id: int
    shard_count: int
    intents: Intent
    compress: bool = False
    large_threshold: int = DEFAULT_LARGE_THRESHOLD
    presence: Presence = ONLINE


@dataclass(frozen=True, slots=True)
class Resume:
    """What a client says when it takes a session up again."""

    token: str
    session_id: str
    sequence: int


def parse_identify(data: Json, *, strict: bool = False) -> Identify:
    """Read an identify.

    Args:
        data: The frame's `d`.
        strict: Whether to refuse an identify without the connection properties that Discord documents as required.

    Raises:
        FrameRefusedError: A field is missing or not of its type, the shard is none, or the intents are none.
    """
    try:
        body = Body(data)
        token = body.required("token", text())
        compress = body.optional("compress", flag, default=False)
        threshold = integer(DEFAULT_LARGE_THRESHOLD, MAX_LARGE_THRESHOLD)
        large_threshold = body.optional("large_threshold", threshold, DEFAULT_LARGE_THRESHOLD)
        presence = body.optional("presence", parse_presence, ONLINE)
        if strict:
            body.required("properties", mapping)
    except BodyError as error:
        raise FrameRefusedError(CloseCode.DECODE_ERROR, Rule.DECODE_ERROR, str(error)) from error
    try:
        shard_id, shard_count = body.optional("shard", _shard, (0, 1))
    except BodyError as error:
        raise FrameRefusedError(CloseCode.INVALID_SHARD, Rule.INVALID_SHARD, "Invalid shard.") from error
    try:
        intents = body.required("intents", integer(0))
    except BodyError as error:
        raise FrameRefusedError(CloseCode.INVALID_INTENTS, Rule.INVALID_INTENTS, "Invalid intent(s).") from error
    if intents & ~KNOWN_BITS:
        raise FrameRefusedError(CloseCode.INVALID_INTENTS, Rule.INVALID_INTENTS, "Invalid intent(s).")
    return Identify(token, shard_id, shard_count, Intent(intents), compress, large_threshold, presence)


def parse_resume(data: Json) -> Resume:
    """Read a resume.

    Raises:
        FrameRefusedError: A field is missing or not of its type.
    """
    try:
        body = Body(data)
        return Resume(
            body.required("token", text()),
            body.required("session_id", text()),
            body.required("seq", integer(0)),
        )
    except BodyError as error:
        raise FrameRefusedError(CloseCode.DECODE_ERROR, Rule.DECODE_ERROR, str(error)) from error


def check_grant(identify: Identify, granted: Intent, guilds_on_shard: int, shard_multiple: int = 1) -> None:
    """Check an identify against what the application may have.

    Raises:
        FrameRefusedError: A privileged intent was not granted, the shard would have too many guilds, or the shard
            count is no multiple of the number that a large bot was assigned
            (https://discord.com/developers/docs/events/gateway#sharding-for-large-bots).
    """
    if identify.shard_count % shard_multiple:
        raise FrameRefusedError(CloseCode.INVALID_SHARD, Rule.INVALID_SHARD, "Invalid shard.")
    if identify.intents & PRIVILEGED & ~granted:
        raise FrameRefusedError(CloseCode.DISALLOWED_INTENTS, Rule.DISALLOWED_INTENTS, "Disallowed intent(s).")
    if guilds_on_shard > MAX_GUILDS_PER_SHARD:
        raise FrameRefusedError(CloseCode.SHARDING_REQUIRED, Rule.SHARDING_REQUIRED, "Sharding required.")


def _shard(value: Json, path: tuple[str, ...]) -> tuple[int, int]:
    shard = items(integer(0))(value, path)
    if len(shard) != 2 or shard[0] >= shard[1]:
        raise BodyError(path, "INVALID_SHARD", "Must be a shard id and a number of shards above it.")
    return shard[0], shard[1]
