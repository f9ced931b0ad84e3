"""What people may see of an address, and what they may not."""

from urllib.parse import unquote, urlsplit


def password_in(address: str) -> str | None:
    """Return the password in an address, as it was meant, or nothing."""
    password = urlsplit(address).password
    return unquote(password) if password else None


def address_without_secrets(address: str) -> str:
    """Return the host and port of an address, or the path of a socket, as people may see it."""
    parts = urlsplit(address)
    return parts.netloc.rpartition("@")[2] or parts.path
