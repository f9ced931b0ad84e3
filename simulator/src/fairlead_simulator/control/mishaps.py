"""What a test harness does to the processes and the store under test, so that the report can explain what was lost."""

from collections.abc import Callable

from aiohttp import web

from fairlead_simulator.body import Body, integer, items, number, text, values
from fairlead_simulator.control.requests import ControlRefusedError, application_in, read_body
from fairlead_simulator.jsonvalue import Json, JsonObject
from fairlead_simulator.ledger.mishaps import Kill, Mishaps, StoreFault
from fairlead_simulator.simulation import Simulation


async def note(simulation: Simulation, request: web.Request) -> Json:
    """Note a mishap of a `kind`: `kill`, `store_fault` or `store_restored`; times are seconds since the Unix epoch.

    `application_id` is the application to whose bot it happened, the first by default.

    Raises:
        ControlRefusedError: There is no such kind or application, or no store fault to end.
    """
    body = await read_body(request, "application_id", "kind", "process", "shards", "marks", "at", "until")
    kind = body.required("kind", text())
    read = _KINDS.get(kind)
    if read is None:
        raise ControlRefusedError(400, f"There is no event {kind!r}; there are: {', '.join(_KINDS)}.")
    at = body.optional("at", number(0), simulation.clock.time())
    noted: JsonObject = {"kind": kind, "at": at}
    return noted | read(simulation.account(application_in(simulation, body).id).mishaps, body, at)


def _kill(mishaps: Mishaps, body: Body, at: float) -> JsonObject:
    """A process died: `process` and, where the harness knows them, its `shards` and its `marks` by session id."""
    shards = body.optional("shards", items(integer(0)))
    marks = body.optional("marks", values(integer(0)))
    kill = Kill(body.required("process", text(1)), at, None if shards is None else frozenset(shards), marks or {})
    mishaps.kills.append(kill)
    return {"process": kill.process}


def _store_fault(mishaps: Mishaps, body: Body, at: float) -> JsonObject:
    """The store loses what it acknowledged since `at`, or is unreachable from then on, until `until`."""
    fault = StoreFault(at, body.optional("until", number(0)))
    mishaps.store_faults.append(fault)
    return {"until": fault.ended}


def _store_restored(mishaps: Mishaps, body: Body, at: float) -> JsonObject:
    """The store works again and keeps what it acknowledges."""
    del body
    if not mishaps.store_faults or mishaps.store_faults[-1].ended is not None:
        raise ControlRefusedError(400, "There is no store fault to end.")
    mishaps.store_faults[-1].ended = at
    return {}


_KINDS: dict[str, Callable[[Mishaps, Body, float], JsonObject]] = {
    "kill": _kill,
    "store_fault": _store_fault,
    "store_restored": _store_restored,
}
