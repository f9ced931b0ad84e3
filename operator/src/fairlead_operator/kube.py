"""The only module that calls the Kubernetes API. Objects are plain dicts."""

import json
import os
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Final, cast
from urllib.parse import quote, urlencode

import aiohttp

from fairlead_operator.kinds import POD, Kind, kind_of
from fairlead_operator.model import KubernetesObject
from fairlead_shared.errors import ConfigurationError, FairleadError

if TYPE_CHECKING:
    from kubernetes.aio.client import ApiClient

FIELD_MANAGER: Final = "fairlead-operator"
"""Whose fields in an object are the operator's."""
TIMEOUT_SECONDS: Final = 15.0
"""How long a call may take."""
PIECE: Final = 500
"""How many objects of a list are read at a time."""


_UNKNOWN_FIELD: Final = "failed to create typed patch object"
"""Begins what server-side apply says about a field that does not exist; its status is 500, as if it were a defect."""


class KubernetesError(FairleadError):
    """The API server refused a call or did not answer.

    Attributes:
        http_status: What it answered with; nothing when it did not answer.
    """

    code = "kubernetes"
    status: ClassVar[int] = 502

    def __init__(self, message: str, http_status: int | None = None) -> None:
        super().__init__(message, http_status=http_status)
        self.http_status = http_status

    @property
    def is_refusal(self) -> bool:
        """Whether the object itself was refused (invalid, forbidden, over quota): trying again changes nothing."""
        refused = {HTTPStatus.BAD_REQUEST, HTTPStatus.FORBIDDEN, HTTPStatus.UNPROCESSABLE_ENTITY}
        return self.http_status in refused or _UNKNOWN_FIELD in str(self)

    @property
    def is_invalid(self) -> bool:
        """Whether the object that the call would have made breaks a rule."""
        return self.http_status == HTTPStatus.UNPROCESSABLE_ENTITY

    @property
    def is_conflict(self) -> bool:
        """Whether somebody else was faster."""
        return self.http_status == HTTPStatus.CONFLICT


@dataclass(frozen=True, slots=True)
class Listing:
    """The objects of a kind at a moment.

    Attributes:
        items: The objects, each with its kind.
        version: The resource version of that moment: older than every change that is not among them.
    """

    items: tuple[KubernetesObject, ...]
    version: int


