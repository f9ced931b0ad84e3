"""Makes docs/reference/botdeployment.md from the schema of the custom resource."""

from tools.reference.page import page

__all__ = ["page"]
