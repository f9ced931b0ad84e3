"""Signs users in and out."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

from pydantic import ValidationError

from fairlead_api.auth.pending import Begun
from fairlead_api.auth.repository import AdminUserRepository
from fairlead_api.auth.tokens import opened_tokens, sealed_tokens
from fairlead_api.discord.oauth import CodeRefusedError, DiscordTokens, DiscordUser
from fairlead_api.resources import Resources
from fairlead_api.sessions.model import LoginKind, Session, TeamRole
from fairlead_api.sessions.seal import SealError
from fairlead_shared.database.scope import FleetScope
from fairlead_shared.errors import AuthenticationError, DiscordError, RateLimitedError
from fairlead_shared.logging import get_logger

_logger = get_logger("auth")
_UNTRUSTED: Final = "This login was not begun in this browser, was used before, or is too old. Begin again."


class LoginFailedError(AuthenticationError):
    """A login that is not completed."""

    code = "login_failed"
    title = "The login failed"


@dataclass(frozen=True, slots=True)
class Complete:
    """A login that is complete.

    Attributes:
        session_id: What the browser keeps; a secret.
        session: What is known about the user.
        return_to: Where the dashboard goes on.
    """

    session_id: str = field(repr=False)
    session: Session
    return_to: str


class AuthService:
    """Logins and their ends."""

    def __init__(self, resources: Resources) -> None:
        self._resources = resources

    async def begin(self, return_to: str) -> tuple[Begun, str]:
        """Begin a login; return what to remember and Discord's page."""
        begun = await self._resources.pending.begin(return_to)
        return begun, self._resources.oauth.login_page(begun.state, begun.verifier)

    async def complete(self, state: str, code: str, browser: str | None, previous: str | None) -> Complete:
        """Complete a login with what Discord sent the user back with.

        Args:
            state: Names the login.
            code: Proves that the user agreed.
            browser: What the browser was given when the login began.
            previous: The session that the browser had; it ends.

        Raises:
            LoginFailedError: The login was not begun like this, or Discord does not take the code.
            DiscordError: Discord did not answer as documented.
            StoreError: Redis does not answer.
        """
        verifier, return_to = await self._taken(state, browser)
        try:
            tokens = await self._resources.oauth.exchange(code, verifier)
        except CodeRefusedError:
            raise self._failed("code", "Discord does not take the code. Begin again.") from None
        user = await self._resources.oauth.user(tokens)
        session = await self._session(user, LoginKind.DISCORD, tokens)
        return Complete(await self._begun(session, previous), session, return_to)

    async def deny(self, state: str, browser: str | None) -> None:
        """End a login that the user did not want.

        Raises:
            LoginFailedError: The login was not begun like this.
        """
        await self._taken(state, browser)
        self._resources.metrics.login_failed("denied")

    async def as_developer(self, username: str, user_id: int, previous: str | None) -> Complete:
        """Sign in without Discord: in development alone.

        Raises:
            LoginFailedError: There is no such login.
        """
        async with self._resources.database.transaction(FleetScope()) as transaction:
            known = await AdminUserRepository(transaction).exists(username)
        if not known:
            raise self._failed("development", "There is no such login in admin_users.")
        user = DiscordUser.model_construct(id=user_id, username=username)
        session = await self._session(user, LoginKind.DEVELOPMENT, None)
        return Complete(await self._begun(session, previous), session, "/")

    async def end(self, session_id: str, *, everywhere: bool) -> None:
        """End a session, or all of its user, and give Discord's tokens back as far as Discord takes them."""
        session = await self._resources.sessions.end(session_id)
        if session is None:
            return
        if everywhere:
            await self._resources.sessions.end_all(session.user_id)
        if session.tokens is None:
            return
        try:
            tokens = opened_tokens(self._resources.seal, session.user_id, session.tokens)
            await self._resources.oauth.revoke(tokens)
        except (SealError, ValidationError, DiscordError) as error:
            _logger.warning("Discord's token was not given back; it ends by itself", reason=type(error).__name__)

    async def team_role(self, session: Session) -> TeamRole:
        """Return what a user may do as one of the developer team; nothing while Discord does not tell."""
        try:
            return await self._resources.team.role_of(session)
        except (DiscordError, RateLimitedError) as error:
            _logger.warning("Discord does not say who belongs to the developer team", reason=str(error))
            return TeamRole.NONE

    async def _taken(self, state: str, browser: str | None) -> tuple[str, str]:
        taken = await self._resources.pending.take(state, browser)
        if taken is None:
            raise self._failed("state", _UNTRUSTED)
        return taken

    async def _session(self, user: DiscordUser, login: LoginKind, tokens: DiscordTokens | None) -> Session:
        now = self._resources.clock.now()
        sealed = None if tokens is None else sealed_tokens(self._resources.seal, user.id, tokens)
        session = Session(
            user_id=user.id,
            username=user.username,
            global_name=user.global_name,
            avatar=user.avatar,
            login=login,
            began=now,
            ends=now + timedelta(seconds=self._resources.settings.session_lifetime),
            tokens=sealed,
        )
        return session.model_copy(update={"team": await self.team_role(session)})

    async def _begun(self, session: Session, previous: str | None) -> str:
        if previous is not None:
            await self._resources.sessions.end(previous)
        session_id = await self._resources.sessions.begin(session)
        _logger.info("signed in", user_id=str(session.user_id), login=session.login)
        return session_id

    def _failed(self, reason: str, sentence: str) -> LoginFailedError:
        self._resources.metrics.login_failed(reason)
        _logger.warning("login failed", reason=reason)
        return LoginFailedError(sentence)
