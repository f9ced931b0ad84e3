"""Says in a sentence why the API server did not do what was asked, and what to do about it. Pure."""

from http import HTTPStatus

from fairlead_operator.kube import KubernetesError

NOT_INSTALLED = (
    "The cluster does not know BotDeployments. Install them with: kubectl apply --server-side -f manifests/crds/,"
    " or choose another cluster with --context."
)
"""What a person reads whose cluster has no custom resource."""


def explained(error: KubernetesError, server: str) -> KubernetesError:
    """Return an error whose sentence says what to do; its HTTP status stays.

    Args:
        error: What the API server said, or that it said nothing.
        server: Its address.
    """
    return KubernetesError(_sentence(error, server), error.http_status)


def _sentence(error: KubernetesError, server: str) -> str:
    said = str(error).rstrip(".")
    match error.http_status:
        case None:
            reason = said.removeprefix("the API server does not answer: ")
            return (
                f"The API server at {server} does not answer ({reason}). Check that the cluster runs, or choose another"
                " one with --context."
            )
        case HTTPStatus.UNAUTHORIZED:
            return f"The API server at {server} does not accept your credentials. Log in again, or choose a --context."
        case HTTPStatus.FORBIDDEN:
            return f"You may not do that: {said}. Ask for a role that allows it, or choose another --context."
        case HTTPStatus.CONFLICT:
            return f"Somebody changed it at the same moment: {said}. Run the command again."
        case HTTPStatus.UNPROCESSABLE_ENTITY | HTTPStatus.BAD_REQUEST:
            return f"The API server refused the change: {said}."
        case _:
            return f"The API server failed: {said}."
