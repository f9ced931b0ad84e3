"""What a client did that Discord does not allow, counted by rule."""

import logging
from collections import Counter
from enum import StrEnum

_log = logging.getLogger(__name__)


class Rule(StrEnum):
    """A rule of Discord that a client can break; the value is its name in the report."""

    ALREADY_AUTHENTICATED = "already_authenticated"
    AUTHENTICATION_FAILED = "authentication_failed"
    DECODE_ERROR = "decode_error"
    DISALLOWED_INTENTS = "disallowed_intents"
    GLOBAL_RATE_LIMIT = "global_rate_limit"
    IDENTIFY_BUCKET = "identify_bucket"
    INTERACTION_ANSWERED_LATE = "interaction_answered_late"
    INTERACTION_ANSWERED_TWICE = "interaction_answered_twice"
    INVALID_API_VERSION = "invalid_api_version"
    INVALID_BODY = "invalid_body"
    INVALID_INTENTS = "invalid_intents"
    INVALID_REQUEST_LIMIT = "invalid_request_limit"
    INVALID_SEQUENCE = "invalid_sequence"
    INVALID_SHARD = "invalid_shard"
    MEMBER_REQUEST_RATE = "member_request_rate"
    MISSED_HEARTBEAT = "missed_heartbeat"
    NOT_AUTHENTICATED = "not_authenticated"
    PAYLOAD_SIZE = "payload_size"
    RATE_LIMIT = "rate_limit"
    SEND_RATE = "send_rate"
    SESSION_BUDGET = "session_budget"
    SHARDING_REQUIRED = "sharding_required"
    UNAUTHORIZED = "unauthorized"
    UNKNOWN_OPCODE = "unknown_opcode"


class Violations:
    """Counts violations by rule."""

    __slots__ = ("_counts",)

    def __init__(self) -> None:
        self._counts: Counter[Rule] = Counter()

    def count(self, rule: Rule) -> None:
        """Count one violation of a rule and log it."""
        _log.warning("a client broke the rule %s", rule.value)
        self._counts[rule] += 1

    def by_rule(self) -> dict[str, int]:
        """Return how often each rule was broken; rules never broken are left out."""
        return {rule.value: times for rule, times in sorted(self._counts.items())}
