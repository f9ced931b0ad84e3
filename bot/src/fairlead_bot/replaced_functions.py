"""The functions of discord.py that this runtime replaces or relies on the inside of, recognised by their source text.

A version number says what its maker believed to have changed, and a distribution may have patched it. The text of a
function is what was read when its replacement was written. Bytecode would differ between versions of Python.
"""

import hashlib
import importlib
import inspect
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from fairlead_shared.errors import ConfigurationError

KNOWN: Final[Mapping[str, str]] = MappingProxyType(
    {
        "discord.app_commands.tree:CommandTree._call": "8f82c1cd4a8b98a3",
        "discord.app_commands.tree:CommandTree._from_interaction": "45267f3964f5b6b6",
        "discord.client:Client._run_event": "49d20ebbc86fa976",
        "discord.client:Client._schedule_event": "1135e78d587173fe",
        "discord.client:Client.dispatch": "908b4e6ae63a7588",
        "discord.client:Client.wait_for": "e686f85081a54d73",
        "discord.enums:try_enum": "987fbbffae4c8fb7",
        "discord.ext.commands.bot:BotBase.dispatch": "78baa50b4ee2848f",
        "discord.ext.commands.bot:BotBase.on_message": "b2f23feb8987b36c",
        "discord.ext.commands.bot:BotBase.process_commands": "4d1035adfe4205d9",
        "discord.gateway:DiscordWebSocket.close": "faca96f43534ee4e",
        "discord.gateway:DiscordWebSocket.from_client": "25ac637bdad3134c",
        "discord.gateway:DiscordWebSocket.identify": "b7aa0609de135393",
        "discord.gateway:DiscordWebSocket.poll_event": "f0b053464dec87ea",
        "discord.gateway:DiscordWebSocket.received_message": "62c9f5ec6596dfef",
        "discord.gateway:DiscordWebSocket.request_chunks": "2e6aad0a04b9923e",
        "discord.gateway:DiscordWebSocket.resume": "2cfb05e643447f77",
        "discord.gateway:DiscordWebSocket.send_heartbeat": "5606d2db2a284545",
        "discord.guild:Guild._from_data": "9f3ebd711f12039e",
        "discord.guild:Guild._update_voice_state": "46f1344f0b3518d6",
        "discord.interactions:Interaction._from_data": "34807e2ab60ad25a",
        "discord.member:Member._update": "f884afbb60112144",
        "discord.member:Member._update_from_message": "1d900130da720f7e",
        "discord.member:Member._update_inner_user": "a66292ee31ec1b46",
        "discord.message:Message.__init__": "eaf604ace5b2dd25",
        "discord.shard:AutoShardedClient._get_websocket": "4cba86bd09897eba",
        "discord.shard:AutoShardedClient.change_presence": "81c5779754219170",
        "discord.shard:AutoShardedClient.close": "463ccdae1c508907",
        "discord.shard:AutoShardedClient.connect": "52280e53c2e9c9f2",
        "discord.state:AutoShardedConnectionState._delay_ready": "61e67c90a72b236f",
        "discord.state:AutoShardedConnectionState._delay_shard_ready": "16b15f36540efab4",
        "discord.state:AutoShardedConnectionState.parse_ready": "ad7a3c2e395595aa",
        "discord.state:AutoShardedConnectionState.parse_resumed": "5b0c55f50bcd02e3",
        "discord.state:ConnectionState._add_private_channel": "9dec7b955fd0ea5e",
        "discord.state:ConnectionState._chunk_timeout": "1ad95aa968c1b144",
        "discord.state:ConnectionState._guild_needs_chunking": "b869e5d53b2ec8a8",
        "discord.state:ConnectionState.chunk_guild": "c39f0a99636f965c",
        "discord.state:ConnectionState.clear": "21c5cabe075468a6",
        "discord.state:ConnectionState.parse_channel_delete": "d4eecf49546bd7a4",
        "discord.state:ConnectionState.parse_guild_create": "750ea3100f44e2ec",
        "discord.state:ConnectionState.parse_guild_delete": "1380b3edcbbc9f21",
        "discord.state:ConnectionState.parse_guild_member_add": "b75d8f0c4ee7e683",
        "discord.state:ConnectionState.parse_guild_member_remove": "fc6701c5004424cf",
        "discord.state:ConnectionState.parse_interaction_create": "acb40a14fd0182c9",
        "discord.state:ConnectionState.parse_message_create": "f39e75248419457c",
        "discord.state:ConnectionState.parse_message_update": "d0c6a0a13671e3ee",
        "discord.state:ConnectionState.parse_presence_update": "54b1f12f47921d3c",
        "discord.state:ConnectionState.parse_voice_state_update": "8a649e28d72b47c7",
        "discord.state:ConnectionState.process_chunk_requests": "543e22cd89d84be1",
        "discord.state:ConnectionState.store_user": "c28aaf1d8180f88d",
        "discord.ui.view:ViewStore.add_task": "7b82db31a916863c",
        "discord.ui.view:ViewStore.dispatch_dynamic_items": "e4c35e1d289ed735",
        "discord.ui.view:ViewStore.dispatch_modal": "c073cd3ea2bd9be7",
        "discord.ui.view:ViewStore.dispatch_view": "bc93160d31d71736",
    }
)
"""Each function and the hash of the text that was read."""


def source_hash(function: Callable[..., object]) -> str:
    """Return a name for a function's source text.

    Raises:
        OSError: The source is not there, as in an installation that was compiled and stripped.
    """
    return hashlib.sha256(inspect.getsource(function).encode()).hexdigest()[:16]


def unknown_functions(known: Mapping[str, str] = KNOWN) -> list[str]:
    """Return the functions that are gone, changed, or without a source to tell."""
    return [name for name, expected in known.items() if _hash_of(name) != expected]


def check_functions(known: Mapping[str, str] = KNOWN) -> None:
    """Refuse a discord.py in which one of the functions is not as it was read.

    Raises:
        ConfigurationError: names the functions.
    """
    if unknown := unknown_functions(known):
        raise ConfigurationError(
            f"The installed discord.py is not the one that this runtime was written for; changed: {', '.join(unknown)}."
        )


def _hash_of(name: str) -> str | None:
    """Return the hash of a function, or nothing when there is none to be had."""
    module, _, path = name.partition(":")
    found: object = importlib.import_module(module)
    for part in path.split("."):
        found = inspect.getattr_static(found, part, None)
    if isinstance(found, classmethod):
        found = found.__func__
    try:
        return source_hash(found) if inspect.isfunction(found) else None
    except OSError:
        return None
