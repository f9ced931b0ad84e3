"""Plans a fleet as the operator would, from what this machine can see."""

from dataclasses import dataclass, replace

from fairlead_cli.local.discord import Discord
from fairlead_cli.local.state import RunningFleet
from fairlead_operator.build import BuildContext
from fairlead_operator.discord_api import DiscordApi
from fairlead_operator.gateway_bot import GatewayBot
from fairlead_operator.model import BotDeployment
from fairlead_operator.observed import Observed
from fairlead_operator.plan import Plan, plan
from fairlead_shared.clock import Clock
from fairlead_shared.fleet.keys import FleetKeys
from fairlead_shared.fleet.layout import Generation
from fairlead_shared.fleet.status import StatusStore
from fairlead_shared.redis_client import check_redis, connect_redis


@dataclass(frozen=True, slots=True)
class FleetPlan:
    """The operator's plan, and what Discord said that it is made of."""

    plan: Plan
    gateway: GatewayBot
    application_id: int


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
        observed = await _with_running(observed, running)
    return FleetPlan(plan(deployment, observed, BuildContext(discord.api)), gateway, application_id)


async def _with_running(observed: Observed, running: RunningFleet) -> Observed:
    generation = Generation.parse(running.generation)
    redis = connect_redis(running.redis)
    try:
        await check_redis(redis, running.redis)
        fleet = await StatusStore(redis, FleetKeys(running.application_id), generation).read()
    finally:
        await redis.aclose()
    return replace(observed, running=generation, fleet=fleet)
