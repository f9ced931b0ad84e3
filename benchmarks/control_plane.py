"""A Kubernetes control plane on this machine, and Fairlead's operator on it."""

import asyncio
import os
import sys
import tempfile
from collections.abc import AsyncGenerator, Generator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.controlplane.access import Access
from tests.controlplane.binaries import Binaries
from tests.controlplane.build import show
from tests.controlplane.cluster import running_cluster

from benchmarks.pods import LOOPBACK
from fairlead_cli.local.process import ChildProcess
from fairlead_cli.local.simulator import SimulatedDiscord
from fairlead_operator.kinds import BOT_DEPLOYMENT, SECRET
from fairlead_operator.model import KubernetesObject
from fairlead_shared.errors import ConfigurationError

INTERRUPTED = 130
"""The exit code after Ctrl-C."""
NAMESPACE = "default"
"""Where everything is: nobody else uses the control plane."""
_CRDS = Path(__file__).parents[1] / "manifests" / "crds"
_KUBECTL_SECONDS = 60.0
_STOP_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class ControlPlane:
    """A control plane that runs here.

    Attributes:
        access: How an administrator reaches it.
        kubectl: The start of a kubectl command line.
        folder: Where everything that belongs to it writes its logs.
    """

    access: Access
    kubectl: tuple[str, ...]
    folder: Path

    @property
    def kubeconfig(self) -> Path:
        """The file that clients are given."""
        return self.access.kubeconfig

    async def run_kubectl(self, *arguments: str) -> None:
        """Run kubectl as an administrator.

        Raises:
            ConfigurationError: it ended with an error; the message has what it said.
            TimeoutError: it took longer than a minute.
        """
        command = [*self.kubectl, f"--kubeconfig={self.kubeconfig}", *arguments]
        process = ChildProcess("kubectl", command, log=self.folder / "kubectl.log")
        try:
            async with asyncio.timeout(_KUBECTL_SECONDS):
                code = await process.ended()
        finally:
            process.kill()
        if code:
            raise ConfigurationError(f"kubectl {' '.join(arguments)}: {process.last_words()}")

    async def install(self, definitions: Path, name: str) -> None:
        """Install definitions of custom resources, and wait until the API server serves the one that is named.

        Args:
            definitions: A file, or a folder of files.
            name: The definition's name: plural and group.

        Raises:
            ConfigurationError: kubectl ended with an error.
            TimeoutError: it took longer than a minute.
        """
        await self.run_kubectl("apply", "--server-side", f"--filename={definitions}")
        await self.run_kubectl("wait", "--for=condition=Established", f"crd/{name}")

    async def install_bot_deployments(self) -> None:
        """Install Fairlead's own definitions; as ``install`` else."""
        await self.install(_CRDS, f"{BOT_DEPLOYMENT.plural}.{BOT_DEPLOYMENT.group}")


@contextmanager
def logs_folder(kept: Path | None, name: str) -> Generator[Path]:
    """Return an empty folder for the logs of a way: one that is removed, unless they are to be kept.

    Raises:
        FileExistsError: they are to be kept, and there are some already.
    """
    if kept is None:
        with tempfile.TemporaryDirectory() as temporary:
            yield Path(temporary)
        return
    own = kept.absolute() / name
    own.mkdir(parents=True)
    yield own


@contextmanager
def control_plane(folder: Path) -> Generator[ControlPlane]:
    """Run a control plane, which is built first where no benchmark or test has done so yet.

    Args:
        folder: Where its state and the logs are; it exists.

    Raises:
        ControlPlaneError: it cannot be built, or does not start.
    """
    binaries, own = Binaries.of_environment(show), folder / "controlplane"
    own.mkdir(mode=0o700)
    with running_cluster(binaries, own) as cluster:
        yield ControlPlane(cluster.access, tuple(binaries.command("kubectl")), folder)


@asynccontextmanager
async def running_operator(
    kubeconfig: Path, discord: SimulatedDiscord, folder: Path, *, health_port: int = 0
) -> AsyncGenerator[ChildProcess]:
    """Run Fairlead's operator with its usual settings.

    Args:
        kubeconfig: How it reaches the API server.
        discord: The Discord that it asks.
        folder: Where its log is.
        health_port: Where it serves its metrics; 0 is a free port.
    """
    environment = os.environ | {
        "KUBECONFIG": str(kubeconfig),
        "DISCORD_API_BASE_URL": discord.api,
        "HEALTH_HOST": LOOPBACK,
        "HEALTH_PORT": str(health_port),
    }
    command = [sys.executable, "-m", "fairlead_operator"]
    process = ChildProcess("operator", command, log=folder / "operator.log", environment=environment)
    try:
        yield process
    finally:
        await process.stop(within=_STOP_SECONDS)


def secret(name: str, **values: str) -> KubernetesObject:
    """Return a Secret with some values."""
    about = {"name": name, "namespace": NAMESPACE}
    return {"apiVersion": SECRET.api_version, "kind": SECRET.name, "metadata": about, "stringData": values}
