"""Tells kopf the way to the API server: the same one that ``kube.py`` takes."""

import os
from dataclasses import replace

import kopf


def login(settings: kopf.OperatorSettings, **_: object) -> kopf.ConnectionInfo | None:
    """Return what the kubeconfig says, else the pod's service account; nothing where there is neither."""
    return kopf.login_with_kubeconfig(settings=settings) or _with_service_account(settings)


def _with_service_account(settings: kopf.OperatorSettings) -> kopf.ConnectionInfo | None:
    """Return the pod's service account at the address that Kubernetes gives every container.

    Kopf itself takes a name for it: then nothing would be watched while the cluster's name service is away.
    """
    found = kopf.login_with_service_account(settings=settings)
    host, port = os.environ.get("KUBERNETES_SERVICE_HOST"), os.environ.get("KUBERNETES_SERVICE_PORT")
    if found is None or not host or not port:
        return found
    return replace(found, server=f"https://[{host}]:{port}" if ":" in host else f"https://{host}:{port}")
