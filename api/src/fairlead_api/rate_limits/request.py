"""What a request was counted in, kept with the request until it is answered."""

from starlette.types import Scope

from fairlead_api.rate_limits.decision import Verdict

_KEY = "fairlead_limits"


def verdict_in(scope: Scope) -> Verdict | None:
    """Return what the limits said about a request so far."""
    found: object = scope.get("state", {}).get(_KEY)
    return found if isinstance(found, Verdict) else None


def keep_verdict(scope: Scope, verdict: Verdict) -> None:
    """Add to what the limits said about a request."""
    scope.setdefault("state", {})[_KEY] = verdict.joined(verdict_in(scope))
