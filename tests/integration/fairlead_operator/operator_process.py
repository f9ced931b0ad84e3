"""The operator as a process of its own, as it runs in a cluster."""

import os
import re
import signal
import subprocess
import sys
from pathlib import Path
from typing import Self

END_SECONDS = 20


class OperatorProcess:
    """An operator that watches one namespace and keeps its Lease there."""

    def __init__(self, kubeconfig: Path, namespace: str, discord: str, log: Path, **settings: str) -> None:
        self._log = log
        environment = {
            **os.environ,
            "KUBECONFIG": str(kubeconfig),
            "FAIRLEAD_WATCH_NAMESPACES": namespace,
            "FAIRLEAD_LEASE_NAMESPACE": namespace,
            "FAIRLEAD_RESYNC_SECONDS": "2",
            "FAIRLEAD_PROGRESS_SECONDS": "0.5",
            "FAIRLEAD_SECRET_SECONDS": "2",
            "DISCORD_API_BASE_URL": discord,
            "HEALTH_HOST": "127.0.0.1",
            "HEALTH_PORT": "0",
            **settings,
        }
        with log.open("wb") as output:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "fairlead_operator"],
                env=environment,
                cwd=log.parent,
                stdout=output,
                stderr=subprocess.STDOUT,
            )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._process.poll() is None:
            self.terminate()

    @property
    def log(self) -> str:
        """Everything that it has said."""
        return self._log.read_text()

    @property
    def health_port(self) -> int | None:
        """Where it serves health and metrics, once it has said so."""
        told = re.search(r'"port": (\d+)', self.log)
        return int(told[1]) if told else None

    def kill(self) -> None:
        """End it without a word, as a lost node does."""
        self._process.kill()
        self._process.wait(END_SECONDS)

    def terminate(self) -> int:
        """End it as Kubernetes does, and return its exit code."""
        self._process.send_signal(signal.SIGTERM)
        return self._process.wait(END_SECONDS)
