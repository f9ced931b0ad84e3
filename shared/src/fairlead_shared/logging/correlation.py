"""The correlation id: one id from the request or gateway event that began a piece of work to everything it caused."""

import secrets
from collections.abc import Generator
from contextlib import contextmanager
from contextvars import ContextVar

import structlog

_correlation_id: ContextVar[str | None] = ContextVar("correlation_id", default=None)


def correlation_id() -> str | None:
    """Return the id of the work in progress, if it has one."""
    return _correlation_id.get()


@contextmanager
def bind_correlation(value: str | None = None, **context: object) -> Generator[str]:
    """Give a block of work an id (a new one unless ``value`` is given) and log fields such as ``guild_id``.

    Yields:
        The id.
    """
    chosen = value or secrets.token_hex(8)
    token = _correlation_id.set(chosen)
    try:
        with structlog.contextvars.bound_contextvars(correlation_id=chosen, **context):
            yield chosen
    finally:
        _correlation_id.reset(token)
