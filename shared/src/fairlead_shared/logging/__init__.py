"""Structured logs: one form for our own events and for every library's, secrets taken out, correlation bound."""

from fairlead_shared.logging.correlation import begin_correlation, bind_correlation, correlation_id
from fairlead_shared.logging.redaction import redact, register_secret
from fairlead_shared.logging.setup import configure_logging, get_logger

__all__ = [
    "begin_correlation",
    "bind_correlation",
    "configure_logging",
    "correlation_id",
    "get_logger",
    "redact",
    "register_secret",
]
