"""Which versions of what this command runs with, for bug reports."""

import platform
from importlib.metadata import PackageNotFoundError, version
from typing import Final

_PACKAGES: Final = (
    "fairlead-cli",
    "fairlead-operator",
    "fairlead-bot",
    "fairlead-shared",
    "fairlead-simulator",
    "discord.py",
    "kubernetes",
    "redis",
)


def versions() -> dict[str, str]:
    """Return the versions of Python, the system and the packages that matter."""
    return {
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.release()} {platform.machine()}",
        **{package: _version(package) for package in _PACKAGES},
    }


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "not installed"
