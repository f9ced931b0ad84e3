"""Finds the BotDeployment that a person means."""

from difflib import get_close_matches
from http import HTTPStatus

from fairlead_cli.cluster.connect import Cluster
from fairlead_cli.cluster.explain import NOT_INSTALLED
from fairlead_operator.kinds import BOT_DEPLOYMENT
from fairlead_operator.kube import KubernetesError
from fairlead_operator.model import KubernetesObject
from fairlead_shared.errors import NotFoundError, ValidationFailedError


async def find_resource(cluster: Cluster, name: str | None) -> KubernetesObject:
    """Return the BotDeployment of a name, or the only one of the namespace.

    Raises:
        NotFoundError: there is none, or the cluster does not know BotDeployments; the message suggests others.
        ValidationFailedError: no name was given, and there are several.
        KubernetesError: the API server refused or did not answer.
    """
    if name is not None and (found := await cluster.kube.get(BOT_DEPLOYMENT, cluster.namespace, name)):
        return found
    there = await _listed(cluster, cluster.namespace)
    if name is None and len(there) == 1:
        return there[0]
    names = sorted(resource["metadata"]["name"] for resource in there)
    if name is None and names:
        raise ValidationFailedError(
            f"There are {len(names)} BotDeployments in namespace {cluster.namespace}; name one: {', '.join(names)}."
        )
    raise NotFoundError(not_found_sentence(name, cluster.namespace, names, await _elsewhere(cluster, name)))


async def resource_or_nothing(cluster: Cluster, name: str) -> KubernetesObject | None:
    """Return the BotDeployment of a name; nothing when there is none.

    Raises:
        NotFoundError: the cluster does not know BotDeployments.
        KubernetesError: the API server refused or did not answer.
    """
    if found := await cluster.kube.get(BOT_DEPLOYMENT, cluster.namespace, name):
        return found
    await _listed(cluster, cluster.namespace)
    return None


def not_found_sentence(name: str | None, namespace: str, names: list[str], elsewhere: list[str]) -> str:
    """Return what a person reads who asked for something that is not there.

    Args:
        name: What was asked for; nothing when whatever there is was.
        namespace: Where.
        names: The names that there are in that namespace.
        elsewhere: Other namespaces that have what was asked for.
    """
    wanted = "no BotDeployment" if name is None else f"no BotDeployment {name}"
    sentence = f"There is {wanted} in namespace {namespace}."
    if elsewhere:
        return f"{sentence} There is in {', '.join(elsewhere)}: say so with --namespace."
    if close := get_close_matches(name or "", names, n=1):
        return f"{sentence} Did you mean {close[0]}?"
    if names:
        return f"{sentence} There are: {', '.join(names)}."
    return f"{sentence} Choose another one with --namespace, or create it with kubectl apply."


async def _listed(cluster: Cluster, namespace: str | None) -> tuple[KubernetesObject, ...]:
    try:
        return await cluster.kube.list(BOT_DEPLOYMENT, namespace)
    except KubernetesError as error:
        if error.http_status == HTTPStatus.NOT_FOUND:
            raise NotFoundError(NOT_INSTALLED) from error
        raise


async def _elsewhere(cluster: Cluster, name: str | None) -> list[str]:
    """Return the namespaces that have what was asked for; nothing to one who may not look at all of them."""
    try:
        everywhere = await _listed(cluster, None)
    except KubernetesError:
        return []
    return sorted({r["metadata"]["namespace"] for r in everywhere if name is None or r["metadata"]["name"] == name})
