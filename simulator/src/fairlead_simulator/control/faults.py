"""Faults: what goes wrong between Discord and a client, on request."""

from collections.abc import Callable

from aiohttp import web

from fairlead_simulator.body import Body, integer, text
from fairlead_simulator.control.requests import ControlRefusedError, read_body
from fairlead_simulator.jsonvalue import Json, JsonObject
from fairlead_simulator.simulation import Simulation


async def inject(simulation: Simulation, request: web.Request) -> Json:
    """Let a fault of a `kind` happen; the other fields belong to the kind.

    Raises:
        ControlRefusedError: There is no such kind.
    """
    body = await read_body(request, "kind", "shard_id")
    kind = body.required("kind", text())
    fault = _KINDS.get(kind)
    if fault is None:
        raise ControlRefusedError(400, f"There is no fault {kind!r}; there are: {', '.join(_KINDS)}.")
    return fault(simulation, body)


def _drop(simulation: Simulation, body: Body) -> JsonObject:
    """Cut the connections of a shard without a close frame; their sessions stay."""
    dropped = 0
    for session in simulation.application.sessions.on_shard(body.required("shard_id", integer(0))):
        link = session.link
        if link is not None:
            link.cut()
            session.disconnect(link, simulation.clock.monotonic())
            dropped += 1
    return {"kind": "drop", "connections": dropped}


_KINDS: dict[str, Callable[[Simulation, Body], JsonObject]] = {"drop": _drop}
