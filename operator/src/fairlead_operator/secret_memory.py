"""Reads Secrets, and remembers them for a while: they cannot be watched without a right to list them."""

from collections.abc import Iterable

from fairlead_operator.kinds import SECRET
from fairlead_operator.kube import Kube
from fairlead_operator.model import KubernetesObject
from fairlead_shared.clock import Clock


class SecretMemory:
    """The Secrets that resources name.

    Args:
        kube: The connection to the API server.
        clock: The clock.
        seconds: How old a Secret may be that nothing speaks against.
    """

    def __init__(self, kube: Kube, clock: Clock, seconds: float) -> None:
        self._kube = kube
        self._clock = clock
        self._seconds = seconds
        self._known: dict[tuple[str, str], tuple[float, KubernetesObject]] = {}

    async def secret(self, namespace: str, name: str) -> KubernetesObject | None:
        """Return a Secret, from memory while it is young enough; nothing when there is none.

        Raises:
            KubernetesError: the API server refused or did not answer.
        """
        known = self._known.get((namespace, name))
        if known is not None and self._clock.monotonic() < known[0]:
            return known[1]
        found = await self._kube.get(SECRET, namespace, name)
        self.forget(namespace, [name])
        if found is not None:
            self._known[namespace, name] = self._clock.monotonic() + self._seconds, found
        return found

    def forget(self, namespace: str, names: Iterable[str]) -> None:
        """Have Secrets read anew when they are next asked for."""
        for name in names:
            self._known.pop((namespace, name), None)
