"""The signature of a process's sessions."""

import discord

from fairlead_bot.gateway.sessions.signature import Signing, gateway_signature, token_hash
from fairlead_bot.gateway.snapshot import SNAPSHOT_VERSION
from fairlead_shared.fleet.compression import Compression
from fairlead_shared.fleet.records import SessionSignature

TOKEN = "a-token-of-nobody"
GUILDS = discord.Intents(guilds=True)


def signed(
    shard_id: int = 3,
    *,
    token: str = TOKEN,
    intents: discord.Intents = GUILDS,
    flags: discord.MemberCacheFlags | None = None,
    compression: Compression = Compression.ZSTD_STREAM,
) -> SessionSignature:
    chosen = discord.MemberCacheFlags.from_intents(intents) if flags is None else flags
    client = discord.AutoShardedClient(intents=intents, shard_count=16, member_cache_flags=chosen)
    return Signing(client, application_id=42, token=token, compression=compression).of(shard_id)


def test_a_signature_says_all_that_a_session_depends_on():
    assert signed() == SessionSignature(
        application_id=42,
        token=token_hash(42, TOKEN),
        shard="3/16",
        intents=1,
        gateway=gateway_signature(Compression.ZSTD_STREAM),
        cache="members=0",
        snapshot=SNAPSHOT_VERSION,
    )


def test_two_processes_with_the_same_settings_sign_alike():
    assert signed() == signed()


def test_what_differs_shows():
    intents = discord.Intents(guilds=True, voice_states=True)
    assert signed(2) != signed()
    assert signed(token="another") != signed()
    assert signed(compression=Compression.ZLIB_STREAM) != signed()
    assert signed(intents=intents) != signed()
    assert signed(intents=intents, flags=discord.MemberCacheFlags.none()) != signed(intents=intents)


def test_a_token_cannot_be_read_from_its_hash():
    assert TOKEN not in signed().model_dump_json()
    assert token_hash(42, TOKEN) != token_hash(43, TOKEN)


def test_the_gateway_s_part_names_version_encoding_and_compression():
    version, encoding, compression = gateway_signature(Compression.ZLIB_STREAM).split(" ")
    assert version.isdecimal()
    assert encoding == "json"
    assert compression == "zlib-stream"
