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
GIVE_UP_AFTER: Final = 8
"""Resumes that reached Discord and were not answered before the session is given up: it would be tried for ever."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """What came of a connection before it ended.

    Attributes:
        refused_resumes: How many resumes in a row, this one included, reached Discord and brought neither an event nor
            RESUMED.
        heard: Whether an event came after READY or RESUMED; a replay does not count.
    """

    refused_resumes: int = 0
    heard: bool = True


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


LOST_REASON: Final = "The pod no longer holds the slot."
"""Why a shard leaves when its slot is another pod's."""
_NO_FAULT: Final = frozenset({EndKind.TURN_LOST, EndKind.FENCED, EndKind.OVERFLOWED})
"""Endings that say nothing of the connection: the shard waits elsewhere, for its turn or for its lease."""
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
    attempt: Attempt,
    jitter: float,
    privileged: Sequence[str] = (),
) -> Resume | Identify | Leave:
    """Return what follows an ending.

    Args:
        ending: How the connection ended.
        session: The session that the shard has, if any.
        cause: Why the shard had no session, should it still have none.
        failures: How many attempts in a row did not become a good connection.
        attempt: What came of the connection before it ended.
        jitter: A random number between 0 and 1.
        privileged: The names of the privileged intents that the bot asks for.
    """
    if leave := _leaves(ending, privileged):
        return leave
    wait = 0.0 if ending.kind in _NO_FAULT else backoff_seconds(failures, jitter)
    if loses_session(ending):
        return Identify(IdentifyCause.SESSION_LOST if session else cause, max(wait, 1 + 4 * jitter))
    if session is None:
        return Identify(cause, wait)
    if ending.kind is EndKind.DEAF and not attempt.heard:
        return Identify(IdentifyCause.DEAF, wait)
    if attempt.refused_resumes >= GIVE_UP_AFTER:
        return Identify(IdentifyCause.RESUME_FAILED, wait)
    return Resume(wait)


def _leaves(ending: Ending, privileged: Sequence[str]) -> Leave | None:
    """Return the end of a shard that does not connect again, if that is what follows."""
    if ending.kind is EndKind.LOST:
        return Leave(ShardState.FENCED, LOST_REASON)
    if ending.kind is EndKind.STOPPED:
        return Leave(ShardState.CLOSED, "The pod gave the shard up.")
    if ending.close_code is not None and (reason := _FATAL_CODES.get(ending.close_code)):
        return Leave(ShardState.FATAL, reason.format(code=ending.close_code, privileged=", ".join(privileged)))
    return None


def backoff_seconds(failures: int, jitter: float) -> float:
    """Return the wait before the next attempt: none at first, then doubling from half a second, half of it random."""
    if failures == 0:
        return 0.0
    return min(0.5 * 2.0 ** (min(failures, 16) - 1), LONGEST_BACKOFF) * (0.5 + jitter / 2)


def failures_after(failures: int, ready_for: float) -> int:
    """Return the attempts in a row that did not last, after one that was ready for some seconds."""
    return 0 if ready_for >= STABLE_SECONDS else failures + 1


def refused_resumes_after(refused: int, ending: Ending, *, greeted: bool, progressed: bool) -> int:
    """Return the resumes in a row that reached Discord and came to nothing, after one more.

    Args:
        refused: How many there were.
        ending: How the connection ended.
        greeted: Whether Discord said HELLO; an address that nobody answers says nothing of the session.
        progressed: Whether an event or RESUMED came.
    """
    if progressed:
        return 0
    return refused + (greeted and ending.kind not in _NO_FAULT | {EndKind.DISCONNECTED})


def resume_address(session: GatewaySession, failures: int, gateway: yarl.URL) -> yarl.URL:
    """Return where to resume: the session's own address, and the gateway's when that one is not to be reached."""
    return gateway if failures >= FALL_BACK_AFTER else session.resume_url


def loses_session(ending: Ending) -> bool:
    """Tell whether Discord no longer has the session.

    Op 9 false, 4007 and 4009 end it, and with a hole in what it replays nothing is left that could be relied on. A
    shard waits one to five seconds before it identifies after op 9:
    https://discord.com/developers/docs/events/gateway#resuming
    """
    return ending.kind in {EndKind.SESSION_INVALID, EndKind.HOLE} or ending.close_code in _LOST_CODES
