"""The images that an installation is made of, as archives: Fairlead's, a bot team's, and the stores' stand-ins."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from tools.images.build import build_images
from tools.images.catalogue import IMAGES, ROOT, project_version
from tools.images.choice import Report, find_engine
from tools.images.engine import Build

from tests.cluster.stand_ins import write_postgres_image, write_redis_image

BOTS: Final = ("team-bot:1", "team-bot:2")
"""The images of a bot team, which differ in nothing but their tags."""
NEEDED: Final = frozenset({"operator", "bot", "api", "cli", "simulator"})
_BOT: Final = Path(__file__).with_name("bot")
_WITNESS: Final = ROOT / "simulator" / "src" / "fairlead_simulator"


def archives(folder: Path, report: Report) -> Iterator[Path]:
    """Give every archive; those that are not up to date are built, and of a test's own are written into `folder`."""
    needed = [image for image in IMAGES if image.name in NEEDED]
    for archive in build_images(needed, os.environ.get("PYTHON_IMAGE"), report):
        yield archive.file
    yield from _team_bots(folder, report)
    yield write_postgres_image(folder)
    yield write_redis_image(folder)


def _team_bots(folder: Path, report: Report) -> Iterator[Path]:
    context = folder / "bot"
    shutil.copytree(_BOT, context)
    shutil.copytree(_WITNESS, context / _WITNESS.name, ignore=shutil.ignore_patterns("__pycache__"))
    engine = find_engine(report)
    base = {"FAIRLEAD_BOT": f"fairlead-bot:{project_version()}"}
    for tag in BOTS:
        engine.build(Build(context / "Dockerfile", context, tag, arguments=base))
        archive = folder / f"{tag.replace(':', '-')}.tar"
        engine.save(tag, archive)
        yield archive
