"""The image that all others stand on: Python's own from a registry, else a stand-in made of this machine."""

from tools.images.catalogue import ROOT
from tools.images.choice import Report
from tools.images.engine import Engine
from tools.images.standin.image import build_standin

DEFAULT_IMAGE = "python:3.12-slim"
"""What a release is built on."""


def base_image(engine: Engine, chosen: str | None, report: Report) -> str:
    """Return the name of the base, which is here then.

    Args:
        engine: What builds.
        chosen: A name that was asked for; it is used as it is, and there is no stand-in for it.
        report: Shows progress.

    Raises:
        ImageError: There is no base, and no stand-in can be made.
    """
    if chosen:
        return chosen
    if engine.has(DEFAULT_IMAGE) or engine.pull(DEFAULT_IMAGE):
        return DEFAULT_IMAGE
    report(f"{DEFAULT_IMAGE} cannot be pulled; a stand-in is made of this machine's Python")
    return build_standin(engine, ROOT / "images" / "standin.Dockerfile", report)
