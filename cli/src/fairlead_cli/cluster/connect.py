"""Opens the way to the cluster that a person means."""

from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import yaml

from fairlead_cli.cluster.explain import explained
from fairlead_cli.place import Target, usual_kubeconfigs, way_to_a_cluster
from fairlead_operator.kube import Kube, KubernetesError, connected
from fairlead_shared.errors import ConfigurationError


@dataclass(frozen=True, slots=True)
class Cluster:
    """A cluster, and the namespace in it that a person means."""

    kube: Kube
    namespace: str

    def in_namespace(self, namespace: str) -> "Cluster":
        """Return the same cluster with another namespace in mind."""
        return Cluster(self.kube, namespace)

    @property
    def where(self) -> str:
        """What a person is told of the place."""
        context = f"context {self.kube.context}" if self.kube.context else "this cluster"
        return f"namespace {self.namespace}, {context}"


@asynccontextmanager
async def open_cluster(target: Target) -> AsyncGenerator[Cluster]:
    """Connect to the API server; what it refuses inside the block is raised as a sentence that says what to do.

    Raises:
        ConfigurationError: there is no kubeconfig, or it cannot be used.
        KubernetesError: the API server refused or did not answer.
    """
    _require_kubeconfig(target)
    async with AsyncExitStack() as stack:
        try:
            kube = await stack.enter_async_context(connected(target.kubeconfig, target.context))
        except ConfigurationError as error:
            reason = str(error.__cause__ or error).removeprefix("Invalid kube-config file. ").rstrip(".")
            raise ConfigurationError(
                f"The kubeconfig cannot be used: {reason}. Check --kubeconfig and --context, or $KUBECONFIG."
            ) from error
        try:
            yield Cluster(kube, target.namespace or kube.namespace)
        except KubernetesError as error:
            raise explained(error, kube.server) from error


def _require_kubeconfig(target: Target) -> None:
    """Say what is missing where nothing says how to reach a cluster."""
    if target.kubeconfig and not target.kubeconfig.exists():
        raise ConfigurationError(f"There is no kubeconfig {target.kubeconfig}. Name one that exists with --kubeconfig.")
    if not (target.kubeconfig or way_to_a_cluster()):
        raise ConfigurationError(
            "There is no kubeconfig. Set KUBECONFIG, give --kubeconfig FILE,"
            " or start a fleet on this machine with `fairlead up`."
        )
    for file in [target.kubeconfig] if target.kubeconfig else usual_kubeconfigs():
        if problem := _problem(file):
            raise ConfigurationError(
                f"The kubeconfig cannot be used: {file} {problem}. Check --kubeconfig and --context, or $KUBECONFIG."
            )


def _problem(file: Path) -> str | None:
    """Return what keeps a file from being a kubeconfig at all, as the end of a sentence about it."""
    try:
        content: object = yaml.safe_load(file.read_text())
    except OSError as error:
        return f"cannot be read: {error.strerror}"
    except (yaml.YAMLError, UnicodeDecodeError):
        return "is not YAML"
    return None if isinstance(content, dict) else "has no fields"
