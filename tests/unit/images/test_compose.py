"""compose.yaml: valid, closed where it says so, and with settings that the services take."""

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from tools.images.catalogue import IMAGES, ROOT, project_version

from fairlead_api.settings import ApiSettings
from fairlead_bot.settings import BotSettings

FILE = ROOT / "compose.yaml"
COMPOSE: dict[str, Any] = yaml.safe_load(FILE.read_text())  # Any: YAML
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
JOBS = {"provision", "migrate"}
_VARIABLE = re.compile(r"\$\{(\w+)(?::([-?])([^}]*))?}")


def rendered(value: object, given: dict[str, str]) -> str:
    """Put variables in, as Compose does: `${NAME:-default}`, `${NAME:?error}`."""

    def put(found: re.Match[str]) -> str:
        name, kind, text = found.groups()
        if given.get(name):
            return given[name]
        assert kind != "?", f"{name} is required"
        return text or ""

    return _VARIABLE.sub(put, str(value))


def environment(service: str, given: dict[str, str]) -> dict[str, str]:
    return {name: rendered(value, given) for name, value in SERVICES[service]["environment"].items()}


def test_it_is_valid_by_the_schema_of_compose():
    checker = Path(sys.executable).with_name("check-jsonschema")
    command = [str(checker), "--builtin-schema", "vendor.compose-spec", str(FILE)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_only_the_internet_network_has_a_way_out():
    assert {name for name, network in COMPOSE["networks"].items() if not network.get("internal")} == {"internet"}


def test_the_database_is_reached_by_the_api_the_bot_and_jobs_alone():
    on = {name for name, service in SERVICES.items() if "dbnet" in service["networks"]}
    assert on == {"postgres", "api", "bot", *JOBS}
    assert SERVICES["postgres"]["networks"] == ["dbnet"]


def test_redis_is_reached_by_the_api_and_the_bot_alone():
    on = {name for name, service in SERVICES.items() if "intranet" in service["networks"]}
    assert on == {"redis", "api", "bot"}
    assert SERVICES["redis"]["networks"] == ["intranet"]


def test_ports_are_published_on_loopback_by_services_of_the_internet_network_and_are_stated():
    published = {name: port for name, service in SERVICES.items() for port in service.get("ports", ())}
    assert set(published) == {"api", "dashboard", "simulator"}
    heading = FILE.read_text().partition("\nname:")[0]
    for name, port in published.items():
        address, outer, _ = port.split(":")
        assert address == "127.0.0.1"
        assert "internet" in SERVICES[name]["networks"]
        assert outer in heading


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_has_no_more_rights_than_it_needs(name: str):
    service = SERVICES[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert not {"privileged", "cap_add", "network_mode", "pid", "devices"} & set(service)


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_says_whether_it_is_healthy_and_a_job_runs_once(name: str):
    service = SERVICES[name]
    assert ("healthcheck" in service) == (name not in JOBS)
    assert service["restart"] == ("no" if name in JOBS else "unless-stopped")


@pytest.mark.parametrize("name", ["api", "bot"])
def test_a_schema_is_migrated_before_it_is_used(name: str):
    assert SERVICES[name]["depends_on"] == {
        "redis": {"condition": "service_healthy"},
        "migrate": {"condition": "service_completed_successfully"},
    }
    assert SERVICES["migrate"]["depends_on"] == {"provision": {"condition": "service_completed_successfully"}}
    assert SERVICES["provision"]["depends_on"] == {"postgres": {"condition": "service_healthy"}}


def test_data_is_on_named_volumes_and_redis_evicts_nothing():
    assert {volume.split(":")[0] for service in SERVICES.values() for volume in service.get("volumes", ())} == set(
        COMPOSE["volumes"]
    )
    command = SERVICES["redis"]["command"]
    assert command[command.index("--maxmemory-policy") + 1] == "noeviction"
    assert command[command.index("--appendonly") + 1] == "yes"


def test_own_images_are_those_that_are_built():
    own = {rendered(service["image"], {}) for service in SERVICES.values() if "fairlead-" in service["image"]}
    assert own == {image.tag(project_version()) for image in IMAGES if image.name != "operator"}


def test_the_simulator_runs_only_when_asked_for():
    assert {name for name, service in SERVICES.items() if "profiles" in service} == {"simulator"}


def test_every_variable_is_in_the_example_and_a_required_one_has_no_value_there():
    example = dict(re.findall(r"^#?([A-Z_]+)=(.*)$", (ROOT / ".env.example").read_text(), re.MULTILINE))
    for name, kind, _ in _VARIABLE.findall(FILE.read_text()):
        assert name in example
        assert kind != "?" or not example[name]


def test_a_secret_that_is_missing_is_refused():
    with pytest.raises(AssertionError, match="DATABASE_RUNTIME_PASSWORD is required"):
        environment("bot", {"DISCORD_BOT_TOKEN": "token"})


GIVEN = {
    "DISCORD_BOT_TOKEN": "token",
    "DISCORD_APPLICATION_ID": "1",
    "DISCORD_CLIENT_SECRET": "secret",
    "API_SECRET_KEY": "k" * 48,
    "POSTGRES_PASSWORD": "a1",
    "DATABASE_OWNER_PASSWORD": "b2",
    "DATABASE_RUNTIME_PASSWORD": "c3",
}


def test_the_bot_takes_its_settings(monkeypatch: pytest.MonkeyPatch):
    for name, value in environment("bot", GIVEN).items():
        monkeypatch.setenv(name, value)
    settings = BotSettings.load(None)
    assert settings.database_url == "postgresql+asyncpg://bot_bot_runtime:c3@postgres:5432/fairlead"
    assert settings.redis_url == "redis://redis:6379/0"
    assert (settings.deployment, settings.pod_name, settings.shard_count) == ("bot", "bot-0", 1)


def test_the_api_takes_its_settings_and_uses_the_bots_schema(monkeypatch: pytest.MonkeyPatch):
    for name, value in environment("api", GIVEN).items():
        monkeypatch.setenv(name, value)
    assert ApiSettings.load(None).database_url == "postgresql+asyncpg://bot_bot_runtime:c3@postgres:5432/fairlead"


def test_each_service_has_only_the_secrets_that_it_needs():
    holders = {
        name: {service for service, about in SERVICES.items() if f"${{{name}" in yaml.safe_dump(about)}
        for name in ("POSTGRES_PASSWORD", "DATABASE_OWNER_PASSWORD", "DATABASE_RUNTIME_PASSWORD", "API_SECRET_KEY")
    }
    assert holders == {
        "POSTGRES_PASSWORD": {"provision"},
        "DATABASE_OWNER_PASSWORD": {"provision", "migrate"},
        "DATABASE_RUNTIME_PASSWORD": {"provision", "bot", "api"},
        "API_SECRET_KEY": {"api"},
    }
