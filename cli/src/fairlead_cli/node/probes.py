"""What the probes of a container ask, and what their answers mean. Pure.

https://kubernetes.io/docs/concepts/configuration/liveness-readiness-startup-probes/
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Self

from fairlead_cli.local.pod import KubernetesObject
from fairlead_shared.errors import ConfigurationError

_FIRST_REFUSED_STATUS: Final = 400


@dataclass(frozen=True, slots=True)
class HttpTarget:
    """An address that answers with a status below 400 when all is well."""

    url: str
    headers: Mapping[str, str] = field(default_factory=dict)

    @staticmethod
    def is_well(status: int) -> bool:
        """Return whether a status means that all is well; 200 to 399 do."""
        return 200 <= status < _FIRST_REFUSED_STATUS


@dataclass(frozen=True, slots=True)
class TcpTarget:
    """A port that takes connections when all is well."""

    host: str
    port: int


@dataclass(frozen=True, slots=True)
class Probe:
    """A probe of a container; the defaults are Kubernetes' own.

    Attributes:
        target: What is asked.
        initial_delay: Seconds after the container's start before the first question.
        period: Seconds between questions.
        timeout: Seconds after which no answer is a failure.
        successes: How many in a row make the verdict good.
        failures: How many in a row make it bad.
    """

    target: HttpTarget | TcpTarget
    initial_delay: float = 0.0
    period: float = 10.0
    timeout: float = 1.0
    successes: int = 1
    failures: int = 3


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a probe's answers up to now mean.

    Attributes:
        good: The verdict; nothing while there were too few answers of a kind for any.
        last: The last answer.
        streak: How many answers in a row were like it.
    """

    good: bool | None = None
    last: bool | None = None
    streak: int = 0

    def after(self, probe: Probe, *, success: bool) -> Self:
        """Return the verdict after one more answer."""
        streak = self.streak + 1 if success == self.last else 1
        enough = probe.successes if success else probe.failures
        return type(self)(success if streak >= enough else self.good, success, streak)


@dataclass(frozen=True, slots=True)
class ContainerProbes:
    """The probes of a container; each may be missing."""

    startup: Probe | None = None
    readiness: Probe | None = None
    liveness: Probe | None = None


def container_probes(container: KubernetesObject, address: str) -> ContainerProbes:
    """Return the probes of a container whose pod has an address.

    Raises:
        ConfigurationError: a probe asks in a way that is not known here, or at a port without that name.
    """
    startup, readiness, liveness = (
        _probe(container, container[name], address) if container.get(name) else None
        for name in ("startupProbe", "readinessProbe", "livenessProbe")
    )
    return ContainerProbes(startup, readiness, liveness)


def _probe(container: KubernetesObject, probe: KubernetesObject, address: str) -> Probe:
    return Probe(
        target=_target(container, probe, address),
        initial_delay=float(probe.get("initialDelaySeconds", 0)),
        period=float(probe.get("periodSeconds", 10)),
        timeout=float(probe.get("timeoutSeconds", 1)),
        successes=int(probe.get("successThreshold", 1)),
        failures=int(probe.get("failureThreshold", 3)),
    )


def _target(container: KubernetesObject, probe: KubernetesObject, address: str) -> HttpTarget | TcpTarget:
    if ask := probe.get("httpGet"):
        host, port = ask.get("host") or address, _port(container, ask["port"])
        scheme, path = str(ask.get("scheme", "HTTP")).lower(), str(ask.get("path", "/"))
        headers = {header["name"]: header["value"] for header in ask.get("httpHeaders", ())}
        return HttpTarget(f"{scheme}://{host}:{port}/{path.removeprefix('/')}", headers)
    if ask := probe.get("tcpSocket"):
        return TcpTarget(ask.get("host") or address, _port(container, ask["port"]))
    raise ConfigurationError(f"Container {container['name']}: a local node probes only by httpGet and tcpSocket.")


def _port(container: KubernetesObject, port: int | str) -> int:
    """Return the number of a port that may be given by its name."""
    if isinstance(port, int):
        return port
    named = {each["name"]: int(each["containerPort"]) for each in container.get("ports", ()) if "name" in each}
    if port not in named:
        raise ConfigurationError(f"Container {container['name']} has no port {port}.")
    return named[port]