class Kube:
    """A connection to the API server.

    Args:
        client: The client that brings address, TLS and credentials.
        context: The kubeconfig's context; nothing inside a cluster.
        namespace: The namespace that a person who names none means.
    """

    def __init__(self, client: "ApiClient", context: str | None = None, namespace: str = "default") -> None:
        self._client = client
        self.context = context
        self.namespace = namespace

    @property
    def server(self) -> str:
        """The API server's address."""
        return str(self._client.configuration.host)

    async def get(self, kind: Kind, namespace: str | None, name: str) -> KubernetesObject | None:
        """Return an object, or nothing when there is none; an object of the cluster itself has no namespace.

        Raises:
            KubernetesError: the API server refused or did not answer; so it is for every method here.
        """
        try:
            return await self._call("GET", _path(kind, namespace, name))
        except KubernetesError as error:
            if error.http_status == HTTPStatus.NOT_FOUND:
                return None
            raise

    async def list(
        self,
        kind: Kind,
        namespace: str | None = None,
        labels: Mapping[str, str | None] | None = None,
        *,
        fields: Mapping[str, str | None] | None = None,
    ) -> tuple[KubernetesObject, ...]:
        """Return the objects of a kind: in one namespace or in all, with the given labels and fields.

        A label whose value is None is one that an object has, whatever its value.
        """
        return (await self.listing(kind, namespace, labels, fields=fields)).items

    async def listing(
        self,
        kind: Kind,
        namespace: str | None = None,
        labels: Mapping[str, str | None] | None = None,
        *,
        fields: Mapping[str, str | None] | None = None,
    ) -> Listing:
        """Return what ``list`` does, and which moment it is of; it is read in pieces, all of the same moment."""
        query = {
            "labelSelector": _selector(labels),
            "fieldSelector": _selector(fields),
            "limit": str(PIECE),
            "continue": "",
        }
        items: list[KubernetesObject] = []
        while True:
            answer = await self._call("GET", _path(kind, namespace), {key: each for key, each in query.items() if each})
            # Elements of a list do not say their kind.
            items += ({**item, "apiVersion": kind.api_version, "kind": kind.name} for item in answer["items"])
            query["continue"] = answer["metadata"].get("continue", "")
            if not query["continue"]:
                return Listing(tuple(items), int(answer["metadata"]["resourceVersion"]))

    async def apply(self, thing: KubernetesObject, subresource: str | None = None) -> KubernetesObject:
        """Write the operator's fields of an object by server-side apply, taking them from whoever has them."""
        path = _path_of(thing, subresource)
        query = {"fieldManager": FIELD_MANAGER, "force": "true", "fieldValidation": "Strict"}
        return await self._call("PATCH", path, query, thing, "application/apply-patch+yaml")

    async def overwrite(self, thing: KubernetesObject) -> KubernetesObject:
        """Set an existing object's fields to the given ones; lists become exactly these, whosever elements they had."""
        query = {"fieldManager": FIELD_MANAGER}
        return await self._call("PATCH", _path_of(thing), query, thing, "application/merge-patch+json")

    async def merge_status(self, thing: KubernetesObject, *, manager: str) -> KubernetesObject:
        """Set the given fields of an object's status; lists with keys, such as conditions, are merged by their keys.

        So does a kubelet with nodes and pods. Where the metadata has a ``uid`` it must be the object's: the status of
        another one of the same name is refused. The object may have changed meanwhile.

        Args:
            thing: The object, with at least its name and its status.
            manager: Whose fields they are.
        """
        whose = {"uid": thing["metadata"]["uid"]} if "uid" in thing["metadata"] else {}
        body = {"metadata": whose, "status": thing["status"]}
        path, query = _path_of(thing, "status"), {"fieldManager": manager}
        return await self._call("PATCH", path, query, body, "application/strategic-merge-patch+json")

    async def patch(
        self, kind: Kind, namespace: str, name: str, changes: KubernetesObject, *, manager: str
    ) -> KubernetesObject:
        """Change the given fields of an existing object for ``manager``; a field that is null is removed.

        https://datatracker.ietf.org/doc/html/rfc7386
        """
        query = {"fieldManager": manager, "fieldValidation": "Strict"}
        path = _path(kind, namespace, name)
        return await self._call("PATCH", path, query, changes, "application/merge-patch+json")

    async def logs(self, namespace: str, pod: str, container: str, *, lines: int, previous: bool = False) -> str:
        """Return the last lines that a container wrote, or that its predecessor in the same pod did."""
        path = _path(POD, namespace, pod, "log")
        query = {"container": container, "tailLines": str(lines), "previous": str(previous).lower()}
        return (await self._send("GET", path, query)).decode(errors="replace")

    async def version(self) -> KubernetesObject:
        """Return what the API server says of its version."""
        return await self._call("GET", "/version")

    async def create(self, thing: KubernetesObject) -> KubernetesObject:
        """Create an object."""
        return await self._call("POST", _path(kind_of(thing), thing["metadata"].get("namespace")), {}, thing)

    async def replace(self, thing: KubernetesObject) -> KubernetesObject:
        """Replace an object; its resource version must be the present one."""
        return await self._call("PUT", _path_of(thing), {}, thing)

    async def delete(self, thing: KubernetesObject, *, grace_seconds: int | None = None) -> KubernetesObject | None:
        """Delete exactly this object, not another one of its name; that it is gone already is no error.

        Args:
            thing: The object, with its UID.
            grace_seconds: How long a pod has to end, instead of what it says itself; 0 removes it at once.

        Returns:
            The object while it is ending; nothing when it is gone.
        """
        body: KubernetesObject = {
            "propagationPolicy": "Background",
            "preconditions": {"uid": thing["metadata"]["uid"]},
            **({} if grace_seconds is None else {"gracePeriodSeconds": grace_seconds}),
        }
        try:
            answer = await self._call("DELETE", _path_of(thing), {}, body)
        except KubernetesError as error:
            if error.http_status not in {HTTPStatus.NOT_FOUND, HTTPStatus.CONFLICT}:
                raise
            return None
        return answer if answer["metadata"].get("deletionGracePeriodSeconds") else None

    async def _call(
        self,
        method: str,
        path: str,
        query: Mapping[str, str] | None = None,
        body: KubernetesObject | None = None,
        content_type: str = "application/json",
    ) -> KubernetesObject:
        return cast("KubernetesObject", json.loads(await self._send(method, path, query, body, content_type)))

    async def _send(
        self,
        method: str,
        path: str,
        query: Mapping[str, str] | None = None,
        body: KubernetesObject | None = None,
        content_type: str = "application/json",
    ) -> bytes:
        # The generated methods validate objects by models, which recurse and lose fields; the client's plain call
        # brings the configuration's address, TLS and a token that is refreshed.
        try:
            prepared = await self._client.param_serialize(
                method,
                path,
                header_params={"Accept": "application/json, */*", "Content-Type": content_type},
                auth_settings=["BearerToken"],
                body=body,
            )
            _, url, headers, sent, _ = prepared
            response = await self._client.call_api(
                method,
                f"{url}?{urlencode(query)}" if query else url,
                header_params=headers,
                body=sent,
                _request_timeout=TIMEOUT_SECONDS,
            )
            content = cast("bytes", await response.read())  # type: ignore[no-untyped-call]
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise KubernetesError(f"the API server does not answer: {str(error) or type(error).__name__}") from error
        if response.status >= HTTPStatus.BAD_REQUEST:
            raise KubernetesError(_reason(content), response.status)
        return content


