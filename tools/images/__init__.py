"""Building the container images: `python -m tools.images`, which is `make images`; docs/images.md tells more."""
