"""The life of an installation after its first bot: further bots, an upgrade and back, a restore, and its end."""

import asyncio
import json
from collections.abc import Iterator
from typing import Any

import pytest

from fairlead_shared.database.revision import SCHEMA_HEAD
from fairlead_simulator.client import BotReport, ControlClient
from tests.cluster.network import node_address
from tests.controlplane.binaries import Binaries
from tests.e2e.installation import discord, later_release
from tests.e2e.installation.answers import answers_of
from tests.e2e.installation.conftest import NAMESPACE, Installation
from tests.e2e.installation.guide import write_files
from tests.e2e.installation.sections import Section
from tests.e2e.installation.sql import Sql
from tests.integration.charts.later import REVISION, VERSION
from tests.integration.fairlead_bot.reports import settled
from tests.integration.fairlead_operator.waiting import eventually

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(600, func_only=True)]

OPERATOR = f"system:serviceaccount:{NAMESPACE}:fairlead-operator"
NOBODY = f"system:serviceaccount:{NAMESPACE}:default"
COUNT = "SELECT count(*) FROM {}guilds"


@pytest.fixture(scope="module")
def sql(installation: Installation) -> Sql:
    """Statements for the installation's PostgreSQL."""
    made = Sql(installation.shell)
    made.start()
    return made


@pytest.fixture(scope="module")
def health(installation: Installation) -> Iterator[str]:
    """The address of the API's word on itself and its stores, from outside the cluster."""
    expose = f"kubectl expose service fairlead-api --name=outside --type=NodePort --namespace {NAMESPACE}"
    port = "--output=jsonpath='{.spec.ports[0].nodePort}'"
    found = installation.shell.run(f"{expose} >/dev/null\nkubectl get service outside {port} --namespace {NAMESPACE}")
    with installation.cluster.relay(node_address(0), int(found)) as here:
        yield f"http://127.0.0.1:{here}/health"


@pytest.fixture
async def application(control: ControlClient) -> BotReport:
    """Another application at Discord."""
    return await control.add_bot(shards=2, max_concurrency=2)


def objects(installation: Installation, kinds: str) -> dict[str, Any]:
    """What the release has of kinds, by name; everything in it is called after it."""
    said = installation.shell.run(f"kubectl get {kinds} --namespace {NAMESPACE} --output=json")
    found = {thing["metadata"]["name"]: thing for thing in json.loads(said)["items"]}
    return {
        name: thing for name, thing in found.items() if name.partition("-")[0] == "fairlead" or "-fairlead-" in name
    }


def images(installation: Installation, component: str) -> set[str]:
    """The images of the pods of a component of the release."""
    selector = f"app.kubernetes.io/name=fairlead-{component},app.kubernetes.io/instance=fairlead"
    pods = installation.shell.run(
        f"kubectl get pods --namespace {NAMESPACE} --selector {selector}"
        " --output=jsonpath='{.items[*].spec.containers[*].image}'"
    )
    return set(pods.split())


async def all_connected(control: ControlClient, application: BotReport) -> bool:
    report = await control.report(application.application_id)
    connected = {session.shard_id for session in report.sessions if session.connected}
    return connected == set(range(application.shards)) and report.violations == {}


async def own_guilds(sql: Sql, secret: str, key: str) -> str:
    """Wait until a bot has written its guilds, which it does by and by; return how many there are."""
    return await eventually(
        lambda: sql.ask(secret, key, COUNT.format("")), lambda said: said not in {"0", ""} and "ERROR" not in said
    )


async def test_a_second_bot_on_the_same_database_cannot_read_the_first_ones_rows(
    installation: Installation, control: ControlClient, application: BotReport, sql: Sql
):
    section, folder = Section.SECOND_BOT, installation.shell.folder
    write_files(section.page, section.heading, folder)
    (folder / "second-token.txt").write_text(application.token)
    (folder / "second-client-secret.txt").write_text(application.client_secret)
    installation.shell.environment["SECOND_CLIENT_ID"] = str(application.application_id)
    for block in section.commands():
        installation.shell.run(block)
    assert await all_connected(control, application)
    assert installation.bot()["phase"] == "Ready"

    for own, other in (("fairlead", "second"), ("second", "fairlead")):
        for key in ("runtime-url", "owner-url"):
            secret = f"{own}-database"
            assert await own_guilds(sql, secret, key) == str(discord.GUILDS)
            assert sql.ask(secret, key, COUNT.format(f"bot_{own}.")) == str(discord.GUILDS)
            denied = sql.ask(secret, key, COUNT.format(f"bot_{other}."))
            assert f"permission denied for schema bot_{other}" in denied
            assert "permission denied" in sql.ask(secret, key, f"SET ROLE bot_{other}_owner", COUNT.format(""))
    installation.shell.run(f"helm uninstall second --namespace {NAMESPACE}")


