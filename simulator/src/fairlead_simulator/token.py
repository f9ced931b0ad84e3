"""Tokens that look like Discord's: the application's id in base64, a dot, six characters, a dot, thirty-eight more."""

import base64
import random
import secrets
import string

_ALPHABET = string.ascii_letters + string.digits + "-_"


def bot_token(application_id: int, seed: int) -> str:
    """Make the bot token that belongs to an application; the same seed gives the same token."""
    source = random.Random(f"token:{seed}")
    head = base64.urlsafe_b64encode(str(application_id).encode()).decode().rstrip("=")
    return f"{head}.{_characters(source, 6)}.{_characters(source, 38)}"


def client_secret(application_id: int) -> str:
    """Make an application's OAuth2 client secret; the same application always has the same one."""
    return _characters(random.Random(f"secret:{application_id}"), 32)


def webhook_token() -> str:
    """Make the token of one webhook."""
    return secrets.token_urlsafe(51)


def interaction_token() -> str:
    """Make the token of one interaction; unlike a world it is not predictable."""
    return secrets.token_urlsafe(96)


def _characters(source: random.Random, length: int) -> str:
    return "".join(source.choice(_ALPHABET) for _ in range(length))
