"""The correlation id: one id from the request or gateway event that began a piece of work to everything it caused."""

import secrets
from collections.abc import Generator, MutableMapping
from contextlib import contextmanager
from contextvars import ContextVar

import structlog


class _Correlation:
    """An id that is made when somebody asks for it: most events of a gateway are handled without a log entry."""

    __slots__ = ("_value",)

    def __init__(self, value: str | None = None) -> None:
        self._value = value

    @property
    def value(self) -> str:
        if self._value is None:
            self._value = secrets.token_hex(8)
        return self._value


_correlation: ContextVar[_Correlation | None] = ContextVar("correlation", default=None)


def correlation_id() -> str | None:
    """Return the id of the work in progress, if it has one."""
    correlation = _correlation.get()
    return correlation.value if correlation else None


def begin_correlation() -> None:
    """Give the task that runs, and every task that it will start, a new id."""
    _correlation.set(_Correlation())


@contextmanager
def bind_correlation(value: str | None = None, **context: object) -> Generator[str]:
    """Give a block of work an id (a new one unless ``value`` is given) and log fields such as ``guild_id``.

    Yields:
        The id.
    """
    correlation = _Correlation(value)
    token = _correlation.set(correlation)
    try:
        with structlog.contextvars.bound_contextvars(**context):
            yield correlation.value
    finally:
        _correlation.reset(token)


def add_correlation(_logger: object, _method: str, event: MutableMapping[str, object]) -> MutableMapping[str, object]:
    """Add the id of the work in progress to a log entry; a structlog processor."""
    if (value := correlation_id()) is not None:
        event.setdefault("correlation_id", value)
    return event