async def test_a_bot_of_a_file_gets_ready_next_to_the_first(
    installation: Installation, control: ControlClient, application: BotReport, sql: Sql
):
    section, folder = Section.BOT_WITHOUT_A_RELEASE, installation.shell.folder
    write_files(section.page, section.heading, folder)
    (folder / "demo-token.txt").write_text(application.token)
    for block in section.commands():
        installation.shell.run(block)
    assert await all_connected(control, application)
    assert installation.bot()["phase"] == "Ready"
    assert await own_guilds(sql, "demo-database", "url") == str(discord.GUILDS)
    installation.shell.run(f"kubectl delete bot demo --namespace {NAMESPACE}")


async def test_an_operator_of_one_namespace_has_no_right_outside_and_manages_its_bot(installation: Installation):
    run = installation.shell.run
    run(
        f"helm upgrade fairlead charts/fairlead --namespace {NAMESPACE} --reset-then-reuse-values"
        " --set operator.scope=namespaced --set bot.spec.standby=2\n"
        f"kubectl rollout status deployment/fairlead-operator --namespace {NAMESPACE} --timeout=2m"
    )

    def rights(whose: str, namespace: str) -> set[str]:
        said = run(f"kubectl auth can-i --list --as={whose} --namespace {namespace}")
        return {" ".join(line.split()) for line in said.splitlines()}

    for outside in ("default", "kube-system", discord.NAMESPACE):
        assert rights(OPERATOR, outside) == rights(NOBODY, outside)
    assert rights(OPERATOR, NAMESPACE) > rights(NOBODY, NAMESPACE)
    assert run("kubectl get clusterroles,clusterrolebindings --selector app.kubernetes.io/part-of=fairlead") == ""

    await eventually(
        installation.bot, lambda status: status["pods"] == {"desired": 4, "ready": 4, "updated": 4}, within=240
    )
    said = run(f"kubectl logs --namespace {NAMESPACE} --selector app.kubernetes.io/name=fairlead-operator --tail=-1")
    assert "forbidden" not in said.lower()


async def test_an_upgrade_with_a_migration_and_the_way_back_are_not_noticed(
    installation: Installation,
    control: ControlClient,
    sql: Sql,
    health: str,
    controlplane_binaries: Binaries,
    tmp_path_factory: pytest.TempPathFactory,
):
    run, folder = installation.shell.run, tmp_path_factory.mktemp("later")
    later_release.load_images(installation.cluster, folder / "images", controlplane_binaries.report)
    today = images(installation, "api")
    locales = "SELECT count(*) FROM bot_fairlead.guilds WHERE locale = 'en'"
    revision = "SELECT version_num FROM bot_fairlead.alembic_version"
    upgrade, wait = Section.UPGRADE.commands()
    (back,) = Section.BACK.commands()
    ask_whether_all_is_well = Section.FIRST_BOT.commands()[3]
    before = await control.report()
    assert sql.ask_administrator(revision) == SCHEMA_HEAD

    await control.traffic(30)
    async with answers_of(health) as answers:
        with later_release.checked_out(installation.shell, folder / "charts"):
            await asyncio.to_thread(run, upgrade)
        await asyncio.to_thread(run, wait)
        assert sql.ask_administrator(revision) == REVISION
        assert sql.ask_administrator(locales) == str(discord.GUILDS)
        await eventually(lambda: images(installation, "api"), {f"fairlead-api:{VERSION}"}.__eq__)
        await asyncio.to_thread(run, ask_whether_all_is_well)

        await asyncio.to_thread(run, back)
        await asyncio.to_thread(run, wait)
        assert sql.ask_administrator(revision) == REVISION
        await eventually(lambda: images(installation, "api"), today.__eq__)
        await asyncio.to_thread(run, ask_whether_all_is_well)
    await control.traffic(0)

    report = await settled(control)
    assert answers.bad == []
    assert answers.good > 0
    assert report.identifies == before.identifies
    assert report.delivery.total.handled > before.delivery.total.handled
    assert report.delivery.total.lost == {}
    assert report.delivery.total.doubled == {}
    assert installation.bot()["phase"] == "Ready"


