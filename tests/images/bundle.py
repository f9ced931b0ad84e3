"""How a runtime is told to run a container as a restricted pod's: no root, no capabilities, nothing to write on."""

from collections.abc import Mapping, Sequence
from typing import Any

from tests.images.archive import Image

_NO_CAPABILITIES: dict[str, list[str]] = {
    kind: [] for kind in ("bounding", "effective", "inheritable", "permitted", "ambient")
}
_FLAGS = ["nosuid", "noexec", "nodev"]
_MOUNTS = [
    {"destination": "/proc", "type": "proc", "source": "proc", "options": _FLAGS},
    {"destination": "/dev", "type": "tmpfs", "source": "tmpfs", "options": ["nosuid", "mode=755", "size=65536k"]},
    {"destination": "/dev/shm", "type": "tmpfs", "source": "shm", "options": [*_FLAGS, "mode=1777", "size=65536k"]},
]


def runtime_spec(
    image: Image,
    arguments: Sequence[str] | None,
    environment: Mapping[str, str],
    *,
    entrypoint: Sequence[str] | None,
    host_network: bool,
) -> dict[str, Any]:  # Any: JSON
    """Return the configuration of a runtime bundle (runtime-spec, config.md)."""
    runtime = image.runtime
    user, _, group = runtime["User"].partition(":")
    namespaces = ["pid", "ipc", "uts", "mount"] if host_network else ["pid", "ipc", "uts", "mount", "network"]
    return {
        "ociVersion": "1.0.2",
        "root": {"path": str(image.root), "readonly": True},
        "mounts": _MOUNTS,
        "process": {
            "user": {"uid": int(user), "gid": int(group)},
            "args": [
                *(entrypoint or runtime["Entrypoint"]),
                *(runtime.get("Cmd") or [] if arguments is None else arguments),
            ],
            "env": [*runtime["Env"], *(f"{name}={value}" for name, value in environment.items())],
            "cwd": runtime["WorkingDir"],
            "capabilities": _NO_CAPABILITIES,
            "noNewPrivileges": True,
        },
        "linux": {
            "namespaces": [{"type": kind} for kind in namespaces],
            "resources": {"devices": [{"allow": False, "access": "rwm"}]},
        },
    }
