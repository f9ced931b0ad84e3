"""The simulator as a server: gateway, REST and control API on one port."""

import asyncio
import os
import socket
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass
from itertools import islice

from aiohttp import web

from fairlead_simulator.budget import identifies_a_day
from fairlead_simulator.cdn.routes import CDN_PATH, cdn_application
from fairlead_simulator.clock import Clock, SystemClock
from fairlead_simulator.control.routes import control_application
from fairlead_simulator.faults.requests import faulty
from fairlead_simulator.gateway.admission import DEAD_PATH
from fairlead_simulator.gateway.endpoint import GatewayEndpoint
from fairlead_simulator.gateway.frames import HEARTBEAT_SECONDS
from fairlead_simulator.gateway.terms import GatewayTerms, SecondConnection, advertised_url
from fairlead_simulator.oauth.routes import AUTHORISE_PATH, oauth_routes
from fairlead_simulator.registration import BotPlan, register
from fairlead_simulator.rest.routes import API_PATH, rest_application
from fairlead_simulator.simulation import Simulation
from fairlead_simulator.tasks import stop
from fairlead_simulator.traffic import Traffic
from fairlead_simulator.world.generate import GuildPlan
from fairlead_simulator.world.sizes import GuildSizes, people_in_guilds

_SWEEP_SECONDS = 0.5
_FAULT_SECONDS = 0.02
_SHUTDOWN_SECONDS = 3.0
_BACKLOG = 4_096


@dataclass(frozen=True, slots=True)
class SimulatorOptions:
    """What the simulated Discord begins with.

    Attributes:
        host: The address to listen on.
        port: The port to listen on; 0 is a free one.
        token: The bot's token; None makes one from the seed.
        guilds: Guilds that the bot is in.
        members_per_guild: People in each guild, or in the median one; the bot comes on top.
        sizes: How the people are spread over the guilds.
        shards: The recommended number of shards.
        max_concurrency: Identify buckets.
        identify_limit: Identifies a day; None is what Discord allows a bot in so many guilds.
        seed: The same seed makes the same guilds and token.
        strict: Whether the gateway takes the worst reading wherever Discord says nothing.
        second_connection: What becomes of a session's open connection when it is resumed on another one.
        heartbeat_interval: Seconds between two heartbeats of a client.
        advertise: What gateway and resume URLs say; None is the host that each client asked for.
    """

    host: str = "127.0.0.1"
    port: int = 0
    token: str | None = None
    guilds: int = 20
    members_per_guild: int = 10
    sizes: GuildSizes = GuildSizes.EVEN
    shards: int = 4
    max_concurrency: int = 1
    identify_limit: int | None = None
    seed: int = 1
    strict: bool = False
    second_connection: SecondConnection = SecondConnection.CLOSE
    advertise: str | None = None
    heartbeat_interval: float = HEARTBEAT_SECONDS


@dataclass(frozen=True, slots=True)
class Endpoints:
    """Where a simulator is, and how to be its bot; token and client secret are secrets like any other."""

    rest: str
    gateway: str
    control: str
    token: str
    application_id: str
    authorize: str
    cdn: str
    client_secret: str

    def as_dict(self) -> dict[str, str]:
        """Return the fields by name, for a JSON line."""
        return asdict(self)


class ListenError(Exception):
    """An address cannot be listened on; the message says which and why."""


class Simulator:
    """A running simulator.

    Attributes:
        simulation: All its state.
        endpoints: Where it is.
        gateway: Its gateway's connections.
    """

    def __init__(self, simulation: Simulation, endpoints: Endpoints, gateway: GatewayEndpoint) -> None:
        self.simulation = simulation
        self.endpoints = endpoints
        self.gateway = gateway

    def sweep(self) -> None:
        """End what has expired by the clock: sessions nobody resumed, connections whose client is silent."""
        self.simulation.sweep()
        self.gateway.sweep()


def simulation_of(options: SimulatorOptions, clock: Clock) -> Simulation:
    """Make the world and the one application that options describe.

    Raises:
        ValueError: The advertised URL is none.
    """
    advertised = None if options.advertise is None else advertised_url(options.advertise)
    terms = GatewayTerms(options.strict, options.second_connection, options.heartbeat_interval, advertised)
    simulation = Simulation(clock, options.seed, terms)
    plan = BotPlan(
        token=options.token,
        shards=options.shards,
        max_concurrency=options.max_concurrency,
        identify_limit=identifies_a_day(options.guilds) if options.identify_limit is None else options.identify_limit,
    )
    application = register(simulation, plan, options.seed)
    sizes = people_in_guilds(options.sizes, options.members_per_guild, options.seed)
    for people in islice(sizes, options.guilds):
        simulation.add_guild(application, GuildPlan(people))
    return simulation


@asynccontextmanager
async def running(options: SimulatorOptions, clock: Clock | None = None) -> AsyncGenerator[Simulator]:
    """Run a simulator in this event loop for as long as the context lasts.

    Args:
        options: What it begins with.
        clock: Where it reads the time; the machine's clock unless a test passes its own.

    Raises:
        ListenError: The address cannot be listened on.
    """
    listening = _listen(options.host, options.port)
    simulation = simulation_of(options, clock or SystemClock())
    traffic = Traffic(simulation, options.seed)
    gateway = GatewayEndpoint(simulation)
    app = web.Application(middlewares=[faulty(simulation.faults)])
    app.router.add_get("/", gateway.serve)
    for path in (DEAD_PATH, f"{DEAD_PATH}/"):
        app.router.add_get(path, gateway.nobody)
    app.add_routes(oauth_routes(simulation))
    app.add_subapp(API_PATH, rest_application(simulation))
    app.add_subapp(CDN_PATH, cdn_application(simulation))
    app.add_subapp("/_sim", control_application(simulation, traffic))
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=_SHUTDOWN_SECONDS)
    await runner.setup()
    simulator = Simulator(simulation, _endpoints(simulation, options.host, listening), gateway)
    try:
        await web.SockSite(runner, listening).start()
        sweeper = asyncio.create_task(_sweep(simulator), name="sweeper")
        striker = asyncio.create_task(_strike(simulation), name="striker")
        try:
            yield simulator
        finally:
            await stop(striker)
            await stop(sweeper)
            await traffic.aclose()
            gateway.close()
    finally:
        await runner.cleanup()


def _listen(host: str, port: int) -> socket.socket:
    try:
        return socket.create_server((host, port), backlog=_BACKLOG)
    except OSError as error:
        # The resolver numbers its errors below zero; create_server adds the address to the text of all others.
        reason = os.strerror(error.errno) if error.errno is not None and error.errno > 0 else error.strerror
        raise ListenError(f"cannot listen on {host}:{port}: {reason}") from error


async def _sweep(simulator: Simulator) -> None:
    while True:
        await asyncio.sleep(_SWEEP_SECONDS)
        simulator.sweep()


async def _strike(simulation: Simulation) -> None:
    while True:
        await asyncio.sleep(_FAULT_SECONDS)
        simulation.faults.tick()


def _endpoints(simulation: Simulation, host: str, listening: socket.socket) -> Endpoints:
    port: int = listening.getsockname()[1]
    return Endpoints(
        rest=f"http://{host}:{port}{API_PATH}",
        gateway=f"ws://{host}:{port}",
        control=f"http://{host}:{port}/_sim",
        token=simulation.application.token,
        application_id=str(simulation.application.id),
        authorize=f"http://{host}:{port}{AUTHORISE_PATH}",
        cdn=f"http://{host}:{port}{CDN_PATH}",
        client_secret=simulation.application.client_secret,
    )