def _selector(wanted: Mapping[str, str | None] | None) -> str:
    return ",".join(key if value is None else f"{key}={value}" for key, value in (wanted or {}).items())


def _path_of(thing: KubernetesObject, subresource: str | None = None) -> str:
    metadata = thing["metadata"]
    return _path(kind_of(thing), metadata.get("namespace"), metadata["name"], subresource)


def _path(kind: Kind, namespace: str | None, name: str | None = None, subresource: str | None = None) -> str:
    prefix = f"/apis/{kind.api_version}" if kind.group else f"/api/{kind.api_version}"
    parts = [*(["namespaces", namespace] if namespace else []), kind.plural, name, subresource]
    return "/".join([prefix, *(quote(part) for part in parts if part)])


def _reason(content: bytes) -> str:
    try:
        status: Any = json.loads(content)  # Any: whatever stands between us and the API server answered
        return str(status["message"])
    except (ValueError, TypeError, KeyError):
        return content.decode(errors="replace")[:500]


def _has_kubeconfig() -> bool:
    return bool(os.environ.get("KUBECONFIG")) or Path("~/.kube/config").expanduser().exists()


@asynccontextmanager
async def connected(kubeconfig: Path | None = None, context: str | None = None) -> AsyncGenerator[Kube]:
    """Connect as the kubeconfig or the pod's service account says.

    Args:
        kubeconfig: The kubeconfig; by default the one that ``KUBECONFIG`` names, or ``~/.kube/config``.
        context: The context of it; by default its current one.

    Raises:
        ConfigurationError: there is neither.
    """
    # Imported only here: it takes more than a second, in which a command that needs no cluster is done.
    from kubernetes.aio import config  # noqa: PLC0415
    from kubernetes.aio.client import ApiClient, Configuration  # noqa: PLC0415

    configuration = Configuration()
    chosen: dict[str, Any] = {}  # Any: the package ships no types; a context as the kubeconfig has it
    try:
        if kubeconfig or context or _has_kubeconfig():
            loader = await config.load_kube_config(  # type: ignore[no-untyped-call]
                str(kubeconfig) if kubeconfig else None, context=context, client_configuration=configuration
            )
            chosen = loader.current_context
        else:
            config.load_incluster_config(client_configuration=configuration)  # type: ignore[no-untyped-call]
    except (config.ConfigException, OSError) as error:
        raise ConfigurationError(
            f"There is no way to the API server: {error}. Set KUBECONFIG, or run the operator in a cluster."
        ) from error
    async with ApiClient(configuration) as client:
        yield Kube(client, chosen.get("name"), chosen.get("context", {}).get("namespace") or "default")
