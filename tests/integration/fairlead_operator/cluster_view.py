"""A namespace of the cluster, as a person with kubectl sees and changes it."""

import json
from dataclasses import dataclass
from typing import Any

from fairlead_operator.kinds import CHILDREN, POD_MONITOR
from tests.fixtures.controlplane import Kubectl

CHILD_KINDS = ",".join(kind.plural for kind in CHILDREN if kind is not POD_MONITOR)
"""The kinds of children that every cluster knows."""


@dataclass(frozen=True)
class ClusterView:
    """kubectl in one namespace."""

    kubectl: Kubectl
    namespace: str

    def __call__(self, *arguments: str, stdin: str | None = None) -> str:
        """Run kubectl in the namespace and return what it prints."""
        return self.kubectl(*arguments, f"--namespace={self.namespace}", stdin=stdin)

    def apply(self, document: dict[str, Any]) -> None:
        """Create or change an object, as a person does."""
        self("apply", "--filename=-", stdin=json.dumps(document))

    def get(self, kind: str, name: str) -> dict[str, Any] | None:
        """An object, or nothing."""
        printed = self("get", kind, name, "--output=json", "--ignore-not-found", "--show-managed-fields")
        return json.loads(printed) if printed else None

    def must_get(self, kind: str, name: str) -> dict[str, Any]:
        """An object that is known to be there."""
        found = self.get(kind, name)
        assert found is not None, f"there is no {kind} {name}"
        return found

    def children(self, deployment: str = "demo") -> dict[str, dict[str, Any]]:
        """The children of a deployment by kind and name, such as `StatefulSet/demo-4x2`."""
        label = f"--selector=fairlead.dev/deployment={deployment}"
        listed = json.loads(self("get", CHILD_KINDS, label, "--output=json", "--show-managed-fields"))
        return {f"{item['kind']}/{item['metadata']['name']}": item for item in listed["items"]}

    def status(self, deployment: str = "demo") -> dict[str, Any]:
        """The status of a BotDeployment; empty until it has one."""
        status: dict[str, Any] = (self.get("botdeployment", deployment) or {}).get("status", {})
        return status

    def conditions(self, deployment: str = "demo") -> dict[str, dict[str, Any]]:
        """The conditions of a BotDeployment by type."""
        return {condition["type"]: condition for condition in self.status(deployment).get("conditions", ())}

    def condition(self, kind: str, deployment: str = "demo") -> dict[str, Any]:
        """A condition of a BotDeployment; empty until it has it."""
        return self.conditions(deployment).get(kind, {})

    def events(self) -> list[dict[str, Any]]:
        """The events of the operator."""
        listed = json.loads(self("get", "events", "--output=json"))["items"]
        return [event for event in listed if event.get("source", {}).get("component") == "fairlead-operator"]

    def make_secret(self, name: str, **values: str) -> None:
        """Create or replace a Secret."""
        self.apply({"apiVersion": "v1", "kind": "Secret", "metadata": {"name": name}, "stringData": values})
