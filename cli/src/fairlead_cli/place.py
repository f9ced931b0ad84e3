"""Decides which fleet a command is about: one in a cluster, or the one that ``fairlead up`` runs here."""

import os
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from fairlead_cli.local.state import StateFolder
from fairlead_shared.errors import ConfigurationError
from fairlead_shared.fleet.local import RunningFleet


class Place(StrEnum):
    """Where a fleet runs."""

    LOCAL = "local"
    """On this machine, by ``fairlead up``."""
    CLUSTER = "cluster"
    """In a Kubernetes cluster, by the operator."""


@dataclass(frozen=True, slots=True)
class Target:
    """Which fleet a person means, as the options say it.

    Attributes:
        name: The BotDeployment; the only one there is without it.
        namespace: Its namespace; the context's own without it.
        context: The context of the kubeconfig; the current one without it.
        kubeconfig: The kubeconfig; the usual one without it.
        place: Where the fleet runs, where the person says it.
        state: The folder of a fleet of ``fairlead up``.
        plugin: Whether the command runs as ``kubectl fairlead``.
    """

    name: str | None = None
    namespace: str | None = None
    context: str | None = None
    kubeconfig: Path | None = None
    place: Place | None = None
    state: Path = Path(".fairlead")
    plugin: bool = False

    @property
    def names_a_cluster(self) -> bool:
        """Whether an option says which cluster, or where in it."""
        return bool(self.namespace or self.context or self.kubeconfig)

    @property
    def folder(self) -> StateFolder:
        """The folder of a local fleet."""
        return StateFolder(self.state)


def place_of(target: Target, *, absence: str | None, cluster_known: bool) -> Place:
    """Return which fleet a person means.

    A fleet that runs here goes first, unless an option is about a cluster; ``kubectl fairlead`` is always about one.

    Args:
        target: What the options say.
        absence: That no fleet runs in the state folder, as a sentence; nothing while one runs.
        cluster_known: Whether a kubeconfig, or a pod's own credentials, say how to reach a cluster.

    Raises:
        ConfigurationError: the options contradict each other, or there is no fleet to be about.
    """
    if target.place is Place.LOCAL:
        if target.names_a_cluster:
            raise ConfigurationError(
                "--local excludes --namespace, --context and --kubeconfig: they are about clusters."
            )
        if absence:
            raise ConfigurationError(absence)
        return Place.LOCAL
    if target.place is Place.CLUSTER or target.names_a_cluster or target.plugin:
        return Place.CLUSTER
    if absence is None:
        return Place.LOCAL
    if not cluster_known:
        raise ConfigurationError(f"{absence} For a fleet in a cluster, set KUBECONFIG or give --kubeconfig.")
    return Place.CLUSTER


def chosen_place(target: Target) -> Place:
    """Look which fleets there are, and return which one a person means.

    Raises:
        ConfigurationError: as ``place_of``.
    """
    return place_of(target, absence=target.folder.absence(), cluster_known=way_to_a_cluster())


def way_to_a_cluster() -> bool:
    """Tell whether something says how to reach a cluster: a kubeconfig, or a pod's own credentials."""
    return "KUBERNETES_SERVICE_HOST" in os.environ or bool(usual_kubeconfigs())


def usual_kubeconfigs() -> list[Path]:
    """Return the kubeconfigs that lie where programs look for them."""
    named = os.environ.get("KUBECONFIG")
    files = [Path(name) for name in named.split(os.pathsep) if name] if named else [Path("~/.kube/config")]
    return [file.expanduser() for file in files if file.expanduser().exists()]


def local_fleet_of(target: Target) -> RunningFleet:
    """Return the fleet of ``fairlead up`` that a command is about.

    Raises:
        ConfigurationError: none runs, or it has another name.
    """
    running = target.folder.running()
    if running is None:
        raise ConfigurationError(target.folder.absence() or "No fleet runs here.")
    if target.name not in {None, running.deployment}:
        raise ConfigurationError(
            f"The fleet that runs in {target.folder.path} is {running.deployment}, not {target.name};"
            " for one in a cluster, give --cluster."
        )
    return running


def require_cluster(target: Target, why: str) -> None:
    """Refuse a fleet of this machine.

    Args:
        target: What the options say.
        why: Why a local fleet cannot be meant, as the end of a sentence about it.

    Raises:
        ConfigurationError: the person means a local fleet.
    """
    if chosen_place(target) is Place.LOCAL:
        raise ConfigurationError(
            f"The fleet of `fairlead up` in {target.folder.path} {why};"
            " for a BotDeployment in a cluster, give --cluster."
        )
