"""Fairlead in a real cluster: what the guide promises is there, and a new image reaches the bot without a gap."""

import json

import aiohttp
import pytest

from fairlead_simulator.client import ControlClient
from tests.controlplane.process import Component
from tests.e2e.installation import discord
from tests.e2e.installation.conftest import NAMESPACE, SECTION, Installation
from tests.e2e.installation.guide import commands
from tests.e2e.installation.traffic import Cost, Traffic
from tests.integration.fairlead_operator.waiting import eventually

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(300, func_only=True)]

API = "http://localhost:8000/api/v1"


async def test_the_guide_leads_to_a_running_bot(installation: Installation, control: ControlClient):
    assert "condition met" in installation.said[-1]
    assert "Phase:" in installation.said[-1]
    assert installation.bot()["phase"] == "Ready"
    report = await control.report()
    assert {session.shard_id for session in report.sessions if session.connected} == set(range(discord.SHARDS))
    assert report.violations == {}


async def test_every_pod_is_admitted_under_the_restricted_level(installation: Installation):
    level = "pod-security.kubernetes.io/enforce=restricted"
    said = installation.shell.run(f"kubectl label namespace {NAMESPACE} {level} --overwrite --dry-run=server 2>&1")
    assert "Warning" not in said
    pods = json.loads(installation.shell.run(f"kubectl get pods -n {NAMESPACE} -o json"))["items"]
    assert {pod["metadata"]["labels"]["app.kubernetes.io/name"] for pod in pods} >= {
        "fairlead-operator",
        "fairlead-api",
        "fairlead-database",
        "fairlead-redis",
    }
    for pod in pods:
        for container in pod["spec"]["containers"]:
            assert container["securityContext"]["readOnlyRootFilesystem"], pod["metadata"]["name"]


async def test_a_command_is_answered(installation: Installation, control: ControlClient):
    guild = (await control.guilds())[0]
    assert (await control.run_command(guild.id, "status")).answered


async def test_every_guild_is_in_the_database(installation: Installation):
    count = "psql --username=postgres --dbname=fairlead --tuples-only --no-align --command='{}'"
    question = count.format("SELECT count(*) FROM bot_fairlead.guilds")
    ask = f"kubectl exec -n {NAMESPACE} fairlead-database-0 -- {question}"
    await eventually(lambda: installation.shell.run(ask).strip(), lambda said: said == str(discord.GUILDS))


async def test_the_api_is_where_the_guide_says(installation: Installation):
    command = commands("install.md", SECTION)[-1].strip()
    shell = ["env", "-C", str(installation.shell.folder), f"PATH={installation.shell.environment['PATH']}"]
    kubeconfig = f"KUBECONFIG={installation.cluster.access.kubeconfig}"
    forward = Component(
        "port-forward", [*shell, kubeconfig, "sh", "-c", f"exec {command}"], installation.shell.folder / "forward.log"
    )
    forward.start()
    try:
        await eventually(lambda: "Forwarding" in forward.log.read_text(), bool)
        async with aiohttp.ClientSession() as http, http.get(f"{API}/guilds") as answer:
            assert answer.status == 401
            assert (await answer.json())["code"] == "unauthenticated"
    finally:
        forward.stop()


async def test_a_new_image_is_rolled_out_without_an_identify_and_nothing_is_lost(
    installation: Installation, traffic: Traffic
):
    await installation.rolled_out(installation.change_image())
    assert await traffic.end() == Cost()
