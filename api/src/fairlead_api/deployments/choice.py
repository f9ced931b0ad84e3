"""Chooses what runs the BotDeployments, by the settings."""

from fairlead_api.deployments.cluster import ClusterDeployments
from fairlead_api.deployments.local import LocalDeployment
from fairlead_api.deployments.nowhere import NoDeployments
from fairlead_api.deployments.port import Deployments
from fairlead_api.settings import ApiSettings, DeploymentsPlace


def deployments_of(settings: ApiSettings) -> Deployments:
    """Return the adapter; it connects when it is first used."""
    match settings.deployments:
        case DeploymentsPlace.CLUSTER:
            return ClusterDeployments(settings.deployments_namespace, settings.deployments_kubeconfig)
        case DeploymentsPlace.LOCAL:
            return LocalDeployment(settings.deployments_folder)
        case DeploymentsPlace.NONE:
            return NoDeployments()
