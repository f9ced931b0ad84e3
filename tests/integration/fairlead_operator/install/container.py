"""A process as a container has it, as far as its files go: a root that cannot be written, and a mounted token.

That needs mount namespaces, and the right to use them.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

ACCOUNT = "/run/secrets/kubernetes.io/serviceaccount"
"""Where the kubelet mounts the token of a pod's ServiceAccount; `/var/run` is `/run`."""
_ENTER = """
mount -t tmpfs none /run
mkdir -p {account}
cp {files}/* {account}/
mount -o remount,bind,ro /
if touch {folder}/written; then exit 1; fi
exec {python} "$@"
"""


def can_have_one() -> bool:
    """Whether this machine lets this user mount things for one process."""
    if shutil.which("unshare") is None or os.path.realpath("/var/run") != "/run":
        return False
    mounting = ["unshare", "--mount", "mount", "-t", "tmpfs", "none", "/run"]
    tried = subprocess.run(mounting, check=False, capture_output=True)
    return tried.returncode == 0


def interpreter(folder: Path, *, token: str, authority: Path, namespace: str) -> Path:
    """Write a program that is this Python in such a container, and return it."""
    files = folder / "account"
    files.mkdir()
    (files / "token").write_text(token)
    (files / "ca.crt").write_bytes(authority.read_bytes())
    (files / "namespace").write_text(namespace)
    script = _ENTER.format(account=ACCOUNT, files=files, folder=folder, python=sys.executable)
    inside = folder / "enter.sh"
    inside.write_text(f"set -e\n{script}")
    program = folder / "python-in-a-container"
    program.write_text(f'#!/bin/sh\nexec unshare --mount sh {inside} "$@"\n')
    program.chmod(0o755)
    return program
