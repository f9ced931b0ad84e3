"""How a build reaches the package index: as pip does on this machine, without leaving a trace in the image."""

import ast
import os
import subprocess
import sys
from collections.abc import Generator, Iterable
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from tools.images.errors import ImageError

KEPT: Final = frozenset(
    {"index-url", "extra-index-url", "proxy", "trusted-host", "timeout", "default-timeout", "retries"}
)
"""The settings of pip that say how to reach an index. Those that name files of this machine mean nothing in a build."""
_SECTIONS: Final = frozenset({"global", "install", ":env:"})
_BUNDLES: Final = ("/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/cert.pem")
_SECONDS: Final = 60


@contextmanager
def build_secrets() -> Generator[dict[str, Path]]:
    """Give the files that builds see: `ca`, whom this machine trusts, and `pip`, how it reaches the index.

    Raises:
        ImageError: pip does not tell its settings.
    """
    settings = pip_settings(_configuration())
    with TemporaryDirectory(prefix="fairlead-images-") as folder:  # nobody else may read it
        secrets = {"ca": bundle} if (bundle := trusted_bundle(settings.get("cert"))) else {}
        if text := pip_configuration(settings):
            secrets["pip"] = Path(folder) / "pip.conf"
            secrets["pip"].write_text(text)
        yield secrets


def _configuration() -> list[str]:
    command = [sys.executable, "-m", "pip", "config", "list"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=_SECONDS)
    except (OSError, subprocess.SubprocessError) as error:
        raise ImageError(f"pip does not tell its settings: {error}") from error
    return done.stdout.splitlines()


def pip_settings(lines: Iterable[str]) -> dict[str, str]:
    """Return the settings in what `pip config list` writes: `global.timeout='60'`; variables count most."""
    found: dict[str, str] = {}
    for line in sorted(lines, key=lambda line: line.startswith(":env:")):
        name, _, value = line.partition("=")
        section, _, setting = name.rpartition(".")
        if section in _SECTIONS:
            found[setting] = str(ast.literal_eval(value))
    return found


def pip_configuration(settings: dict[str, str]) -> str:
    """Return a configuration file with the settings that a build needs; empty if there are none."""
    kept = [f"{name} = {'\n    '.join(value.split())}\n" for name, value in settings.items() if name in KEPT]
    return "".join(("[global]\n", *kept)) if kept else ""


def trusted_bundle(chosen: str | None) -> Path | None:
    """Return the file with the authorities that this machine trusts: pip's own, else the system's, if there is one."""
    named = (chosen, os.environ.get("REQUESTS_CA_BUNDLE"), os.environ.get("SSL_CERT_FILE"), *_BUNDLES)
    return next((Path(name) for name in named if name and Path(name).is_file()), None)
