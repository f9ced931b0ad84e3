"""Images without a builder: a few programs in one layer, as an archive in the OCI image layout."""

import hashlib
import io
import json
import platform
import tarfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

_TYPE: Final = "application/vnd.oci.image"
_PROCESSORS: Final = {"x86_64": "amd64", "aarch64": "arm64"}


@dataclass(frozen=True, slots=True)
class Image:
    """What an image is made of.

    Attributes:
        name: its full name with registry and tag, as containerd keeps it.
        programs: static programs of this computer, by their paths in the image.
        entrypoint: the command that its containers run.
        links: targets of links, by their paths in the image.
        texts: contents of further files.
        folders: folders in which everybody may write.
        command: what follows the entrypoint unless a container says otherwise.
        stop_signal: the signal that ends its containers.
    """

    name: str
    programs: Mapping[str, Path]
    entrypoint: Sequence[str]
    links: Mapping[str, str] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)
    folders: Sequence[str] = ()
    command: Sequence[str] = ()
    stop_signal: str = "SIGTERM"


def write_archive(image: Image, file: Path) -> Path:
    """Write the image to `file`, a tar archive that containerd imports, and return that."""
    layer = _layer(image)
    config = {
        "architecture": _PROCESSORS.get(platform.machine(), platform.machine()),
        "os": "linux",
        "config": {
            "Entrypoint": list(image.entrypoint),
            "Cmd": list(image.command),
            "Env": ["PATH=/bin"],
            "StopSignal": image.stop_signal,
        },
        "rootfs": {"type": "layers", "diff_ids": [_digest(layer)]},
    }
    blobs = [layer, _json(config)]
    manifest = {
        "schemaVersion": 2,
        "mediaType": f"{_TYPE}.manifest.v1+json",
        "config": _descriptor("config.v1+json", blobs[1]),
        "layers": [_descriptor("layer.v1.tar", blobs[0])],
    }
    blobs.append(_json(manifest))
    index = {
        "schemaVersion": 2,
        "manifests": [
            _descriptor("manifest.v1+json", blobs[2]) | {"annotations": {"io.containerd.image.name": image.name}}
        ],
    }
    with tarfile.open(file, "w") as archive:
        _add(archive, "oci-layout", _json({"imageLayoutVersion": "1.0.0"}))
        _add(archive, "index.json", _json(index))
        for blob in blobs:
            _add(archive, f"blobs/{_digest(blob).replace(':', '/')}", blob)
    return file


def _layer(image: Image) -> bytes:
    content = io.BytesIO()
    with tarfile.open(fileobj=content, mode="w") as archive:
        for path, program in image.programs.items():
            _add(archive, path.lstrip("/"), program.read_bytes(), mode=0o755)
        for path, text in image.texts.items():
            _add(archive, path.lstrip("/"), text.encode())
        for path in image.folders:
            folder = tarfile.TarInfo(path.lstrip("/"))
            folder.type, folder.mode = tarfile.DIRTYPE, 0o1777
            archive.addfile(folder)
        for path, target in image.links.items():
            link = tarfile.TarInfo(path.lstrip("/"))
            link.type, link.linkname = tarfile.SYMTYPE, target
            archive.addfile(link)
    return content.getvalue()


def _add(archive: tarfile.TarFile, path: str, content: bytes, mode: int = 0o644) -> None:
    entry = tarfile.TarInfo(path)
    entry.size, entry.mode = len(content), mode
    archive.addfile(entry, io.BytesIO(content))


def _descriptor(kind: str, blob: bytes) -> dict[str, Any]:
    return {"mediaType": f"{_TYPE}.{kind}", "digest": _digest(blob), "size": len(blob)}


def _digest(blob: bytes) -> str:
    return f"sha256:{hashlib.sha256(blob).hexdigest()}"


def _json(value: object) -> bytes:
    return json.dumps(value).encode()
