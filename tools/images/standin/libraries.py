"""Which shared libraries programs need."""

import re
import subprocess
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from tools.images.errors import ImageError

WHEELS_EXPECT: Final = (
    "libdl.so.2",
    "libgcc_s.so.1",
    "libm.so.6",
    "libnsl.so.1",
    "libpthread.so.0",
    "libresolv.so.2",
    "librt.so.1",
    "libstdc++.so.6",
    "libutil.so.1",
)
"""What wheels may load and find on every system (PEP 600), beside what Python itself loads."""
_SECONDS: Final = 120
_NEEDED = re.compile(r"(?:=> )?(/\S+) \(0x[0-9a-f]+\)$")
_MISSING = re.compile(r"^\s*(\S+) => not found$", re.MULTILINE)


def libraries_of(programs: Iterable[Path]) -> set[Path]:
    """Return the shared libraries that programs and extension modules load, with those that they load in turn.

    Raises:
        ImageError: One is not on this machine.
    """
    done = subprocess.run(
        ["ldd", *map(str, programs)], capture_output=True, text=True, check=False, timeout=_SECONDS, env={"LC_ALL": "C"}
    )
    if missing := _MISSING.findall(done.stdout):
        raise ImageError(f"this machine lacks shared libraries of its own Python: {', '.join(sorted(set(missing)))}")
    return {Path(found[1]) for line in done.stdout.splitlines() if (found := _NEEDED.search(line))}


def expected_libraries() -> set[Path]:
    """Return those of the libraries that wheels expect which this machine has."""
    done = subprocess.run(
        ["/sbin/ldconfig", "-p"], capture_output=True, text=True, check=True, timeout=_SECONDS, env={"LC_ALL": "C"}
    )
    found: set[Path] = set()
    for name in WHEELS_EXPECT:
        if path := re.search(rf"^\s*{re.escape(name)} \(.*\) => (\S+)$", done.stdout, re.MULTILINE):
            found.add(Path(path[1]))
    return found
