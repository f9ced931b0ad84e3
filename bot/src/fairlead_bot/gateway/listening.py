"""Finds a connection deaf on which heartbeats are answered and no event comes: asks first, then ends it."""

import secrets
from typing import TYPE_CHECKING, Final

from fairlead_bot.gateway.connection import GatewayConnection
from fairlead_bot.gateway.ending import Ending, EndKind
from fairlead_bot.gateway.hearing import PROBE_SECONDS
from fairlead_shared.logging import get_logger

if TYPE_CHECKING:
    from fairlead_bot.gateway.shard import GatewayShard

LOOK_SECONDS: Final = 1.0
"""The shortest wait between two looks."""

_log = get_logger("gateway.listening")


async def listen(shard: "GatewayShard", connection: GatewayConnection) -> None:
    """Ask whenever a ready shard with guilds hears nothing for unusually long; end the connection when none answers.

    The question is op 8 for one member of one guild: it changes nothing, and Discord answers it with an event.
    https://discord.com/developers/docs/events/gateway-events#request-guild-members
    """
    clock, hearing = shard.surroundings.clock, shard.record.hearing
    await connection.ready.wait()
    while True:
        await clock.sleep(max(LOOK_SECONDS, hearing.seconds_to_probe(clock.monotonic())))
        guild_id = next(iter(shard.record.guild_ids), None)
        if guild_id is None or hearing.seconds_to_probe(asked_at := clock.monotonic()) > 0:
            continue
        hearing.probes += 1
        await connection.request_chunks(guild_id, "", limit=1, nonce=secrets.token_hex(8))
        await clock.sleep(PROBE_SECONDS)
        if not hearing.heard_since(asked_at):
            hearing.deaf += 1
            _log.warning("a shard is deaf", shard=shard.id, usual_gap=hearing.usual_gap)
            await connection.end(Ending(EndKind.DEAF))
            return
