"""How the gateway treats sessions where Discord's documents leave it open."""

from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlsplit

from fairlead_simulator.gateway.frames import HEARTBEAT_SECONDS
from fairlead_simulator.gateway.replay import REPLAY_CAPACITY

SESSION_SECONDS = 180.0
"""How long a session without a connection can be resumed, unless the reading is strict."""

_STRICT_SESSION_SECONDS = 60.0
_SCHEMES = {"ws": "ws", "wss": "wss", "http": "ws", "https": "wss"}


class SecondConnection(StrEnum):
    """What becomes of a session's open connection when it is resumed on another one; Discord does not say."""

    CLOSE = "close"
    KEEP = "keep"


@dataclass(frozen=True, slots=True)
class GatewayTerms:
    """The readings that a simulation follows.

    Attributes:
        strict: Whether to take the worst reading wherever Discord says nothing.
        second_connection: What becomes of the older of two connections of one session.
        heartbeat_seconds: How often clients have to beat.
        advertised: The URL by which clients reach the gateway; None is the host that each client asked for.
    """

    strict: bool = False
    second_connection: SecondConnection = SecondConnection.CLOSE
    heartbeat_seconds: float = HEARTBEAT_SECONDS
    advertised: str | None = None

    @property
    def session_seconds(self) -> float:
        """How long a session without a connection can be resumed; Discord says "some minutes" at best."""
        return _STRICT_SESSION_SECONDS if self.strict else SESSION_SECONDS

    @property
    def replay_events(self) -> int:
        """How many events are kept for each session."""
        return 4_096 if self.strict else REPLAY_CAPACITY

    @property
    def replay_seconds(self) -> float | None:
        """How long an event is kept; None is as long as its session lives.

        A client may beat 41 s before it loses its connection and come back after the 60 s that a session lives.
        """
        return 120.0 if self.strict else None

    def gateway_url(self, host: str) -> str:
        """Return the URL to give to a client that asked for a host."""
        return self.advertised or f"ws://{host}"


def advertised_url(url: str) -> str:
    """Turn a URL by which clients reach the simulator into the gateway's, without a slash at its end.

    Raises:
        ValueError: It has no host, or a scheme other than ws, wss, http and https.
    """
    parts = urlsplit(url)
    scheme = _SCHEMES.get(parts.scheme)
    if scheme is None or not parts.hostname or parts.query or parts.fragment:
        raise ValueError(f"{url!r} is no URL such as ws://simulator:8000")
    return f"{scheme}://{parts.netloc}{parts.path}".rstrip("/")
