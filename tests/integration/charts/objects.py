"""What tests look for in what a chart makes."""

from collections.abc import Iterator
from typing import Any

from tests.integration.charts.helm import Manifest


def of_kind(things: list[Manifest], kind: str) -> list[Manifest]:
    """The objects of a kind."""
    return [thing for thing in things if thing["kind"] == kind]


def one(things: list[Manifest], kind: str, name: str) -> Manifest:
    """The one object of a kind and name."""
    (found,) = (thing for thing in of_kind(things, kind) if thing["metadata"]["name"] == name)
    return found


def pod_templates(things: list[Manifest]) -> Iterator[tuple[str, dict[str, Any]]]:
    """The pods that the objects will have, by the name of what has them."""
    for thing in things:
        spec = thing.get("spec", {})
        match thing["kind"]:
            case "Pod":
                yield f"Pod {thing['metadata']['name']}", thing
            case "CronJob":
                yield f"CronJob {thing['metadata']['name']}", spec["jobTemplate"]["spec"]["template"]
            case "Deployment" | "StatefulSet" | "Job" as kind:
                yield f"{kind} {thing['metadata']['name']}", spec["template"]


def containers(pod: dict[str, Any]) -> list[dict[str, Any]]:
    """The containers of a pod, those that come first too."""
    return [*pod["spec"].get("initContainers", ()), *pod["spec"]["containers"]]


def secrets_named(pod: dict[str, Any]) -> set[tuple[str, str]]:
    """The Secrets and their keys that a pod cannot start without."""
    variables = [variable for container in containers(pod) for variable in container.get("env", ())]
    references = [variable["valueFrom"]["secretKeyRef"] for variable in variables if _from_secret(variable)]
    named = {(found["name"], found["key"]) for found in references if not found.get("optional")}
    volumes = [volume["secret"] for volume in pod["spec"].get("volumes", ()) if "secret" in volume]
    return named | {(found["secretName"], item["key"]) for found in volumes for item in found["items"]}


def _from_secret(variable: dict[str, Any]) -> bool:
    return "secretKeyRef" in variable.get("valueFrom", {})
