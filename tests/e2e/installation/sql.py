"""Statements for the PostgreSQL of an installation, from a pod that has psql, as whoever a Secret says."""

import json
from dataclasses import dataclass
from shlex import quote
from typing import Final

from tests.e2e.installation.conftest import NAMESPACE
from tests.e2e.installation.guide import Shell

_POD: Final = "psql"
_PSQL: Final = 'url=$(cat); psql "$url" --quiet --no-psqlrc --tuples-only --no-align --command="$1" 2>&1 || true'
_WAIT: Final = f"kubectl wait --for=condition=Ready pod/{_POD} --namespace {NAMESPACE} --timeout=60s"


@dataclass(frozen=True, slots=True)
class Sql:
    """A pod with psql.

    Attributes:
        shell: A shell that knows the cluster.
    """

    shell: Shell

    def start(self) -> None:
        """Make the pod, which policies let in as they let in the chart's own test."""
        (self.shell.folder / "psql.json").write_text(json.dumps(_pod()))
        self.shell.run(f"kubectl apply --namespace {NAMESPACE} --filename=psql.json\n{_WAIT}")

    def ask(self, secret: str, key: str, *statements: str) -> str:
        """Return what PostgreSQL answers, be it an error, to whoever a key of a Secret is the address of."""
        statement = "; ".join(("SET fairlead.scope = 'fleet'", *statements))
        address = f"kubectl get secret {secret} --namespace {NAMESPACE} --output=jsonpath='{{.data.{key}}}'"
        there = f"kubectl exec --stdin --namespace {NAMESPACE} {_POD} -- sh -c {quote(_PSQL)} psql {quote(statement)}"
        return self.shell.run(f"{address} | base64 --decode | {there}").strip()

    def ask_administrator(self, *statements: str) -> str:
        """Return what the administrator is answered, who sees every row."""
        return self.ask("fairlead-database-admin", "url", *statements)

    def rows(self, schema: str) -> dict[str, str]:
        """Return, for each table of a schema, a digest of its rows."""
        tables = self.ask_administrator(
            f"SELECT tablename FROM pg_tables WHERE schemaname = '{schema}' AND tablename <> 'alembic_version'"
        ).split()
        digest = "md5(coalesce(string_agg(row::text, ',' ORDER BY row::text), ''))"
        each = [f"SELECT '{table}', {digest} FROM {schema}.{table} AS row" for table in tables]
        answer = self.ask_administrator(" UNION ALL ".join(each))
        return dict(line.split("|") for line in answer.splitlines())


def _pod() -> dict[str, object]:
    container = {
        "name": _POD,
        "image": "postgres:18",
        "imagePullPolicy": "Never",
        "command": ["tail", "-f", "/dev/null"],
        "securityContext": {
            "allowPrivilegeEscalation": False,
            "readOnlyRootFilesystem": True,
            "capabilities": {"drop": ["ALL"]},
        },
    }
    user = {"runAsNonRoot": True, "runAsUser": 999, "seccompProfile": {"type": "RuntimeDefault"}}
    labels = {"app.kubernetes.io/name": "fairlead-test", "app.kubernetes.io/instance": "fairlead"}
    return {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": _POD, "labels": labels},
        "spec": {
            "automountServiceAccountToken": False,
            "terminationGracePeriodSeconds": 0,
            "securityContext": user,
            "containers": [container],
        },
    }
