"""How clients learn of their limits.

Source: the IETF draft "RateLimit header fields for HTTP", RFC 9651 for the form, and X-RateLimit-* of common use
"""

from math import ceil

from fairlead_api.rate_limits.decision import Verdict


def limit_headers(verdict: Verdict) -> dict[str, str]:
    """Return the headers that describe a verdict; with Retry-After where it is a refusal."""
    decisions = verdict.decisions
    policies = [
        f'"{decision.booking.name}";q={decision.booking.rate.limit};w={ceil(decision.booking.rate.seconds)}'
        for decision in decisions
    ]
    tightest = verdict.tightest
    headers = {
        "RateLimit-Policy": ", ".join(policies),
        "RateLimit": ", ".join(
            f'"{decision.booking.name}";r={decision.remaining};t={decision.reset}' for decision in decisions
        ),
        "X-RateLimit-Limit": str(tightest.booking.rate.limit),
        "X-RateLimit-Remaining": str(tightest.remaining),
        "X-RateLimit-Reset": str(tightest.reset),
    }
    if not verdict.allowed:
        headers["Retry-After"] = str(verdict.retry_after)
    return headers
