"""A session of the gateway, as a resume needs it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

import yarl


@dataclass(slots=True)
class GatewaySession:
    """A session that Discord keeps for a shard.

    Attributes:
        session_id: Discord's name of the session.
        resume_url: Where READY said to resume.
        sequence: The last sequence number that was applied.
    """

    session_id: str
    resume_url: yarl.URL
    sequence: int

    @classmethod
    def from_ready(cls, ready: Mapping[str, Any], sequence: int) -> Self:  # Any: the JSON of READY
        """Return the session that a READY event began."""
        return cls(ready["session_id"], yarl.URL(ready["resume_gateway_url"]), sequence)
