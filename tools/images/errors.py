"""What can go wrong when images are built."""


class ImageError(Exception):
    """An image cannot be built; the message is a sentence for the person who asked for it."""
