"""Compile the hashed requirement files under ``requirements/`` from the members' pyproject files.

``dev.txt`` is compiled first, from everything; the others are compiled under it, so that one version of a library
serves the whole repository: a file an image, ``build.txt`` with what makes the members' wheels, ``node.txt`` with Node
for machines that have none. The first line of each is a digest of what it was compiled from:
``tests/unit/test_requirements.py`` compares it and needs no network.

Usage: ``python tools/lock.py [--upgrade]``
"""

import hashlib
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
REQUIREMENTS = ROOT / "requirements"
MEMBERS = ("shared", "operator", "bot", "api", "simulator", "cli")
IMAGES = {
    "operator": ("shared", "operator"),
    "bot": ("shared", "bot"),
    "api": ("shared", "api"),
    "simulator": ("simulator",),
    "cli": ("shared", "operator", "cli"),
}
"""Which members each image's lock file serves."""
LOCKS = {"dev": MEMBERS, **IMAGES, "build": (), "node": ()}
"""Every lock file; `requirements/{name}.in`, where there is one, names what it has beside the members' dependencies."""


def sources_of(name: str) -> list[Path]:
    """Return the files that ``requirements/{name}.txt`` is compiled from, in a stable order."""
    sources = [ROOT / member / "pyproject.toml" for member in LOCKS[name]]
    beside = REQUIREMENTS / f"{name}.in"
    return [*sources, beside] if beside.exists() else sources


def digest_of(name: str) -> str:
    """Return the SHA-256 digest of the contents that ``requirements/{name}.txt`` depends on."""
    digest = hashlib.sha256((REQUIREMENTS / "constraints.in").read_bytes())
    for source in sources_of(name):
        digest.update(_dependency_lines(source))
    return digest.hexdigest()


def _dependency_lines(source: Path) -> bytes:
    """Return what matters to a lock file: a description or a script entry may change without a new lock."""
    text = source.read_text()
    if source.suffix == ".in":
        return text.encode()
    blocks = r"^(?:dependencies = |\[project\.optional-dependencies\]\n\w+ = )\[$.*?^\]$"
    found = re.findall(blocks, text, re.MULTILINE | re.DOTALL)
    if not any(block.startswith("dependencies") for block in found):
        raise SystemExit(f"{source}: no 'dependencies = [' block")
    return "\n".join(found).encode()


def compile_file(name: str, *, upgrade: bool) -> None:
    """Write ``requirements/{name}.txt``.

    Raises:
        subprocess.CalledProcessError: the resolver found no set of versions.
    """
    output = REQUIREMENTS / f"{name}.txt"
    uv = Path(sys.executable).with_name("uv")
    command = [str(uv), "pip", "compile", "--quiet", "--universal", "--generate-hashes", "--python-version", "3.12"]
    command += ["--no-emit-index-url", "--no-header", "--no-annotate", "-c", str(REQUIREMENTS / "constraints.in")]
    command += [f"--no-emit-package=fairlead-{member}" for member in MEMBERS]
    command += ["--all-extras"] if name == "dev" else ["-c", str(REQUIREMENTS / "dev.txt")]
    if upgrade:
        command.append("--upgrade")
    command += [str(source) for source in sources_of(name)]
    subprocess.run([*command, "-o", str(output)], check=True, cwd=ROOT)
    output.write_text(f"# inputs: sha256:{digest_of(name)} (make lock)\n" + output.read_text())


if __name__ == "__main__":
    for lock in LOCKS:
        compile_file(lock, upgrade="--upgrade" in sys.argv)
        print(f"requirements/{lock}.txt")
