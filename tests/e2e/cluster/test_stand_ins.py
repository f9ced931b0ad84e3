"""The stand-ins for PostgreSQL's and Redis' images do what the charts ask of the official ones."""

import json

import pytest

from tests.cluster.cluster import Cluster
from tests.cluster.stand_ins import write_postgres_image, write_redis_image
from tests.controlplane.process import wait_until
from tests.fixtures.controlplane import Kubectl

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(180)]

PASSWORD = "of-the-test-0001"


@pytest.fixture(scope="module")
def loaded(cluster: Cluster) -> None:
    for write in (write_postgres_image, write_redis_image):
        cluster.load(write(cluster.folder))


def pod(image: str, *, grace_seconds: int = 5, **container: object) -> str:
    spec = {
        "terminationGracePeriodSeconds": grace_seconds,
        "securityContext": {
            "runAsNonRoot": True,
            "runAsUser": 999,
            "runAsGroup": 999,
            "fsGroup": 999,
            "seccompProfile": {"type": "RuntimeDefault"},
        },
        "volumes": [
            {"name": "data", "emptyDir": {}},
            {"name": "tmp", "emptyDir": {}},
            {"name": "run", "emptyDir": {}},
            {"name": "secret", "secret": {"secretName": "password", "optional": True}},
        ],
        "containers": [
            {
                "name": "server",
                "image": image,
                "securityContext": {
                    "allowPrivilegeEscalation": False,
                    "readOnlyRootFilesystem": True,
                    "capabilities": {"drop": ["ALL"]},
                },
                **container,
            }
        ],
    }
    return json.dumps({"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "server"}, "spec": spec})


def mounts(**paths: str) -> list[dict[str, str]]:
    return [{"name": name, "mountPath": path} for name, path in paths.items()]


def test_postgres_makes_user_and_database_and_asks_for_the_password_of_the_file(
    loaded: None, kubectl: Kubectl, namespace: str
):
    there = f"--namespace={namespace}"
    kubectl("create", "secret", "generic", "password", f"--from-literal=password={PASSWORD}", there)
    environment = {
        "POSTGRES_PASSWORD_FILE": "/secret/password",
        "POSTGRES_USER": "keeper",
        "POSTGRES_DB": "fleet",
        "PGDATA": "/var/lib/postgresql/data",
    }
    server = pod(
        "postgres:18",
        env=[{"name": name, "value": value} for name, value in environment.items()],
        volumeMounts=mounts(data="/var/lib/postgresql", tmp="/tmp", run="/var/run/postgresql", secret="/secret"),
        readinessProbe={"exec": {"command": ["pg_isready", "-h", "127.0.0.1"]}, "periodSeconds": 1},
    )
    kubectl("apply", there, "--filename=-", stdin=server)
    kubectl("wait", "--for=condition=Ready", "pod/server", there, "--timeout=50s")

    ask = "psql -h 127.0.0.1 -U keeper -d fleet -Atc 'select current_user, current_database()' 2>&1 || true"
    right = kubectl("exec", "server", there, "--", "env", f"PGPASSWORD={PASSWORD}", "sh", "-c", ask)
    wrong = kubectl("exec", "server", there, "--", "env", "PGPASSWORD=wrong", "sh", "-c", ask)

    assert right.strip() == "keeper|fleet"
    assert "password authentication failed" in wrong
    assert PASSWORD not in kubectl("logs", "server", there)


def test_postgres_without_a_password_says_what_to_set(loaded: None, kubectl: Kubectl, namespace: str):
    there = f"--namespace={namespace}"
    server = pod("postgres:18", volumeMounts=mounts(data="/var/lib/postgresql", tmp="/tmp", run="/var/run/postgresql"))
    kubectl("apply", there, "--filename=-", stdin=server)
    ended = "jsonpath={.status.containerStatuses[0].lastState.terminated.exitCode}=1"
    kubectl("wait", f"--for={ended}", "pod/server", there, "--timeout=50s")

    assert "set POSTGRES_PASSWORD or POSTGRES_PASSWORD_FILE" in kubectl("logs", "server", there, "--previous")


def test_postgres_ends_when_it_is_asked_though_somebody_is_connected(loaded: None, kubectl: Kubectl, namespace: str):
    there = f"--namespace={namespace}"
    server = pod(
        "postgres:18",
        grace_seconds=120,
        env=[{"name": "POSTGRES_PASSWORD", "value": PASSWORD}],
        volumeMounts=mounts(data="/var/lib/postgresql", tmp="/tmp", run="/var/run/postgresql"),
        readinessProbe={"exec": {"command": ["pg_isready", "-h", "127.0.0.1"]}, "periodSeconds": 1},
    )
    kubectl("apply", there, "--filename=-", stdin=server)
    kubectl("wait", "--for=condition=Ready", "pod/server", there, "--timeout=50s")
    stay = "psql -U postgres -c 'select pg_sleep(300)' >/tmp/said 2>&1 &"
    kubectl("exec", "server", there, "--", "sh", "-c", stay)
    count = "select count(*) from pg_stat_activity where query like '%pg_sleep(300)'"
    connected = ("exec", "server", there, "--", "psql", "-U", "postgres", "-Atc", count)
    wait_until(lambda: kubectl(*connected).strip() == "1", 20, "connection")

    kubectl("delete", "pod", "server", there, "--timeout=40s")


def test_redis_takes_arguments_and_keeps_what_is_written(loaded: None, kubectl: Kubectl, namespace: str):
    there = f"--namespace={namespace}"
    server = pod(
        "redis:8",
        args=["--appendonly", "yes", "--maxmemory-policy", "noeviction", "--dir", "/data"],
        volumeMounts=mounts(data="/data", tmp="/tmp"),
        readinessProbe={"exec": {"command": ["sh", "-c", "redis-cli ping | grep -q PONG"]}, "periodSeconds": 1},
    )
    kubectl("apply", there, "--filename=-", stdin=server)
    kubectl("wait", "--for=condition=Ready", "pod/server", there, "--timeout=50s")

    def said(*command: str) -> str:
        return kubectl("exec", "server", there, "--", "redis-cli", *command).strip()

    assert said("set", "key", "value") == "OK"
    assert said("config", "get", "appendonly").split() == ["appendonly", "yes"]
    kubectl("exec", "server", there, "--", "kill", "1")
    kubectl(
        "wait", "--for=jsonpath={.status.containerStatuses[0].restartCount}=1", "pod/server", there, "--timeout=50s"
    )
    kubectl("wait", "--for=condition=Ready", "pod/server", there, "--timeout=50s")
    assert said("get", "key") == "value"
