"""A StatefulSet of web servers, a pod on each node, each of which serves its own name."""

import json

from tests.cluster.shell_image import SHELL_IMAGE

PORT = 8080
LABELS = {"app": "web"}
_SERVE = f"mkdir /tmp/web; hostname >/tmp/web/index.html; echo serving; exec httpd -f -p {PORT} -h /tmp/web"


def web(replicas: int = 2, *, spread: bool = True) -> str:
    """Return, as JSON, the StatefulSet `web`, its headless Service of the same name, and the Service `front`."""
    pod = {
        "terminationGracePeriodSeconds": 1,
        "topologySpreadConstraints": [
            {
                "maxSkew": 1,
                "topologyKey": "kubernetes.io/hostname",
                "whenUnsatisfiable": "DoNotSchedule" if spread else "ScheduleAnyway",
                "labelSelector": {"matchLabels": LABELS},
            }
        ],
        "containers": [
            {
                "name": "web",
                "image": SHELL_IMAGE,
                "command": ["sh", "-c", _SERVE],
                "volumeMounts": [{"name": "tmp", "mountPath": "/tmp"}],
                "readinessProbe": {"httpGet": {"path": "/", "port": PORT}, "periodSeconds": 1},
                "securityContext": {
                    "runAsNonRoot": True,
                    "runAsUser": 1000,
                    "allowPrivilegeEscalation": False,
                    "readOnlyRootFilesystem": True,
                    "capabilities": {"drop": ["ALL"]},
                    "seccompProfile": {"type": "RuntimeDefault"},
                },
            }
        ],
        "volumes": [{"name": "tmp", "emptyDir": {}}],
    }
    stateful_set = {
        "apiVersion": "apps/v1",
        "kind": "StatefulSet",
        "metadata": {"name": "web"},
        "spec": {
            "replicas": replicas,
            "podManagementPolicy": "Parallel",
            "serviceName": "web",
            "selector": {"matchLabels": LABELS},
            "template": {"metadata": {"labels": LABELS}, "spec": pod},
        },
    }
    headless = _service("web", {"clusterIP": "None", "ports": [{"port": PORT}]})
    front = _service("front", {"ports": [{"port": 80, "targetPort": PORT}]})
    return json.dumps({"apiVersion": "v1", "kind": "List", "items": [headless, front, stateful_set]})


def _service(name: str, spec: dict[str, object]) -> dict[str, object]:
    return {"apiVersion": "v1", "kind": "Service", "metadata": {"name": name}, "spec": {"selector": LABELS, **spec}}
