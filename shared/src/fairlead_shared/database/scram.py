"""Passwords as PostgreSQL stores them, so that a password itself is in no statement and in no log (RFC 5802, 7677)."""

import base64
import hashlib
import hmac
import secrets
from typing import Final

from fairlead_shared.errors import ConfigurationError

_ITERATIONS: Final = 4096
"""PostgreSQL's own ``scram_iterations``."""


def scram_verifier(password: str, *, salt: bytes | None = None, iterations: int = _ITERATIONS) -> str:
    """Return the SCRAM-SHA-256 verifier of a password, https://www.postgresql.org/docs/current/catalog-pg-authid.html.

    Raises:
        ConfigurationError: The password is empty, or has characters that clients prepare in different ways.
    """
    if not password or not password.isascii() or not password.isprintable():
        raise ConfigurationError("A database password consists of printable ASCII characters.")
    salt = secrets.token_bytes(16) if salt is None else salt
    salted = hashlib.pbkdf2_hmac("sha256", password.encode(), salt, iterations)
    client_key = hmac.digest(salted, b"Client Key", "sha256")
    server_key = hmac.digest(salted, b"Server Key", "sha256")
    stored_key = hashlib.sha256(client_key).digest()
    return f"SCRAM-SHA-256${iterations}:{_text(salt)}${_text(stored_key)}:{_text(server_key)}"


def verifies(verifier: str | None, password: str) -> bool:
    """Return whether a verifier is that of a password."""
    try:
        mechanism, numbers, _ = (verifier or "").split("$")
        iterations, salt = numbers.split(":")
    except ValueError:
        return False
    if mechanism != "SCRAM-SHA-256":
        return False
    made = scram_verifier(password, salt=base64.b64decode(salt), iterations=int(iterations))
    return hmac.compare_digest(made, verifier or "")


def _text(value: bytes) -> str:
    return base64.b64encode(value).decode()
