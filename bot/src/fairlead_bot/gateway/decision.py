"""What a shard does after a connection has ended: a function of how it ended and of what the shard has."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

import yarl

from fairlead_bot.gateway.ending import Ending, EndKind
from fairlead_bot.gateway.session import GatewaySession
from fairlead_shared.fleet.records import IdentifyCause, ShardState

LONGEST_BACKOFF: Final = 15.0
"""Seconds; Discord keeps a session for a minute or two, so waiting longer would lose it."""
STABLE_SECONDS: Final = 10.0
"""A connection that was ready for this long was a good one: the next attempt is the first again."""
FALL_BACK_AFTER: Final = 4
"""Attempts at a session's own address before the gateway's general one is tried."""


@dataclass(frozen=True, slots=True)
class Resume:
    """Resume the session, after a wait in seconds."""

    after: float


@dataclass(frozen=True, slots=True)
class Identify:
    """Begin a new session for a cause, after a wait in seconds."""

    cause: IdentifyCause
    after: float = 0.0


@dataclass(frozen=True, slots=True)
class Leave:
    """Do not connect again: the state that the shard stays in, and why."""

    state: ShardState
    reason: str


_LOST_CODES: Final = frozenset({4007, 4009})
_FATAL_CODES: Final[Mapping[int, str]] = MappingProxyType(
    {
        4004: "Discord does not accept the bot's token (close code {code}).",
        4010: "Discord refuses this shard id with this shard count (close code {code}).",
        4011: "Discord requires more shards than this layout has (close code {code}).",
        4012: "Discord no longer serves this version of the gateway (close code {code}).",
        4013: "Discord does not know one of the intents (close code {code}).",
        4014: "Discord has not granted the bot a privileged intent that it asks for: {privileged}. Grant it in the "
        "developer portal or take it out of DISCORD_INTENTS (close code {code}).",
    }
)
"""https://discord.com/developers/docs/topics/opcodes-and-status-codes#gateway-gateway-close-event-codes"""


def decide(
    ending: Ending,
    *,
    session: GatewaySession | None,
    cause: IdentifyCause,
    failures: int,
    jitter: float,
    privileged: Sequence[str] = (),
) -> Resume | Identify | Leave:
    """Return what follows an ending.

    Args:
        ending: How the connection ended.
        session: The session that the shard has, if any.
        cause: Why the shard had no session, should it still have none.
        failures: How many attempts in a row did not become a good connection.
        jitter: A random number between 0 and 1.
        privileged: The names of the privileged intents that the bot asks for.
    """
    if ending.kind is EndKind.FENCED:
        return Leave(ShardState.FENCED, "The pod no longer holds the slot.")
    if ending.kind is EndKind.STOPPED:
        return Leave(ShardState.CLOSED, "The pod gave the shard up.")
    if ending.close_code is not None and (reason := _FATAL_CODES.get(ending.close_code)):
        return Leave(ShardState.FATAL, reason.format(code=ending.close_code, privileged=", ".join(privileged)))
    wait = backoff_seconds(failures, jitter)
    if _loses_session(ending):
        return Identify(IdentifyCause.SESSION_LOST if session else cause, max(wait, 1 + 4 * jitter))
    if session is None:
        return Identify(cause, 0.0 if ending.kind is EndKind.TURN_LOST else wait)
    return Resume(wait)


def backoff_seconds(failures: int, jitter: float) -> float:
    """Return the wait before the next attempt: none at first, then doubling from half a second, half of it random."""
    if failures == 0:
        return 0.0
    return min(0.5 * 2.0 ** (min(failures, 16) - 1), LONGEST_BACKOFF) * (0.5 + jitter / 2)


def failures_after(failures: int, ready_for: float) -> int:
    """Return the attempts in a row that did not last, after one that was ready for some seconds."""
    return 0 if ready_for >= STABLE_SECONDS else failures + 1


def resume_address(session: GatewaySession, failures: int, gateway: yarl.URL) -> yarl.URL:
    """Return where to resume: the session's own address, and the gateway's when that one is not to be reached."""
    return gateway if failures >= FALL_BACK_AFTER else session.resume_url


def _loses_session(ending: Ending) -> bool:
    """Tell whether Discord no longer has the session.

    Op 9 false, 4007 and 4009 end it. A shard waits one to five seconds before it identifies after op 9:
    https://discord.com/developers/docs/events/gateway#resuming
    """
    return ending.kind is EndKind.SESSION_INVALID or ending.close_code in _LOST_CODES
