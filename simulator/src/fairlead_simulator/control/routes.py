"""All routes of the control API, and how mistakes become one sentence."""

from collections.abc import Awaitable, Callable

from aiohttp import web

from fairlead_simulator.body import BodyError
from fairlead_simulator.control import (
    bot,
    bots,
    direct,
    faults,
    guilds,
    interactions,
    invitations,
    ledger,
    mishaps,
    traffic,
    witness,
)
from fairlead_simulator.control.report import report
from fairlead_simulator.control.requests import ControlRefusedError
from fairlead_simulator.jsonvalue import Json
from fairlead_simulator.responses import reply
from fairlead_simulator.simulation import Simulation
from fairlead_simulator.traffic import Traffic

type Control[S] = Callable[[S, web.Request], Awaitable[Json]]


def control_application(simulation: Simulation, running: Traffic) -> web.Application:
    """Build the control API as an application to be mounted at its path."""
    app = web.Application(middlewares=[_errors])
    app.add_routes(
        [
            web.get("/report", _answering(simulation, report)),
            web.get("/ledger", _answering(simulation, ledger.sent)),
            web.post("/witness", _answering(simulation, witness.listen)),
            web.post("/events", _answering(simulation, mishaps.note)),
            web.get("/guilds", _answering(simulation, guilds.listed)),
            web.post("/guilds", _answering(simulation, guilds.add)),
            web.post("/messages", _answering(simulation, guilds.write)),
            web.post("/direct-messages", _answering(simulation, direct.write)),
            web.post("/entitlements", _answering(simulation, direct.entitle)),
            web.post("/interactions", _answering(simulation, interactions.run)),
            web.post("/components", _answering(simulation, interactions.use)),
            web.post("/modals", _answering(simulation, interactions.submit)),
            web.put("/bot", _answering(simulation, bot.change)),
            web.post("/invitations", _answering(simulation, invitations.add)),
            web.delete("/invitations", _answering(simulation, invitations.remove)),
            web.get("/bots", _answering(simulation, bots.listed)),
            web.post("/bots", _answering(simulation, bots.add)),
            web.get("/faults", _answering(simulation, faults.listed)),
            web.delete("/faults", _answering(simulation, faults.clear)),
            web.post("/faults", _answering(simulation, faults.inject)),
            web.post("/traffic", _answering(running, traffic.replace)),
        ]
    )
    return app


def _answering[S](subject: S, control: Control[S]) -> Callable[[web.Request], Awaitable[web.Response]]:
    async def handle(request: web.Request) -> web.Response:
        return reply(await control(subject, request))

    return handle


@web.middleware
async def _errors(
    request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
) -> web.StreamResponse:
    try:
        return await handler(request)
    except ControlRefusedError as error:
        return reply({"error": error.message}, error.status)
    except BodyError as error:
        return reply({"error": str(error)}, 400)
    except web.HTTPException as error:
        return reply({"error": f"{request.method} {request.path}: {error.reason}."}, error.status)
