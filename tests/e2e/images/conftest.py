"""The images of this repository, unpacked, and containers of them."""

import os
import shutil
from collections.abc import Callable
from contextlib import AbstractContextManager
from functools import cache, partial
from pathlib import Path

import pytest
from tools.images.build import build_images
from tools.images.catalogue import IMAGES
from tools.images.choice import Report

from tests.images.archive import Image, unpack
from tests.images.container import RUNC, Container, started

type Images = Callable[[str], Image]
"""Gives the image of a name."""
type Start = Callable[..., AbstractContextManager[Container]]
"""Runs a container; see `tests.images.container.started`."""

BY_NAME = {image.name: image for image in IMAGES}


@pytest.fixture(scope="session")
def images(tmp_path_factory: pytest.TempPathFactory) -> Images:
    """The images, each built if it is not up to date, and unpacked, when first asked for."""
    folder = tmp_path_factory.mktemp("images")
    silent: Report = lambda _: None  # noqa: E731 - it has no name of its own

    @cache
    def image(name: str) -> Image:
        (archive,) = build_images([BY_NAME[name]], os.environ.get("PYTHON_IMAGE"), silent)
        return unpack(archive.file, folder / name)

    return image


@pytest.fixture
def start(tmp_path: Path) -> Start:
    """Runs containers."""
    if os.geteuid() != 0:
        pytest.skip("containers are run by runc as root")
    assert shutil.which(RUNC), "there is no runc: apt-get install runc"
    return partial(started, tmp_path / "containers")
