"""A whole fleet on this machine: stores, Discord or its simulator, and the pods of a BotDeployment."""

import secrets
from collections.abc import AsyncGenerator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from functools import partial

import aiohttp

from fairlead_cli.local.api_server import ApiServer
from fairlead_cli.local.bot_database import bot_database
from fairlead_cli.local.control import FleetControl, serve_control
from fairlead_cli.local.dashboard_server import DashboardServer, built_dashboard
from fairlead_cli.local.discord import Discord, discord_of_environment
from fairlead_cli.local.document import FleetFile
from fairlead_cli.local.look import resource_of
from fairlead_cli.local.pod import NamespaceObjects
from fairlead_cli.local.postgres_server import PostgresServer
from fairlead_cli.local.redis_server import RedisServer
from fairlead_cli.local.restart import RestartProgress
from fairlead_cli.local.rolling import RollingRestart
from fairlead_cli.local.runner import LocalStatefulSet
from fairlead_cli.local.simulator import SimulatorServer
from fairlead_cli.local.state import StateFolder
from fairlead_cli.planning import plan_fleet
from fairlead_operator.build import HANDOVER_KEY, handover_secret_name
from fairlead_operator.discord_api import DiscordApi
from fairlead_operator.model import KubernetesObject
from fairlead_shared.clock import SystemClock
from fairlead_shared.errors import ConfigurationError
from fairlead_shared.fleet.keys import FleetKeys
from fairlead_shared.fleet.local import RunningFleet
from fairlead_shared.fleet.settling import trust_store
from fairlead_shared.fleet.status import StatusStore
from fairlead_shared.redis_client import connect_redis


@dataclass(frozen=True, slots=True)
class SimulatorChoice:
    """The simulator that a fleet without a token gets.

    Attributes:
        options: Options of ``fairlead-sim serve``.
        traffic: Events a second that it makes.
    """

    options: dict[str, object]
    traffic: float


@dataclass(frozen=True, slots=True)
class LocalFleet:
    """A fleet whose servers run: its pods, to run now, where they report, and what to open."""

    pods: LocalStatefulSet
    status: StatusStore
    urls: dict[str, str]


@dataclass(frozen=True, slots=True)
class _Stores:
    """Where the stores are: PostgreSQL for a person who looks into it, and for bot and API."""

    redis: str
    postgres: str
    database: str


