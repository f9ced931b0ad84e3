"""`/status`, as a person in a guild sees it."""

import asyncio
from pathlib import Path

from fairlead_cli.local.postgres_server import PostgresServer
from fairlead_cli.local.redis_server import RedisServer
from fairlead_shared.fleet.layout import shard_of_guild
from fairlead_simulator.client import CommandResult, ControlClient
from tests.integration.fairlead_bot.conftest import StartPod
from tests.integration.fairlead_bot.pods import LocalPod
from tests.integration.fairlead_bot.waiting import eventually


async def guild_of_shard(control: ControlClient, shard_id: int) -> int:
    return next(guild.id for guild in await control.guilds() if shard_of_guild(guild.id, 4) == shard_id)


async def run_status(control: ControlClient, guild_id: int) -> dict[str, str]:
    """Run the command once it is registered; return the fields of its answer, which is quick and for one alone."""
    result = await control.run_command(guild_id, "status")
    assert result.answered
    assert result.ephemeral
    assert result.elapsed_ms is not None
    assert result.elapsed_ms < 2_000
    return fields_of(result)


def fields_of(result: CommandResult) -> dict[str, str]:
    embeds = result.data["embeds"]
    assert isinstance(embeds, list)
    embed = embeds[0]
    assert isinstance(embed, dict)
    fields = embed["fields"]
    assert isinstance(fields, list)
    return {str(field["name"]): str(field["value"]) for field in fields if isinstance(field, dict)}


async def registered(pod: LocalPod) -> None:
    bot = pod.runtime.pod.bot
    assert bot is not None

    async def known() -> bool:
        return bool(await bot.tree.fetch_commands())

    await eventually(known, "the commands are registered")


async def test_the_answer_is_quick_ephemeral_and_true(control: ControlClient, start_pod: StartPod, postgres_url: str):
    pods = [start_pod(ordinal, DATABASE_URL=postgres_url) for ordinal in (0, 1)]
    for pod in pods:
        await pod.ready()
    await registered(pods[0])
    guild_id = await guild_of_shard(control, 2)
    guilds = await control.guilds()

    async def known_by_all() -> bool:
        return (await run_status(control, guild_id))["Shards ready"] == "4 of 4"

    await eventually(known_by_all, "both pods have reported")
    fields = await run_status(control, guild_id)
    in_pod = sum(shard_of_guild(guild.id, 4) in {2, 3} for guild in guilds)
    driver = next(pod for pod in pods if 2 in pod.shards).runtime.pod.name
    assert fields["Guilds"] == f"{len(guilds)} in all, {in_pod} in this pod"
    assert fields["This server's shard"].startswith(f"2 of 4, ready in {driver}, ")
    assert fields["This server's shard"].endswith(" ms")
    assert fields["Database"].startswith("up, ")
    assert fields["Redis"].startswith("up, ")
    assert fields["Uptime"].endswith("s")


async def test_a_bot_without_a_database_says_so(control: ControlClient, pod: LocalPod):
    await registered(pod)
    fields = await run_status(control, await guild_of_shard(control, 0))
    assert fields["Database"] == "none configured"


async def test_the_answer_comes_in_time_while_postgresql_is_down(
    control: ControlClient, start_pod: StartPod, tmp_path: Path
):
    server = PostgresServer(tmp_path / "postgres", durable=False)
    await server.start()
    pod = start_pod(0, DATABASE_URL=server.url)
    await pod.ready()
    await registered(pod)
    guild_id = await guild_of_shard(control, 1)
    assert (await run_status(control, guild_id))["Database"].startswith("up, ")
    await server.stop()
    fields = await run_status(control, guild_id)
    assert fields["Database"] == "down: The database does not answer."
    assert fields["Redis"].startswith("up, ")


async def test_the_answer_comes_in_time_while_redis_is_down_and_tells_what_this_pod_knows(
    control: ControlClient, start_pod: StartPod, own_redis: RedisServer
):
    # At most once, a command waits for its mark, and so for Redis.
    pod = start_pod(0, REDIS_URL=own_redis.url, FAIRLEAD_DELIVERY="AtLeastOnce")
    await pod.ready()
    await registered(pod)
    guild_id = await guild_of_shard(control, 1)
    assert (await run_status(control, guild_id))["Redis"].startswith("up, ")
    await own_redis.stop()
    fields = await run_status(control, guild_id)
    assert fields["Redis"].startswith("down: ")
    assert fields["Guilds"].endswith("in this pod; the fleet's number is not known")
    assert fields["This server's shard"].startswith("1 of 4, ready in demo-0")


async def test_several_people_may_ask_at_once(control: ControlClient, pod: LocalPod):
    await registered(pod)
    guild_id = await guild_of_shard(control, 0)
    answers = await asyncio.gather(*(run_status(control, guild_id) for _ in range(10)))
    assert {answer["Redis"].split(",")[0] for answer in answers} == {"up"}
