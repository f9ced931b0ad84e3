"""Plans a fleet as the operator would, from what this machine can see."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace

from redis.asyncio import Redis
from redis.exceptions import RedisError

from fairlead_cli.local.discord import Discord
from fairlead_operator.build import BuildContext
from fairlead_operator.discord_api import DiscordApi
from fairlead_operator.gateway_bot import GatewayBot
from fairlead_operator.model import BotDeployment, parse_bot_deployment
from fairlead_operator.observed import Observed, PodSeen
from fairlead_operator.plan import Plan, plan
from fairlead_operator.rollout.rolling import template_of
from fairlead_shared.clock import Clock
from fairlead_shared.errors import StoreError
from fairlead_shared.fleet.keys import FleetKeys
from fairlead_shared.fleet.layout import Generation
from fairlead_shared.fleet.ledger import IdentifyLedger
from fairlead_shared.fleet.local import RunningFleet
from fairlead_shared.fleet.records import ShardState
from fairlead_shared.fleet.status import FleetStatus, StatusStore
from fairlead_shared.redis_client import check_redis, connect_redis


@dataclass(frozen=True, slots=True)
class FleetPlan:
    """The operator's plan, and what it is made of.

    Attributes:
        plan: The plan.
        gateway: What Discord said; nothing where that is not known.
        application_id: The bot's application; nothing where that is not known.
        observed: What was seen.
        changes: What would be written, as people say it.
    """

    plan: Plan
    gateway: GatewayBot | None
    application_id: int | None
    observed: Observed | None = None
    changes: tuple[str, ...] = ()


async def plan_fleet(
    deployment: BotDeployment, api: DiscordApi, discord: Discord, running: RunningFleet | None, clock: Clock
) -> FleetPlan:
    """Return what the operator would do with a BotDeployment.

    Args:
        deployment: The resource.
        api: The client of Discord's REST interface.
        discord: Which Discord that is, and the bot's token.
        running: The fleet of this deployment that runs here, if one does.
        clock: The time.

    Raises:
        TokenRefusedError: Discord does not accept the token.
        DiscordError: Discord does not answer.
        StoreError: the running fleet's Redis does not answer.
    """
    gateway = await api.gateway_bot(discord.token)
    application_id = await api.application_id(discord.token)
    observed = Observed(now=clock.now(), gateway=gateway, gateway_at=clock.now(), application_id=application_id)
    if running:
        observed = await with_running(observed, running)
    return FleetPlan(plan(deployment, observed, BuildContext(discord.api)), gateway, application_id, observed)


async def with_running(observed: Observed, running: RunningFleet) -> Observed:
    """Return an observation with what a local fleet's bots say of themselves, and what its ledger says.

    Raises:
        StoreError: the fleet's Redis does not answer.
    """
    async with local_store(running) as (redis, keys, generation):
        fleet = await StatusStore(redis, keys, generation).read()
        ledger = await IdentifyLedger(redis, keys).remaining()
    return replace(observed, running=generation, fleet=fleet, ledger=ledger, pods=_pods(running, generation, fleet))


@asynccontextmanager
async def local_store(running: RunningFleet) -> AsyncGenerator[tuple[Redis, FleetKeys, Generation]]:
    """Open the Redis of a local fleet: the client, the fleet's keys and its generation.

    Raises:
        StoreError: it does not answer, or no longer does inside the block.
    """
    redis = connect_redis(running.redis)
    try:
        await check_redis(redis, running.redis)
        yield redis, FleetKeys(running.application_id), Generation.parse(running.generation)
    except (RedisError, OSError) as error:
        raise StoreError(f"Redis at {running.redis} does not answer: {error}") from error
    finally:
        await redis.aclose()


def _pods(running: RunningFleet, generation: Generation, fleet: FleetStatus) -> tuple[PodSeen, ...]:
    """Return the pods that report; all of them run what their runner was started with."""
    template = None
    if running.resource:
        deployment = parse_bot_deployment(running.resource, source=running.deployment)
        template = template_of(deployment, generation, BuildContext(running.discord_api))
    return tuple(
        PodSeen(
            name=report.status.pod,
            uid=report.status.pod,
            ready=not report.stale and all(shard.state is ShardState.READY for shard in report.status.shards),
            template=template,
        )
        for report in fleet.pods
    )