@asynccontextmanager
async def local_fleet(
    file: FleetFile, state: StateFolder, choice: SimulatorChoice, progress: Callable[[str], None]
) -> AsyncGenerator[LocalFleet]:
    """Start the stores and Discord, plan the fleet and prepare its pods; end everything on the way out.

    Args:
        file: The BotDeployment.
        state: Where everything is written.
        choice: The simulator; not used where the environment has a token.
        progress: Told what is being started.

    Raises:
        ConfigurationError: something cannot start.
        DiscordError: Discord does not accept the token, or does not answer.
    """
    async with AsyncExitStack() as stack:
        stack.enter_context(state.owned())
        http = await stack.enter_async_context(aiohttp.ClientSession())
        discord = discord_of_environment()
        if discord is None:
            progress("the Discord simulator")
            discord = await _start_simulator(stack, state, choice, http)
        progress("Redis and PostgreSQL")
        stores = await _start_stores(stack, state, file.deployment.name)
        clock = SystemClock()
        discord_api = DiscordApi(discord.api, http)
        planned = await plan_fleet(file.deployment, discord_api, discord, None, clock)
        generation, application_id = planned.plan.generation, planned.application_id
        if generation is None or application_id is None:
            raise ConfigurationError(f"{file.deployment.name} cannot start: it is not known how many shards it needs.")
        objects = _with_secrets(file, discord.token, stores)
        pods = _prepare_pods(planned.plan.children, objects, state, clock)
        urls = discord.urls | {"redis": stores.redis, "postgres": stores.postgres}
        urls |= {pod.identity.name: pod.health_url for pod in pods.pods}
        if discord.client_secret:
            progress("the API")
            built = built_dashboard()
            dashboard = DashboardServer(state.logs, built) if built else None
            owner_id = await discord_api.owner_id(discord.token)
            api = ApiServer(state, discord, application_id, owner_id, dashboard.url if dashboard else None)
            stack.push_async_callback(api.stop)
            await api.start(database_url=stores.database, redis_url=stores.redis)
            urls |= {"api": api.url, "login": api.login_url}
            if dashboard:
                progress("the dashboard")
                stack.push_async_callback(dashboard.stop)
                await dashboard.start(api.origin)
                urls |= {"dashboard": dashboard.url, "login": dashboard.login_url()}
        else:
            progress("no API: nobody can sign in without DISCORD_CLIENT_SECRET")
        redis = connect_redis(stores.redis)
        stack.push_async_callback(redis.aclose)
        keys = FleetKeys(application_id)
        # No pod runs before this process starts it: there is no holder that the store could have forgotten.
        await trust_store(redis, keys)
        status = StatusStore(redis, keys, generation)
        runner_key = secrets.token_urlsafe(24)
        restarts = partial(RollingRestart, file.deployment.name, pods, status, clock)

        async def look(restart: RestartProgress | None) -> KubernetesObject:
            return await resource_of(running, clock, restart)

        runner = await stack.enter_async_context(serve_control(FleetControl(restarts, look, runner_key)))
        running = RunningFleet(
            deployment=file.deployment.name,
            generation=generation.name,
            application_id=application_id,
            discord_api=discord.api,
            token=discord.token,
            redis=stores.redis,
            urls=urls,
            runner=runner,
            runner_key=runner_key,
            resource=file.document,
        )
        state.publish(running)
        progress(f"{len(pods.pods)} pods with {generation.shard_count} shards")
        yield LocalFleet(pods, status, urls)


async def _start_simulator(
    stack: AsyncExitStack, state: StateFolder, choice: SimulatorChoice, http: aiohttp.ClientSession
) -> Discord:
    simulator = SimulatorServer(state.logs, choice.options)
    stack.push_async_callback(simulator.stop)
    discord = await simulator.start()
    async with http.post(f"{discord.control}/traffic", json={"rate": choice.traffic}) as answer:
        answer.raise_for_status()
    return discord


async def _start_stores(stack: AsyncExitStack, state: StateFolder, bot: str) -> _Stores:
    redis = RedisServer(state.path / "redis")
    stack.push_async_callback(redis.stop)
    await redis.start()
    postgres = PostgresServer(state.path / "postgres")
    stack.push_async_callback(postgres.stop)
    await postgres.start()
    return _Stores(redis.url, postgres.url, await bot_database(postgres, bot))


def _with_secrets(file: FleetFile, token: str, stores: _Stores) -> NamespaceObjects:
    """Add the Secrets that the BotDeployment names, filled with what was started here."""
    spec = file.deployment.spec
    given = (
        (spec.token_secret_ref, token),
        (spec.redis_secret_ref, stores.redis),
        (spec.database_secret_ref, stores.database),
    )
    known = {name: dict(values) for name, values in file.objects.secrets.items()}
    for reference, value in given:
        if reference is not None:
            known.setdefault(reference.name, {})[reference.key] = value
    known.setdefault(handover_secret_name(file.deployment), {HANDOVER_KEY: secrets.token_urlsafe(32)})
    return replace(file.objects, secrets=known)


def _prepare_pods(
    children: tuple[KubernetesObject, ...], objects: NamespaceObjects, state: StateFolder, clock: SystemClock
) -> LocalStatefulSet:
    """Take from the operator's objects the ones that a local fleet is made of."""
    of_kind = {child["kind"]: child for child in children}
    config_map = of_kind["ConfigMap"]
    config_maps = {**objects.config_maps, config_map["metadata"]["name"]: config_map["data"]}
    pods = LocalStatefulSet(of_kind["StatefulSet"], replace(objects, config_maps=config_maps), state.logs, clock)
    pods.prepare()
    return pods
