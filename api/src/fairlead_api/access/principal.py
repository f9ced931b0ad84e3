"""Who asks."""

from dataclasses import dataclass
from enum import StrEnum

from fairlead_api.sessions.model import Session


class KeyScope(StrEnum):
    """What a key may be used for."""

    GUILDS_READ = "guilds:read"
    MEMBERS_READ = "members:read"
    ACCESS_READ = "access:read"
    ACCESS_WRITE = "access:write"
    SETTINGS_READ = "settings:read"
    SETTINGS_WRITE = "settings:write"


@dataclass(frozen=True, slots=True)
class SessionUser:
    """A person who signed in.

    Attributes:
        session_id: What the browser has; a secret.
        session: What is known about them.
    """

    session_id: str
    session: Session

    @property
    def actor(self) -> str:
        """Who that is, for the audit log."""
        return f"user:{self.session.user_id}"


@dataclass(frozen=True, slots=True)
class KeyHolder:
    """A program with a key.

    Attributes:
        prefix: How the key begins.
        scopes: What it may be used for.
    """

    prefix: str
    scopes: frozenset[KeyScope]

    @property
    def actor(self) -> str:
        """Which that is, for the audit log."""
        return f"key:{self.prefix}"


type Principal = SessionUser | KeyHolder
