"""A session of the gateway, as a resume needs it, and how far it got here and in the store."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Self

import yarl

if TYPE_CHECKING:
    from fairlead_bot.gateway.snapshot import SnapshotAges


def _new_tag() -> str:
    return secrets.token_hex(8)


@dataclass(slots=True)
class GatewaySession:
    """A session that Discord keeps for a shard.

    Of its numbers only the durable one is ever sent to Discord: what a heartbeat or a RESUME names, Discord may forget.

    Attributes:
        session_id: Discord's name of the session.
        resume_url: Where READY said to resume.
        sequence: The last sequence number that was applied in this process.
        mark: The sequence up to which the store knows that events were given to handlers (or, with at-least-once
            delivery, that their handlers have ended).
        checkpoint: The sequence from which a replay makes the stored snapshot of the cache true.
        handled: The sequence up to which the mark may go: what was given to handlers, or whose handlers have ended.
        kept: Whether a session store keeps it; without one, what was applied is as durable as it gets.
        tag: Names the session in the store: what belongs to an earlier one is never mixed with it.
        silent_until: In a session that another process began, events up to this sequence were given to handlers
            there: they change the cache and nothing else.
        ages: In a session that another process began, until it is resumed: which replayed events are newer than the
            restored records.
    """

    session_id: str
    resume_url: yarl.URL
    sequence: int
    mark: int = 0
    checkpoint: int = 0
    handled: int = 0
    kept: bool = False
    tag: str = field(default_factory=_new_tag)
    silent_until: int = 0
    ages: "SnapshotAges | None" = None

    @property
    def durable(self) -> int:
        """The only sequence that may be sent to Discord: events after it can be asked for again by any process."""
        return min(self.mark, self.checkpoint) if self.kept else self.sequence

    def renew_tag(self) -> None:
        """Take another name in the store, where nothing is left under the old one."""
        self.tag = _new_tag()

    @classmethod
    def from_ready(cls, ready: Mapping[str, Any], sequence: int, *, kept: bool = False) -> Self:
        """Return the session that a READY event began.

        READY itself is as good as durable: nobody asks for it again.

        Args:
            ready: The JSON of READY (Any: as it came).
            sequence: READY's sequence.
            kept: Whether a session store keeps it.
        """
        url = yarl.URL(ready["resume_gateway_url"])
        session_id = ready["session_id"]
        return cls(session_id, url, sequence, mark=sequence, checkpoint=sequence, handled=sequence, kept=kept)
