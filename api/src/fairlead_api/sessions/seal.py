"""Seals what lies in Redis and is nobody's business there, and makes keys that do not tell what they stand for."""

import base64
import hashlib
import hmac
import secrets
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_NONCE_BYTES: Final = 12


class SealError(Exception):
    """Something was not sealed with this secret for this purpose, or was changed since."""


class Seal:
    """Keys derived from `API_SECRET_KEY`, a separate one for each use (RFC 5869)."""

    def __init__(self, secret: str) -> None:
        self._hash_key = _derived(secret, b"fairlead session ids")
        self._cipher = AESGCM(_derived(secret, b"fairlead discord tokens"))

    def hash(self, value: str) -> str:
        """Return a name for a secret value that does not tell it, the same each time."""
        return hmac.new(self._hash_key, value.encode(), hashlib.sha256).hexdigest()

    def seal(self, value: bytes, purpose: str) -> str:
        """Encrypt a value (AES-256-GCM) so that it can be opened for the same purpose alone."""
        nonce = secrets.token_bytes(_NONCE_BYTES)
        return base64.urlsafe_b64encode(nonce + self._cipher.encrypt(nonce, value, purpose.encode())).decode()

    def open(self, sealed: str, purpose: str) -> bytes:
        """Decrypt a value.

        Raises:
            SealError: It was not sealed with this secret for this purpose, or was changed since.
        """
        try:
            data = base64.urlsafe_b64decode(sealed)
            return self._cipher.decrypt(data[:_NONCE_BYTES], data[_NONCE_BYTES:], purpose.encode())
        except (InvalidTag, ValueError) as error:
            raise SealError from error


def _derived(secret: str, purpose: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=purpose).derive(secret.encode())
