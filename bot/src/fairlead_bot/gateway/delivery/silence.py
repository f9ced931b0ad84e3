"""Silence: an event that was handled before changes the cache, and nobody hears of it."""

from collections.abc import Generator
from contextlib import contextmanager
from contextvars import ContextVar

_silent: ContextVar[bool] = ContextVar("fairlead_silent", default=False)


@contextmanager
def silence() -> Generator[None]:
    """Let nobody hear of what is applied within a block, nor of what tasks tell that were started in it."""
    token = _silent.set(True)
    try:
        yield
    finally:
        _silent.reset(token)


def is_silent() -> bool:
    """Tell whether nobody is to hear of what happens here."""
    return _silent.get()
