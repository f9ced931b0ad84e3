"""What a key looks like, and what is kept of it."""

import hashlib
import re
import secrets
from dataclasses import dataclass, field
from typing import Final

_FORM: Final = re.compile(r"(flk_[0-9a-f]{8})_[A-Za-z0-9_-]{43}")


@dataclass(frozen=True, slots=True)
class NewKey:
    """A key that is shown once.

    Attributes:
        text: The key; a secret.
        prefix: How it begins, by which people recognise it.
    """

    text: str = field(repr=False)
    prefix: str


def new_key() -> NewKey:
    """Make a key of 256 random bits."""
    prefix = f"flk_{secrets.token_hex(4)}"
    return NewKey(f"{prefix}_{secrets.token_urlsafe(32)}", prefix)


def prefix_of(text: str) -> str | None:
    """Return how a key begins; nothing for what is no key."""
    found = _FORM.fullmatch(text)
    return found[1] if found else None


def hash_of(text: str) -> str:
    """Return what is kept of a key. No slow hash is needed: nobody can try 2^256 keys."""
    return hashlib.sha256(text.encode()).hexdigest()
