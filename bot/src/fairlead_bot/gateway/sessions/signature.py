"""The signature of a session: what has to be the same for another process to go on with it."""

import hashlib

import discord
from discord.http import INTERNAL_API_VERSION

from fairlead_bot.gateway.snapshot import SNAPSHOT_VERSION
from fairlead_shared.fleet.compression import Compression
from fairlead_shared.fleet.records import SessionSignature


def token_hash(application_id: int, token: str) -> str:
    """Return what tells whether a token is the same, and does not give it away."""
    return hashlib.sha256(f"{application_id} {token}".encode()).hexdigest()[:32]


def gateway_signature(compression: Compression) -> str:
    """Return version, encoding and compression of the gateway; a resume needs the first two to be the same.

    https://discord.com/developers/docs/events/gateway#resuming
    """
    return f"{INTERNAL_API_VERSION} json {compression}"


class Signing:
    """Gives the sessions of this process their signatures."""

    def __init__(
        self, client: discord.AutoShardedClient, *, application_id: int, token: str, compression: Compression
    ) -> None:
        """Sign for a bot.

        Args:
            client: The bot, for its intents and what it caches.
            application_id: Its application.
            token: Its token.
            compression: The compression of its connections.
        """
        self._client = client
        self._application_id = application_id
        self._token = token_hash(application_id, token)
        self._gateway = gateway_signature(compression)

    def of(self, shard_id: int) -> SessionSignature:
        """Return the signature of the sessions that a shard begins."""
        client = self._client
        return SessionSignature(
            application_id=self._application_id,
            token=self._token,
            shard=f"{shard_id}/{client.shard_count}",
            intents=client.intents.value,
            gateway=self._gateway,
            cache=f"members={client._connection.member_cache_flags.value}",  # noqa: SLF001  # pyright: ignore[reportPrivateUsage] - nothing public tells
            snapshot=SNAPSHOT_VERSION,
        )
