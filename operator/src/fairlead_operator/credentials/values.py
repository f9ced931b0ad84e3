"""Which values a Secret lacks. Pure."""

import secrets
from collections.abc import Callable, Mapping
from typing import Final

from fairlead_operator.credentials.document import SecretDocument

_BYTES: Final = 32

type Draw = Callable[[], str]
"""Returns a value that nobody can guess, of characters that may stand in an address as they are."""


def draw() -> str:
    """Return 256 random bits in letters, digits, ``-`` and ``_``."""
    return secrets.token_urlsafe(_BYTES)


def missing_values(wanted: SecretDocument, present: Mapping[str, str], new: Draw = draw) -> dict[str, str]:
    """Return the values that a Secret does not have yet, or whose address has changed.

    Args:
        wanted: The Secret.
        present: The values that it has.
        new: Draws a value.
    """
    random = {key: present.get(key) or new() for key in wanted.random}
    composed = {key: template.format_map(random) for key, template in wanted.composed.items()}
    return {key: value for key, value in (random | composed).items() if present.get(key) != value}
