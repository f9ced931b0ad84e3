"""Starting and stopping traffic."""

from aiohttp import web

from fairlead_simulator.body import number, values
from fairlead_simulator.control.requests import ControlRefusedError, read_body
from fairlead_simulator.jsonvalue import Json
from fairlead_simulator.traffic import DEFAULT_MIX, KINDS, Traffic, TrafficPlan

_MAX_RATE = 1_000_000.0


async def replace(traffic: Traffic, request: web.Request) -> Json:
    """Replace the traffic: `rate` (events per second over all guilds; 0 stops it) and `mix` (weight by kind).

    Raises:
        ControlRefusedError: The mix has an unknown kind, or nothing can happen by it.
    """
    body = await read_body(request, "rate", "mix")
    rate = body.required("rate", number(0, _MAX_RATE))
    mix = body.optional("mix", values(number(0)), DEFAULT_MIX)
    for kind in mix:
        if kind not in KINDS:
            raise ControlRefusedError(400, f"There is no traffic {kind!r}; there are: {', '.join(KINDS)}.")
    if not any(mix.values()):
        raise ControlRefusedError(400, "mix: At least one kind needs a weight above 0.")
    await traffic.replace(TrafficPlan(rate, mix))
    return {"rate": rate, "mix": {**mix}}
