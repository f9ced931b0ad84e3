"""The witness's side: processes under test say which events they handle, one JSON object a line.

A request may stay open for as long as its process lives and send each line when it happens: what was written to the
connection arrives even when the process is killed right after.
"""

from aiohttp import ClientError, web

from fairlead_simulator.body import Body, BodyError, integer, items, number, text
from fairlead_simulator.control.requests import ControlRefusedError, application_asked
from fairlead_simulator.jsonvalue import Json, decode
from fairlead_simulator.ledger.account import Account
from fairlead_simulator.ledger.witness import Phase
from fairlead_simulator.simulation import Simulation

_UNNAMED = "bot"


async def listen(simulation: Simulation, request: web.Request) -> Json:
    """Take marks until the request ends. Query: `process` (a name), `application_id` (the first application).

    Lines: `{"handles": ["MESSAGE_CREATE"]}` announces names; `{"phase": "began", "event": "MESSAGE_CREATE", "key":
    "…"}` marks an event by name and key, `{"phase": "ended", "session_id": "…", "sequence": 7}` by its copy; `at`
    (seconds since the Unix epoch) is when, else the moment of arrival.

    Raises:
        BodyError: A line has a wrong field.
        ControlRefusedError: A line is no JSON, or there is no such application.
    """
    account = simulation.account(application_asked(simulation, request).id)
    process = request.query.get("process", _UNNAMED)
    taken = 0
    try:
        async for line in request.content:
            if line.strip():
                take(account, process, line, simulation.clock.time())
                taken += 1
    except (ClientError, ConnectionError):
        # A process that was killed cannot end its request; what it said stands.
        return {"lines": taken}
    return {"lines": taken}


def take(account: Account, process: str, line: bytes, now: float) -> None:
    """Take one line of a process that arrived at a moment (seconds since the Unix epoch).

    Raises:
        BodyError: It has a wrong field.
        ControlRefusedError: It is no JSON.
    """
    try:
        body = Body(decode(line))
    except ValueError as error:
        raise ControlRefusedError(400, "The line is not JSON.") from error
    if "handles" in body:
        body.only("handles")
        account.witness.announce(body.required("handles", items(text(1))))
        return
    body.only("phase", "event", "key", "session_id", "sequence", "at")
    phase = body.required("phase", _phase)
    account.witness.mark(process, phase, _number(account, body), body.optional("at", number(0), now))


def _number(account: Account, body: Body) -> int | None:
    if "session_id" in body:
        return account.ledger.number_of_copy(
            body.required("session_id", text(1)), body.required("sequence", integer(1))
        )
    return account.ledger.number_of_key(body.required("event", text(1)), body.required("key", text(1)))


def _phase(value: Json, path: tuple[str, ...]) -> Phase:
    try:
        return Phase(text()(value, path))
    except ValueError as error:
        choices = ", ".join(Phase)
        raise BodyError(path, "BASE_TYPE_CHOICES", f"Value must be one of {{{choices}}}.") from error
