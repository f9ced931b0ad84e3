"""A node: a machine with containerd, a kubelet and a kube-proxy."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests.cluster import containerd, network
from tests.cluster.cgroups import make_groups
from tests.cluster.errors import MachineError
from tests.cluster.kubelet import kube_proxy_flags, kubelet_flags
from tests.cluster.machine import Machine
from tests.cluster.volumes import make_folders
from tests.controlplane.access import Access
from tests.controlplane.binaries import Binaries
from tests.controlplane.process import Component, wait_until

_CONTAINERD_SECONDS: Final = 30
_LOAD_SECONDS: Final = 300
_CTR: Final = ("ctr", f"--address={containerd.SOCKET}", "--namespace=k8s.io")


@dataclass(frozen=True, slots=True)
class Settings:
    """What a node is started with.

    Attributes:
        number: counts the nodes from 0; its addresses follow from it.
        group: the control group of its pods.
        kubelet: how its kubelet reaches the API server.
        proxy: how its kube-proxy does.
        pause: the archive of the image of which its pods are made.
        folder: where its settings and logs go.
    """

    number: int
    group: str
    kubelet: Access
    proxy: Access
    pause: Path
    folder: Path


class Node:
    """A node of a cluster that can die without a word and come back with its disk, as a machine does.

    Attributes:
        machine: what it runs on.
        name: what the cluster calls it.
    """

    def __init__(self, machine: Machine, control_plane: Machine, binaries: Binaries, settings: Settings) -> None:
        self.machine = machine
        self.name = machine.name
        self._control_plane = control_plane
        self._binaries = binaries
        self._settings = settings
        self._components: list[Component] = []

    def start(self) -> None:
        """Start the machine and what makes it a node; the cluster hears of it a little later.

        Raises:
            ControlPlaneError: something did not start.
        """
        settings = self._settings
        self.machine.start()
        network.wire(self._control_plane, self.machine, settings.number)
        make_groups(settings.group)
        make_folders(self.machine.folder)
        runtime = self._run("containerd", containerd.command(settings.number, settings.folder))
        wait_until(self._has_containerd, _CONTAINERD_SECONDS, f"containerd on {self.name}", [runtime])
        self.load(settings.pause)
        flags = kubelet_flags(settings.number, self.name, settings.group, settings.kubelet, settings.folder)
        self._run("kubelet", [*self._binaries.command("kubelet"), *flags])
        self._run("kube-proxy", [*self._binaries.command("kube-proxy"), *kube_proxy_flags(self.name, settings.proxy)])

    def tag(self, image: str, name: str) -> None:
        """Give an image that it has, by its full name, another name as well.

        Raises:
            MachineError: it has no such image, or does not run.
        """
        self.machine.run(*_CTR, "images", "tag", image, name)

    def load(self, archive: Path) -> None:
        """Give containerd the images of an archive, in the OCI layout or Docker's.

        Raises:
            MachineError: it is no such archive, or the node does not run.
        """
        with archive.open("rb") as content:
            self.machine.run(*_CTR, "images", "import", "-", stdin=content, seconds=_LOAD_SECONDS)

    def kill_container(self, container: str) -> None:
        """Kill the processes of a container, of which Kubernetes has the id: SIGKILL, nobody is told.

        Raises:
            MachineError: there is no such container.
        """
        self.machine.run(*_CTR, "tasks", "kill", "--all", "--signal=SIGKILL", container.removeprefix("containerd://"))

    def check(self) -> None:
        """Confirm that its programs run.

        Raises:
            ComponentError: one has ended.
        """
        for component in self._components:
            component.check()

    def kill(self) -> None:
        """Kill everything that runs on it at once: kubelet, containerd, containers. Nobody is told."""
        self.machine.kill()
        for component in self._components:
            component.stop()
        self._components.clear()

    def _run(self, program: str, command: Sequence[str]) -> Component:
        component = Component(
            f"{program} of {self.name}",
            self.machine.command(command),
            self._settings.folder / f"{self.name}-{program}.log",
        )
        self._components.append(component)
        component.start()
        return component

    def _has_containerd(self) -> bool:
        try:
            self.machine.run(*_CTR, "version")
        except MachineError:
            return False
        return True
