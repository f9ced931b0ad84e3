"""The states of a shard and which may follow which: one table."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from fairlead_shared.fleet.records import ShardState as State

_ALWAYS: Final = frozenset({State.CLOSED, State.FENCED})
"""A shard may be closed, or find that its pod may not act, at any moment."""
_MAY_BE_FENCED: Final = frozenset(
    {
        State.QUEUED,
        State.CONNECTING,
        State.IDENTIFYING,
        State.RESUMING,
        State.REPLAYING,
        State.READY,
        State.HANDING_OVER,
    }
)
"""A shard that may act again goes on where it was."""

TRANSITIONS: Final[Mapping[State, frozenset[State]]] = MappingProxyType(
    {
        State.QUEUED: _ALWAYS | {State.CONNECTING, State.WAITING_FOR_BUDGET},
        State.WAITING_FOR_BUDGET: _ALWAYS | {State.QUEUED},
        State.CONNECTING: _ALWAYS | {State.IDENTIFYING, State.RESUMING, State.QUEUED, State.CONNECTING, State.FATAL},
        State.IDENTIFYING: _ALWAYS | {State.READY, State.QUEUED, State.FATAL},
        State.RESUMING: _ALWAYS | {State.REPLAYING, State.READY, State.CONNECTING, State.QUEUED, State.FATAL},
        State.REPLAYING: _ALWAYS | {State.READY, State.CONNECTING, State.QUEUED, State.FATAL},
        State.READY: _ALWAYS | {State.HANDING_OVER, State.CONNECTING, State.QUEUED, State.FATAL},
        State.HANDING_OVER: _ALWAYS | {State.CONNECTING, State.QUEUED, State.FATAL},
        State.CLOSED: frozenset({State.CONNECTING, State.QUEUED, State.FENCED, State.CLOSED}),
        State.FENCED: _ALWAYS | _MAY_BE_FENCED | {State.FATAL},
        State.FATAL: frozenset({State.CLOSED}),
    }
)
"""From each state, those that may follow. Muting has no way in yet."""


def may_follow(current: State, following: State) -> bool:
    """Tell whether a shard may go from one state to another; staying is always allowed."""
    return current is following or following in TRANSITIONS.get(current, frozenset())
