"""What users granted to applications: codes, access tokens and refresh tokens.

Source: https://discord.com/developers/docs/topics/oauth2
"""

import base64
import hashlib
import hmac
import secrets
from dataclasses import dataclass, replace
from enum import StrEnum

from fairlead_simulator.world.model import User

CODE_SECONDS = 60.0
"""How long a code can be exchanged; Discord names no number, its codes last about a minute."""

ACCESS_SECONDS = 7 * 24 * 60 * 60
"""How long an access token is good for."""


class Scope(StrEnum):
    """What an application may ask a user for, as far as the simulator knows it."""

    COMMANDS = "applications.commands"
    COMMAND_PERMISSIONS = "applications.commands.permissions.update"
    BOT = "bot"
    CONNECTIONS = "connections"
    EMAIL = "email"
    GUILDS = "guilds"
    GUILDS_JOIN = "guilds.join"
    MEMBERS_READ = "guilds.members.read"
    IDENTIFY = "identify"
    OPENID = "openid"
    ROLE_CONNECTIONS = "role_connections.write"


@dataclass(frozen=True, slots=True)
class Challenge:
    """What a client has to prove when it exchanges its code (PKCE, RFC 7636)."""

    value: str
    hashed: bool

    def met_by(self, verifier: str) -> bool:
        """Tell whether a verifier is the one that the challenge was made from."""
        made = verifier
        if self.hashed:
            digest = hashlib.sha256(verifier.encode()).digest()
            made = base64.urlsafe_b64encode(digest).decode().rstrip("=")
        return hmac.compare_digest(made.encode(), self.value.encode())


@dataclass(frozen=True, slots=True)
class Grant:
    """What a user lets an application do.

    Attributes:
        application_id: The application.
        user: The user.
        scopes: What was granted.
        expires: When the code or the access token ends, in monotonic seconds.
        guild_id: The guild that the bot was added to with it.
    """

    application_id: int
    user: User
    scopes: frozenset[Scope]
    expires: float
    guild_id: int | None = None

    @property
    def scope(self) -> str:
        """The scopes as OAuth2 writes them."""
        return " ".join(sorted(self.scopes))


@dataclass(frozen=True, slots=True)
class Code:
    """A code that waits for its exchange, with what the exchange has to repeat or prove."""

    grant: Grant
    redirect_uri: str
    challenge: Challenge | None


@dataclass(frozen=True, slots=True)
class Tokens:
    """An access token with its refresh token; a client that acts for its own owner gets no refresh token."""

    access: str
    refresh: str | None
    grant: Grant


class Grants:
    """All codes and tokens of the simulated Discord; times are monotonic seconds."""

    __slots__ = ("_access", "_codes", "_refresh")

    def __init__(self) -> None:
        self._codes: dict[str, Code] = {}
        self._access: dict[str, Tokens] = {}
        self._refresh: dict[str, Tokens] = {}

    def give_code(self, grant: Grant, redirect_uri: str, challenge: Challenge | None, now: float) -> str:
        """Make a code that can be exchanged once."""
        code = secrets.token_urlsafe(22)
        self._codes[code] = Code(replace(grant, expires=now + CODE_SECONDS), redirect_uri, challenge)
        return code

    def take_code(self, code: str, now: float) -> Code | None:
        """Return a code that has not expired, once."""
        found = self._codes.pop(code, None)
        return found if found is not None and now < found.grant.expires else None

    def issue(self, grant: Grant, now: float, *, refreshable: bool = True) -> Tokens:
        """Make an access token, and a refresh token if wanted."""
        refresh = secrets.token_urlsafe(22) if refreshable else None
        tokens = Tokens(secrets.token_urlsafe(22), refresh, replace(grant, expires=now + ACCESS_SECONDS))
        self._access[tokens.access] = tokens
        if refresh is not None:
            self._refresh[refresh] = tokens
        return tokens

    def granted_by(self, access: str, now: float) -> Grant | None:
        """Return what an access token lets its bearer do, unless it has expired."""
        found = self._access.get(access)
        return found.grant if found is not None and now < found.grant.expires else None

    def refreshable(self, refresh: str) -> Grant | None:
        """Return what a refresh token stands for."""
        found = self._refresh.get(refresh)
        return None if found is None else found.grant

    def revoke(self, token: str, application_id: int) -> None:
        """End an access token or a refresh token of an application with the one that came with it."""
        found = self._access.get(token) or self._refresh.get(token)
        if found is None or found.grant.application_id != application_id:
            return
        self._access.pop(found.access, None)
        if found.refresh is not None:
            self._refresh.pop(found.refresh, None)
