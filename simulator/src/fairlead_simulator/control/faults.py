"""Faults on request: now, after some seconds, or at random moments."""

from aiohttp import web

from fairlead_simulator.body import Body, BodyError, Parser, flag, integer, mapping, member_of, number, text
from fairlead_simulator.control.requests import ControlRefusedError, read_body
from fairlead_simulator.faults.lasting import Lasting
from fairlead_simulator.faults.model import Chance, Fault, FaultKind, Target
from fairlead_simulator.gateway.opcodes import CloseCode
from fairlead_simulator.jsonvalue import Json, JsonObject
from fairlead_simulator.simulation import Simulation

_FIELDS = (
    "kind",
    "shard_id",
    "shard_count",
    "address",
    "after",
    "random",
    "seconds",
    "times",
    "code",
    "resumable",
    "delay",
    "status",
    "scope",
    "path",
)
_SCOPES = ("user", "global", "shared")
_OUTAGE_SECONDS = 60.0
_TIMEOUT_SECONDS = 60.0
_MAX_SECONDS = 86_400.0


async def inject(simulation: Simulation, request: web.Request) -> Json:
    """Let a fault of a `kind` happen to the connections or requests that `shard_id`, `shard_count` and `address` name.

    It happens now, `after` some seconds, or at `random` moments: `seed`, `count`, `within` (seconds).
    With `seconds` it hits those that come anew as well, for so long.

    Raises:
        ControlRefusedError: There is no such kind.
    """
    body = await read_body(request, *_FIELDS)
    fault = _fault(body)
    answer: JsonObject = {"kind": fault.kind.value}
    after, chance = body.optional("after", _seconds), body.optional("random", _chance)
    if chance is not None:
        simulation.faults.begin_at_random(fault, chance)
        return answer | {"pending": chance.count}
    if after is not None:
        simulation.faults.begin_after(fault, after)
        return answer | {"pending": 1}
    return answer | {"connections": simulation.faults.begin(fault)}


async def listed(simulation: Simulation, request: web.Request) -> Json:
    """Say which faults go on, and how many are to come."""
    del request
    now = simulation.clock.monotonic()
    return {
        "lasting": [_described(lasting, now) for lasting in simulation.faults.lasting],
        "pending": simulation.faults.pending,
    }


async def clear(simulation: Simulation, request: web.Request) -> Json:
    """End the faults that go on and forget those to come."""
    del request
    simulation.faults.clear()
    return {}


def _fault(body: Body) -> Fault:
    kind = _kind(body.required("kind", text()))
    default_delay = _TIMEOUT_SECONDS if kind is FaultKind.TIMEOUT else 1.0
    return Fault(
        kind,
        Target(
            body.optional("shard_id", integer(0)),
            body.optional("shard_count", integer(1)),
            body.optional("address", text()),
        ),
        seconds=body.optional("seconds", _seconds) or (_OUTAGE_SECONDS if kind is FaultKind.OUTAGE else None),
        times=body.optional("times", integer(1)),
        code=body.optional("code", member_of(CloseCode), CloseCode.UNKNOWN_ERROR),
        resumable=body.optional("resumable", flag, default=False),
        delay=body.optional("delay", _seconds, default_delay),
        status=body.optional("status", integer(500, 599), 503),
        scope=body.optional("scope", _one_of(*_SCOPES), "user"),
        path=body.optional("path", text(), "/"),
    )


def _kind(name: str) -> FaultKind:
    try:
        return FaultKind(name)
    except ValueError as error:
        known = ", ".join(kind.value for kind in FaultKind)
        raise ControlRefusedError(400, f"There is no fault {name!r}; there are: {known}.") from error


def _chance(value: Json, path: tuple[str, ...]) -> Chance:
    body = Body(mapping(value, path), path)
    body.only("seed", "count", "within")
    return Chance(
        body.required("seed", integer()), body.required("count", integer(1, 100_000)), body.required("within", _seconds)
    )


def _seconds(value: Json, path: tuple[str, ...]) -> float:
    return number(0, _MAX_SECONDS)(value, path)


def _one_of(*choices: str) -> Parser[str]:
    def parse(value: Json, path: tuple[str, ...]) -> str:
        if not isinstance(value, str) or value not in choices:
            raise BodyError(path, "BASE_TYPE_CHOICES", f"Value must be one of {choices}.")
        return value

    return parse


def _described(lasting: Lasting, now: float) -> JsonObject:
    target = lasting.fault.target
    return {
        "kind": lasting.fault.kind.value,
        "shard_id": target.shard_id,
        "shard_count": target.shard_count,
        "address": target.address,
        "seconds_left": None if lasting.until == float("inf") else round(lasting.until - now, 3),
        "times_left": lasting.left,
    }
