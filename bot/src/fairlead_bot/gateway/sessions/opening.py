"""How a shard begins in a new process: a function of what the store has of its session."""

from dataclasses import dataclass
from typing import Final

from fairlead_shared.fleet.records import IdentifyCause, SessionSignature
from fairlead_shared.fleet.sessions import StoredSession, UnreadableSession

_KEPT: Final = ("application_id", "token", "shard", "gateway", "cache")
"""The parts of a signature that have to be the same, beside the intents."""


@dataclass(frozen=True, slots=True)
class TakeUp:
    """Restore the cache and resume the session."""

    stored: StoredSession


@dataclass(frozen=True, slots=True)
class BeginAnew:
    """Identify: the cause, and for people why the stored session is of no use."""

    cause: IdentifyCause
    reason: str | None = None


def opening(stored: StoredSession | UnreadableSession | None, own: SessionSignature) -> TakeUp | BeginAnew:
    """Return how a shard begins.

    Args:
        stored: What the store has of the shard's session, if anything.
        own: The signature of sessions that this process would begin.
    """
    match stored:
        case None:
            return BeginAnew(IdentifyCause.START)
        case UnreadableSession(reason):
            return BeginAnew(IdentifyCause.RESUME_FAILED, f"The record of the session is damaged: {reason}.")
        case StoredSession():
            return foreign(stored.record.signature, own) or _unfinished(stored) or TakeUp(stored)


def foreign(theirs: SessionSignature, own: SessionSignature) -> BeginAnew | None:
    """Return how a shard begins whose session this process cannot go on with; nothing when it can."""
    if theirs.intents != own.intents:
        return BeginAnew(IdentifyCause.INTENTS_CHANGED, "The bot asks for other intents than its session has.")
    # A snapshot of an earlier version may well be readable: restoring it tells.
    if changed := [name for name in _KEPT if getattr(theirs, name) != getattr(own, name)]:
        return BeginAnew(IdentifyCause.START, f"The session was begun with something else: {', '.join(changed)}.")
    if theirs.snapshot > own.snapshot:
        return BeginAnew(IdentifyCause.RESUME_FAILED, "The snapshot of the cache was written by a newer version.")
    return None


def _unfinished(stored: StoredSession) -> BeginAnew | None:
    if stored.checkpoint == 0:
        # A start, not a recovery: processes that end so early again and again are a crash-loop, which the brake is for.
        return BeginAnew(IdentifyCause.START, "The process before ended before it had saved its cache.")
    return None
