"""How many requests a client may send: per route, over all, and how many may be invalid.

Discord does not document the numbers of its routes and tells clients to read them from the headers; those here are of
the size that it shows. Source: https://discord.com/developers/docs/topics/rate-limits
"""

import hashlib
import math
from collections import deque
from dataclasses import dataclass

from fairlead_simulator.jsonvalue import JsonObject

GLOBAL_LIMIT = 50
"""Requests a second of one bot; interaction endpoints do not count."""

INVALID_LIMIT = 10_000
"""Answers with 401, 403 or 429 in ten minutes, after which Cloudflare bans an address."""

INVALID_SECONDS = 600.0
"""The time over which invalid requests are counted."""

_MAX_WINDOWS = 50_000


@dataclass(frozen=True, slots=True)
class Rate:
    """So many requests in so many seconds."""

    limit: int
    seconds: float


_GLOBAL = Rate(GLOBAL_LIMIT, 1.0)
_USUAL = Rate(50, 1.0)
_RATES = {
    ("POST", "/channels/{channel_id}/messages"): Rate(5, 5.0),
    ("PATCH", "/channels/{channel_id}/messages/{message_id}"): Rate(5, 5.0),
    ("DELETE", "/channels/{channel_id}/messages/{message_id}"): Rate(5, 1.0),
    ("POST", "/channels/{channel_id}/messages/bulk-delete"): Rate(1, 1.0),
    ("PUT", "/channels/{channel_id}/messages/{message_id}/reactions/{emoji}/@me"): Rate(1, 0.25),
    ("DELETE", "/channels/{channel_id}/messages/{message_id}/reactions/{emoji}/{user_id}"): Rate(1, 0.25),
    ("POST", "/channels/{channel_id}/typing"): Rate(5, 5.0),
    ("PATCH", "/channels/{channel_id}"): Rate(5, 15.0),
    ("PATCH", "/guilds/{guild_id}/members/{user_id}"): Rate(10, 10.0),
    ("POST", "/webhooks/{webhook_id}/{webhook_token}"): Rate(5, 2.0),
}


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a client stands in one window.

    Attributes:
        allowed: Whether the request may pass.
        limit: Requests in the window.
        remaining: Requests that are left of them.
        reset_after: Seconds until the window ends.
    """

    allowed: bool
    limit: int
    remaining: int
    reset_after: float

    def refusal(self, *, is_global: bool) -> JsonObject:
        """Describe that the client has to wait."""
        return {
            "message": "You are being rate limited.",
            "retry_after": round(self.reset_after, 3),
            "global": is_global,
            "code": 0,
        }

    def headers(self, bucket: str, now: float) -> dict[str, str]:
        """Write the headers of a bucket (now: seconds since the Unix epoch)."""
        return {
            "X-RateLimit-Limit": str(self.limit),
            "X-RateLimit-Remaining": str(self.remaining),
            "X-RateLimit-Reset": f"{now + self.reset_after:.3f}",
            "X-RateLimit-Reset-After": f"{self.reset_after:.3f}",
            "X-RateLimit-Bucket": bucket,
        }

    @property
    def retry_after(self) -> str:
        """Whole seconds to wait, as the `Retry-After` header says it."""
        return str(max(1, math.ceil(self.reset_after)))


class RateLimits:
    """Counts requests in windows that begin with the first request; all times are monotonic seconds."""

    __slots__ = ("_invalid", "_windows")

    def __init__(self) -> None:
        self._windows: dict[tuple[str, ...], tuple[float, int]] = {}
        self._invalid: dict[str, deque[float]] = {}

    def over_all(self, client: str, now: float) -> Standing:
        """Count a request against what a client may send in all."""
        return self._take((client,), _GLOBAL, now)

    def on_route(self, client: str, method: str, path: str, major: tuple[str, ...], now: float) -> Standing:
        """Count a request against what a client may send to a route, for each channel, guild or webhook apart."""
        return self._take((client, method, path, *major), _RATES.get((method, path), _USUAL), now)

    def note_invalid(self, address: str, now: float) -> None:
        """Count an invalid request of an address."""
        self._invalid.setdefault(address, deque(maxlen=INVALID_LIMIT)).append(now)

    def banned_for(self, address: str, now: float) -> float:
        """Return the seconds for which an address is still banned; 0 when it is not."""
        counted = self._invalid.get(address)
        if counted is None or len(counted) < INVALID_LIMIT:
            return 0.0
        return max(0.0, counted[0] + INVALID_SECONDS - now)

    def _take(self, key: tuple[str, ...], rate: Rate, now: float) -> Standing:
        begun, used = self._windows.get(key, (now, 0))
        if now - begun >= rate.seconds:
            begun, used = now, 0
        allowed = used < rate.limit
        used += allowed
        self._forget_old(now)
        self._windows[key] = begun, used
        return Standing(allowed, rate.limit, rate.limit - used, begun + rate.seconds - now)

    def _forget_old(self, now: float) -> None:
        if len(self._windows) < _MAX_WINDOWS:
            return
        longest = max(rate.seconds for rate in _RATES.values())
        self._windows = {key: window for key, window in self._windows.items() if now - window[0] < longest}


def bucket_name(method: str, path: str) -> str:
    """Name the bucket of a route as Discord does, by a hash."""
    return hashlib.blake2b(f"{method} {path}".encode(), digest_size=16).hexdigest()
