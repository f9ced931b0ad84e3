"""Discord's tokens of a signed-in user: sealed in the session, and renewed when Discord no longer takes them.

They may be seen by nobody: not in Redis, not in a log, not in the browser.
"""

from collections.abc import Awaitable, Callable

from pydantic import ValidationError

from fairlead_api.access.principal import SessionUser
from fairlead_api.discord.oauth import AccessRefusedError, DiscordOAuth, DiscordTokens
from fairlead_api.sessions.model import Session
from fairlead_api.sessions.seal import Seal, SealError
from fairlead_api.sessions.store import SessionStore


class UserTokens:
    """What asks Discord in the name of a user."""

    def __init__(self, oauth: DiscordOAuth, sessions: SessionStore, seal: Seal) -> None:
        self._oauth = oauth
        self._sessions = sessions
        self._seal = seal

    async def use[T](self, user: SessionUser, ask: Callable[[DiscordTokens], Awaitable[T]]) -> T:
        """Ask Discord with a user's token, and once more with a new one if Discord does not take it.

        Raises:
            AccessRefusedError: There is no token, or Discord takes neither; the user has to sign in again.
            DiscordError: Discord did not answer as documented.
            StoreError: Redis does not answer.
        """
        try:
            return await ask(self._opened(user.session))
        except AccessRefusedError:
            return await ask(await self._renewed(user))

    async def _renewed(self, user: SessionUser) -> DiscordTokens:
        # Another request of the same session may have been first: a refresh token is good for one exchange.
        present = await self._sessions.find(user.session_id)
        if present is not None and present.tokens != user.session.tokens:
            return self._opened(present)
        refresh_token = self._opened(user.session).refresh_token
        if present is None or refresh_token is None:
            raise AccessRefusedError
        tokens = await self._oauth.refresh(refresh_token)
        sealed = sealed_tokens(self._seal, user.session.user_id, tokens)
        await self._sessions.change(user.session_id, present.model_copy(update={"tokens": sealed}))
        return tokens

    def _opened(self, session: Session) -> DiscordTokens:
        if session.tokens is None:
            raise AccessRefusedError
        try:
            return opened_tokens(self._seal, session.user_id, session.tokens)
        except (SealError, ValidationError) as error:
            raise AccessRefusedError from error


def sealed_tokens(seal: Seal, user_id: int, tokens: DiscordTokens) -> str:
    """Return tokens so that a session can have them."""
    return seal.seal(tokens.model_dump_json().encode(), _purpose(user_id))


def opened_tokens(seal: Seal, user_id: int, sealed: str) -> DiscordTokens:
    """Return the tokens that a session has.

    Raises:
        SealError: They were sealed with another secret, or for somebody else.
        ValidationError: They have another form.
    """
    return DiscordTokens.model_validate_json(seal.open(sealed, _purpose(user_id)))


def _purpose(user_id: int) -> str:
    return f"discord tokens of {user_id}"