async def test_a_restore_brings_back_every_row_and_then_everything_runs_again(
    installation: Installation, control: ControlClient, sql: Sql
):
    run, schema = installation.shell.run, "bot_fairlead"
    guild = (await control.guilds())[0].id
    setting = "INSERT INTO guild_settings (guild_id, setting_key, setting_value) VALUES ({}, '{}', '1')"
    sql.ask("fairlead-database", "runtime-url", setting.format(guild, "kept"))
    (backup,) = Section.BACKUP.commands()
    restore, run_again, restore_another = Section.RESTORE.commands()
    said = run(backup)
    file = said.rpartition("written: /backups/")[2].split()[0]
    before = sql.rows(schema)

    sql.ask("fairlead-database", "runtime-url", "DELETE FROM guild_settings", setting.format(guild, "new"))
    sql.ask_administrator(f"DROP TABLE {schema}.llm_usage CASCADE", f"CREATE TABLE {schema}.stray (id int)")
    assert sql.rows(schema) != before
    assert f"restored: /backups/{file}" in run(restore)
    assert sql.rows(schema) == before

    sql.ask_administrator(f"DELETE FROM {schema}.guilds")
    installation.shell.environment["FILE"] = file
    run(restore_another)
    done = "kubectl wait --for=condition=Complete job/restore-that --timeout=2m"
    run(f"{done} --namespace {NAMESPACE}")
    assert sql.rows(schema) == before

    run(run_again)
    await eventually(installation.bot, lambda status: status["phase"] == "Ready", within=240)
    run(Section.FIRST_BOT.commands()[3])
    assert await all_connected(control, (await control.bots())[0])
    assert (await control.run_command(guild, "status")).answered


async def test_what_an_uninstalled_release_leaves_is_found_again_until_it_is_removed(
    installation: Installation, control: ControlClient, sql: Sql
):
    run = installation.shell.run
    uninstall, remove = Section.UNINSTALL.commands()
    guild = (await control.guilds())[0].id
    sql.ask(
        "fairlead-database",
        "runtime-url",
        f"INSERT INTO guild_settings (guild_id, setting_key, setting_value) VALUES ({guild}, 'left', '1')",
    )

    def left(kinds: str) -> dict[str, Any]:
        return objects(installation, kinds)

    secrets = left("secrets")

    def unchanged() -> set[str]:
        return {
            name
            for name, secret in left("secrets").items()
            if name in secrets and secret["data"] == secrets[name]["data"]
        }

    run(uninstall)
    await eventually(lambda: set(left("pods")), lambda pods: not pods, within=120)
    assert left("bots,deployments,statefulsets,jobs,cronjobs") == {}
    claims = {"data-fairlead-database-0", "data-fairlead-redis-0", "fairlead-backup"}
    assert set(left("persistentvolumeclaims")) == claims
    made = {"fairlead-api", "fairlead-redis", "fairlead-database", "fairlead-database-admin"}
    assert unchanged() >= {*made, "fairlead-discord"}
    assert "botdeployments.fairlead.dev" in run("kubectl get crds --output=name")

    install = Section.FIRST_BOT.commands()[2].splitlines()[-1]
    run(f"{install}\n{Section.FIRST_BOT.commands()[3]}")
    assert "left" in sql.ask("fairlead-database", "runtime-url", "SELECT setting_key FROM guild_settings")
    assert unchanged() >= made

    run(uninstall)
    run(remove)
    assert not left("persistentvolumeclaims")
    assert not set(left("secrets")) & made
    assert "fairlead-discord" in left("secrets")
