"""Finds the program that a key belongs to."""

import hmac
from datetime import timedelta
from typing import Final

from fairlead_api.access.principal import KeyHolder, KeyScope
from fairlead_api.api_keys.key import hash_of, prefix_of
from fairlead_api.api_keys.repository import ApiKeyRepository
from fairlead_api.resources import Resources
from fairlead_shared.database.scope import FleetScope
from fairlead_shared.errors import AuthenticationError

BOT: Final = KeyHolder("bot", frozenset(KeyScope))
"""Who has `API_KEY_FOR_BOT`."""
_NOTED_EVERY: Final = timedelta(minutes=1)


class KeyRefusedError(AuthenticationError):
    """What was sent is no key, or one that was revoked or has expired."""

    code = "key_refused"
    title = "The key is not valid"


async def holder_of(authorization: str, resources: Resources) -> KeyHolder:
    """Return who sent an Authorization header; the database is asked each time, so that revoking holds at once.

    Raises:
        KeyRefusedError: It has no valid key.
        DatabaseError: The database does not answer.
    """
    kind, _, text = authorization.partition(" ")
    text = text.strip()
    if kind.lower() == "bearer":
        of_bot = resources.settings.api_key_for_bot
        if of_bot is not None and hmac.compare_digest(hash_of(text), hash_of(of_bot.get_secret_value())):
            return BOT
        if prefix_of(text) is not None and (holder := await _known(text, resources)) is not None:
            return holder
    resources.metrics.login_failed("key")
    raise KeyRefusedError("The key is unknown, revoked or expired.")


async def _known(text: str, resources: Resources) -> KeyHolder | None:
    now = resources.clock.now()
    async with resources.database.transaction(FleetScope()) as transaction:
        repository = ApiKeyRepository(transaction)
        key = await repository.valid(hash_of(text), now)
        if key is None:
            return None
        await repository.note_use(key.id, now, _NOTED_EVERY)
        known = {scope.value for scope in KeyScope}
        return KeyHolder(key.prefix, frozenset(KeyScope(scope) for scope in key.scopes if scope in known))
