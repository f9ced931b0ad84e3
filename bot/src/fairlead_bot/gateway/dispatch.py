"""Gives an event to discord.py: its parsers, which change the cache and call listeners."""

from typing import Any

import discord

from fairlead_bot.gateway.connection import GatewayConnection
from fairlead_bot.gateway.delivery.silence import is_silent
from fairlead_shared.logging import bind_correlation, get_logger

_log = get_logger("gateway.dispatch")


def dispatch_event(
    client: discord.AutoShardedClient,
    connection: GatewayConnection,
    event: str,
    content: Any,  # as in Frame
) -> Exception | None:
    """Apply an event; a parser that raises is logged with its traceback and hurts nothing else.

    Returns:
        What the parser raised, if it did.
    """
    raised: Exception | None = None
    if event == "RESUMED":
        # parse_resumed tells listeners which shard it was by this key of discord.py's own.
        content = {**(content or {}), "__shard_id__": connection.shard_id}
    try:
        client.dispatch("socket_event_type", event)
        parser = connection._discord_parsers.get(event)  # noqa: SLF001  # pyright: ignore[reportPrivateUsage] - the table that discord.py fills
        if parser is not None:
            parser(content)
    except Exception as error:  # noqa: BLE001 - a parser or a predicate of wait_for may raise anything
        raised = error
        with bind_correlation():
            _log.exception("an event could not be applied", shard=connection.shard_id, gateway_event=event)
    if not is_silent():
        connection.deliver(event, content)
    return raised
