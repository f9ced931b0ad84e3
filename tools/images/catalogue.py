"""Which images there are, and what each is made of."""

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[2]
DOCKERFILE: Final = ROOT / "images" / "Dockerfile"
_COMMON: Final = ("images/Dockerfile", ".dockerignore")
_PAGES: Final = ("src", "package.json", "package-lock.json", "next.config.ts", "postcss.config.mjs", "tsconfig.json")


@dataclass(frozen=True, slots=True)
class Image:
    """An image.

    Attributes:
        name: The stage in the Dockerfile; `fairlead-{name}` is what the image is called.
        members: The members of the repository that are installed in it.
        others: What else of the repository is in it.
    """

    name: str
    members: tuple[str, ...] = ()
    others: tuple[str, ...] = ()

    @property
    def sources(self) -> tuple[Path, ...]:
        """The files and folders that decide what the image is."""
        locks = ("build", self.name) if self.members else ()
        names = [*_COMMON, *(f"requirements/{lock}.txt" for lock in locks)]
        names += ["images/member.txt"] if self.members else []
        names += [f"{member}/{part}" for member in self.members for part in ("pyproject.toml", "src")]
        return tuple(ROOT / name for name in (*names, *self.others))

    def tag(self, version: str) -> str:
        """Return what the image of a version is called where it was built."""
        return f"fairlead-{self.name}:{version}"


IMAGES: Final = (
    Image("operator", ("shared", "operator")),
    Image("bot", ("shared", "bot")),
    Image("api", ("shared", "api")),
    Image("simulator", ("simulator",)),
    Image("cli", ("shared", "operator", "cli"), ("migrations",)),
    Image("dashboard", (), ("requirements/node.txt", *(f"dashboard/{part}" for part in _PAGES))),
)


def project_version() -> str:
    """Return the version that the images get: that of the shared member, which all have."""
    version: str = tomllib.loads((ROOT / "shared" / "pyproject.toml").read_text())["project"]["version"]
    return version
