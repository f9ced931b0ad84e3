"""Pods that cannot start say why in a sentence."""

import socket

import pytest

from fairlead_bot import runtime
from fairlead_cli.local.process import free_port
from fairlead_shared.errors import ConfigurationError, DiscordError, StoreError, TokenRefusedError
from tests.integration.fairlead_bot.conftest import StartPod, StartProcess
from tests.integration.fairlead_bot.pods import HOST
from tests.integration.fairlead_bot.waiting import eventually


async def test_a_token_that_discord_refuses_ends_the_process_with_2_and_a_sentence(start_process: StartProcess):
    process = await start_process(0, DISCORD_BOT_TOKEN="a-token-of-nobody")
    assert await process.ended() == 2
    assert process.output.endswith("Discord does not accept the bot's token (DISCORD_BOT_TOKEN).\n")
    assert "Traceback" not in process.output
    assert "a-token-of-nobody" not in process.output


async def test_wrong_settings_end_the_process_with_2_and_name_every_variable(start_process: StartProcess):
    process = await start_process(0, FAIRLEAD_SHARD_COUNT="none", DISCORD_INTENTS="everything", POD_UID="")
    assert await process.ended() == 2
    assert process.output.startswith("The settings are not complete:\n")
    for variable in ("FAIRLEAD_SHARD_COUNT", "DISCORD_INTENTS", "POD_UID"):
        assert f"  {variable}: " in process.output
    assert "Traceback" not in process.output


async def test_a_taken_port_ends_the_process_with_2_and_a_sentence(start_process: StartProcess):
    with socket.create_server((HOST, 0)) as taken:
        port = taken.getsockname()[1]
        process = await start_process(0, port=port)
        assert await process.ended() == 2
    assert f"The health server cannot listen on {HOST}:{port} (HEALTH_HOST, HEALTH_PORT)" in process.output
    assert "Traceback" not in process.output


async def test_a_redis_out_of_reach_ends_the_start_with_a_sentence_that_names_it_without_its_password(
    start_pod: StartPod, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(runtime, "START_SECONDS", 1.0)
    address = f"{HOST}:{free_port()}"
    pod = start_pod(0, REDIS_URL=f"redis://:hunter2hunter2@{address}/0")
    with pytest.raises(StoreError, match=f"Redis at {address} does not answer") as refusal:
        await pod.running
    assert "hunter2" not in str(refusal.value)


async def test_a_pod_that_waits_for_redis_is_alive_and_not_ready(start_pod: StartPod):
    pod = start_pod(0, REDIS_URL=f"redis://{HOST}:{free_port()}/0")
    await eventually(lambda: pod.runtime.health_port is not None, "the health server listens")
    assert (await pod.get("/livez"))[0] == 200
    assert await pod.get("/readyz") == (503, "not ready: starting\n")
    status, text = await pod.get("/health")
    assert status == 200
    assert '"redis":{"state":"down"' in text


async def test_a_discord_out_of_reach_ends_the_start_with_a_sentence(
    start_pod: StartPod, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(runtime, "START_SECONDS", 1.0)
    pod = start_pod(0, DISCORD_API_BASE_URL=f"http://{HOST}:{free_port()}/api/v10")
    with pytest.raises(DiscordError, match="Discord does not answer") as refusal:
        await pod.running
    assert not isinstance(refusal.value, TokenRefusedError)


async def test_a_directory_of_cogs_that_is_not_there_is_a_sentence(start_pod: StartPod):
    pod = start_pod(0, FAIRLEAD_COGS_DIRECTORY="/nowhere/at/all")
    with pytest.raises(ConfigurationError, match="there is no directory /nowhere/at/all"):
        await pod.running
