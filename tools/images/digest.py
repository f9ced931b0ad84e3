"""Whether an image has to be built again: a digest of what it is made of."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path


def inputs_digest(sources: Iterable[Path], arguments: Mapping[str, str]) -> str:
    """Return a digest of the contents of files and folders, of their names, and of build arguments."""
    digest = hashlib.sha256()
    for file in files_of(sources):
        content = file.read_bytes()
        digest.update(f"{file} {len(content)}\n".encode() + content)
    for name, value in sorted(arguments.items()):
        digest.update(f"{name}={value}\n".encode())
    return digest.hexdigest()


def files_of(sources: Iterable[Path]) -> Iterator[Path]:
    """Give every file once, in an order that does not change; compiled modules do not count."""
    for source in sources:
        files = sorted(source.rglob("*")) if source.is_dir() else [source]
        yield from (file for file in files if file.is_file() and "__pycache__" not in file.parts)
