"""Storage for claims: folders on the nodes' disks, made beforehand, in the class that claims get by default.

Nothing has to be provisioned then. A volume stays on its node, and outlives the node's death as the disk does.
"""

import json
from pathlib import Path
from typing import Final

STORAGE_CLASS: Final = "local"
VOLUMES_A_NODE: Final = 12
_FOLDER: Final = Path("/var/lib/volumes")
_CAPACITY: Final = "10Gi"


def make_folders(disk: Path) -> None:
    """Make the folders on a node's disk, whose `lib` is the node's `/var/lib`."""
    for number in range(VOLUMES_A_NODE):
        (disk / "lib" / _FOLDER.name / str(number)).mkdir(parents=True, exist_ok=True)


def manifest(nodes: list[str]) -> str:
    """Return the StorageClass and every node's PersistentVolumes, as JSON for kubectl."""
    storage_class = {
        "apiVersion": "storage.k8s.io/v1",
        "kind": "StorageClass",
        "metadata": {
            "name": STORAGE_CLASS,
            "annotations": {"storageclass.kubernetes.io/is-default-class": "true"},
        },
        "provisioner": "kubernetes.io/no-provisioner",
        "volumeBindingMode": "WaitForFirstConsumer",
    }
    volumes = [_volume(node, number) for node in nodes for number in range(VOLUMES_A_NODE)]
    return json.dumps({"apiVersion": "v1", "kind": "List", "items": [storage_class, *volumes]})


def _volume(node: str, number: int) -> dict[str, object]:
    here = {"key": "kubernetes.io/hostname", "operator": "In", "values": [node]}
    return {
        "apiVersion": "v1",
        "kind": "PersistentVolume",
        "metadata": {"name": f"{node}-{number}"},
        "spec": {
            "capacity": {"storage": _CAPACITY},
            "accessModes": ["ReadWriteOnce"],
            "persistentVolumeReclaimPolicy": "Retain",
            "storageClassName": STORAGE_CLASS,
            "local": {"path": str(_FOLDER / str(number))},
            "nodeAffinity": {"required": {"nodeSelectorTerms": [{"matchExpressions": [here]}]}},
        },
    }
