"""Starting and stopping traffic."""

from aiohttp import web

from fairlead_simulator.body import flag, number, text, values
from fairlead_simulator.control.requests import ControlRefusedError, read_body
from fairlead_simulator.happenings import HAPPENINGS, MIXES
from fairlead_simulator.jsonvalue import Json
from fairlead_simulator.traffic import Traffic, TrafficPlan

_MAX_RATE = 1_000_000.0
_DEFAULT_MIX = next(iter(MIXES.values()))


async def replace(traffic: Traffic, request: web.Request) -> Json:
    """Replace the traffic: `rate` (events per second over all guilds; 0 stops it), `mix`, `encoded`.

    A mix is a name or the weight of each kind. `encoded` true makes each event once and sends it again and again, for
    load.

    Raises:
        ControlRefusedError: There is no such mix, it has an unknown kind, or nothing can happen by it.
    """
    body = await read_body(request, "rate", "mix", "encoded")
    rate = body.required("rate", number(0, _MAX_RATE))
    mix = body.optional("mix", _mix, _DEFAULT_MIX)
    for kind in mix:
        if kind not in HAPPENINGS:
            raise ControlRefusedError(400, f"There is no traffic {kind!r}; there are: {', '.join(HAPPENINGS)}.")
    if not any(mix.values()):
        raise ControlRefusedError(400, "mix: At least one kind needs a weight above 0.")
    encoded = body.optional("encoded", flag, default=False)
    await traffic.replace(TrafficPlan(rate, mix, encoded))
    return {"rate": rate, "mix": {**mix}, "encoded": encoded}


def _mix(value: Json, path: tuple[str, ...]) -> dict[str, float]:
    if not isinstance(value, str):
        return values(number(0))(value, path)
    named = MIXES.get(text()(value, path))
    if named is None:
        raise ControlRefusedError(400, f"There is no mix {value!r}; there are: {', '.join(MIXES)}.")
    return named
