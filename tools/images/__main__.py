"""``python -m tools.images``: build the images that are not up to date."""

import argparse
import os
import sys

from tools.images.build import build_images
from tools.images.catalogue import IMAGES
from tools.images.errors import ImageError


def _report(line: str) -> None:
    print(f"images: {line}", file=sys.stderr, flush=True)


def main(arguments: list[str]) -> int:
    """Build; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tools.images", description="Build the container images.")
    parser.add_argument("name", nargs="*", choices=[[], *(image.name for image in IMAGES)], help="all of them if none")
    names = parser.parse_args(arguments).name or [image.name for image in IMAGES]
    try:
        build_images([image for image in IMAGES if image.name in names], os.environ.get("PYTHON_IMAGE"), _report)
    except ImageError as error:
        print(f"images: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
