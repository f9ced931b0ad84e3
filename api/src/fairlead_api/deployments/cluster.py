"""BotDeployments of a Kubernetes cluster.

The API needs the verbs ``get``, ``list`` and ``patch`` of ``botdeployments.fairlead.dev`` and ``list`` of ``events``.
Objects are plain dicts: the models of the package validate what the API server answers, and lose fields.
"""

import json
from collections.abc import Mapping
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Final, cast
from urllib.parse import quote, urlencode

import aiohttp

from fairlead_api.deployments.port import BotDeployment, Event, RunnerAwayError, RunnerRefusedError
from fairlead_shared.errors import ConflictError, FairleadError, NotFoundError, ValidationFailedError
from fairlead_shared.fleet.changes import Patch

if TYPE_CHECKING:
    from kubernetes.aio.client import ApiClient

MANAGER: Final = "fairlead-api"
"""Whose fields the API's are, in the API server's book."""
TIMEOUT_SECONDS: Final = 8.0
"""How long a call may take."""
_GROUP: Final = "/apis/fairlead.dev/v1alpha1"


class ClusterDeployments:
    """BotDeployments of one namespace, or of all.

    Args:
        namespace: The namespace; nothing for all.
        kubeconfig: How to reach the cluster; without it as the pod's service account.
    """

    operated: ClassVar[bool] = True

    def __init__(self, namespace: str | None, kubeconfig: Path | None) -> None:
        self._namespace = namespace
        self._kubeconfig = kubeconfig
        self._client: ApiClient | None = None

    async def found(self) -> list[BotDeployment]:
        """Return all that the API may see."""
        return cast("list[BotDeployment]", (await self._call("GET", self._path(self._namespace)))["items"])

    async def events(self, deployment: BotDeployment) -> list[Event]:
        """Return what happened to one lately; nothing where the API may not see events."""
        metadata = deployment["metadata"]
        about = f"involvedObject.kind=BotDeployment,involvedObject.name={metadata['name']}"
        path = f"/api/v1/namespaces/{quote(metadata['namespace'])}/events"
        try:
            return cast("list[Event]", (await self._call("GET", path, {"fieldSelector": about}))["items"])
        except RunnerRefusedError:
            return []

    async def change(self, deployment: BotDeployment, patch: Patch) -> None:
        """Change what the operator reads of exactly this BotDeployment, not of another one of its name."""
        metadata = deployment["metadata"]
        body = {**patch, "metadata": {**patch.get("metadata", {}), "uid": metadata["uid"]}}
        query = {"fieldManager": MANAGER, "fieldValidation": "Strict"}
        await self._call("PATCH", self._path(metadata["namespace"], metadata["name"]), query, body)

    restart = change

    async def aclose(self) -> None:
        """Close connections."""
        if self._client is not None:
            await self._client.close()  # type: ignore[no-untyped-call]

    def _path(self, namespace: str | None, *name: str) -> str:
        within = ("namespaces", namespace) if namespace else ()
        return "/".join([_GROUP, *(quote(part) for part in (*within, "botdeployments", *name))])

    async def _connected(self) -> "ApiClient":
        """Return the client; how to reach the cluster is read when it is first needed.

        Raises:
            RunnerAwayError: Nothing says how.
        """
        if self._client is None:
            # Imported only here: it takes more than a second, and many an API needs no cluster.
            from kubernetes.aio import config  # noqa: PLC0415
            from kubernetes.aio.client import ApiClient, Configuration  # noqa: PLC0415

            settings = Configuration()
            try:
                if self._kubeconfig:
                    await config.load_kube_config(  # type: ignore[no-untyped-call]
                        str(self._kubeconfig), client_configuration=settings
                    )
                else:
                    config.load_incluster_config(client_configuration=settings)  # type: ignore[no-untyped-call]
            except (config.ConfigException, OSError) as error:
                raise RunnerAwayError(f"nothing says how to reach a cluster: {error}") from error
            self._client = ApiClient(settings)
        return self._client

    async def _call(
        self, method: str, path: str, query: Mapping[str, str] | None = None, body: Patch | None = None
    ) -> dict[str, Any]:  # Any: a Kubernetes object
        client = await self._connected()
        kind = "application/merge-patch+json" if body else "application/json"
        try:
            _, url, headers, sent, _ = await client.param_serialize(
                method,
                path,
                header_params={"Accept": "application/json", "Content-Type": kind},
                auth_settings=["BearerToken"],
                body=body,
            )
            response = await client.call_api(
                method,
                f"{url}?{urlencode(query)}" if query else url,
                header_params=headers,
                body=sent,
                _request_timeout=TIMEOUT_SECONDS,
            )
            content = cast("bytes", await response.read())  # type: ignore[no-untyped-call]
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise RunnerAwayError(f"the API server does not answer: {str(error) or type(error).__name__}") from error
        if response.status >= HTTPStatus.BAD_REQUEST:
            raise _refusal(response.status, _reason(content), changing=body is not None)
        return cast("dict[str, Any]", json.loads(content))


def _refusal(status: int, said: str, *, changing: bool) -> FairleadError:
    match status:
        case HTTPStatus.NOT_FOUND if changing:
            return NotFoundError("The BotDeployment was deleted meanwhile.")
        case HTTPStatus.UNPROCESSABLE_ENTITY if "metadata.uid" in said:
            return ConflictError("Another BotDeployment took its place meanwhile. Look again.")
        case HTTPStatus.CONFLICT:
            return ConflictError(f"Somebody changed it at the same moment: {said}")
        case HTTPStatus.UNPROCESSABLE_ENTITY:
            return ValidationFailedError(f"The cluster refused the change: {said}")
        case HTTPStatus.UNAUTHORIZED | HTTPStatus.FORBIDDEN | HTTPStatus.NOT_FOUND:
            return RunnerRefusedError(said)
        case _:
            return RunnerAwayError(f"the API server failed with {status}: {said}")


def _reason(content: bytes) -> str:
    try:
        status: Any = json.loads(content)  # Any: whatever stands between us and the API server answered
        return str(status["message"])
    except (ValueError, TypeError, KeyError):
        return content.decode(errors="replace")[:500]
