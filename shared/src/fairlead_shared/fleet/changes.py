"""What people change of a BotDeployment to have the operator do something: merge patches (RFC 7386). Pure."""

from datetime import datetime
from typing import Any, Final

from fairlead_shared.fleet.layout import Generation

type Patch = dict[str, Any]  # Any: a part of a Kubernetes object

RESTARTED_AT: Final = "fairlead.dev/restarted-at"
"""The annotation of the pods by which a restart makes their template another one."""
APPROVED_GENERATION: Final = "fairlead.dev/approved-generation"
"""The annotation of the resource by which a person approves the layout into which the bot may be restarted."""


def restart_patch(now: datetime) -> Patch:
    """Return the patch that makes the pods' template another one, as ``kubectl rollout restart`` does."""
    annotations = {RESTARTED_AT: now.strftime("%Y-%m-%dT%H:%M:%SZ")}
    return {"spec": {"podTemplate": {"metadata": {"annotations": annotations}}}}


def approval_patch(wanted: Generation) -> Patch:
    """Return the patch that approves a layout."""
    return {"metadata": {"annotations": {APPROVED_GENERATION: wanted.name}}}


def pause_patch(*, paused: bool) -> Patch:
    """Return the patch that has the operator change nothing, or go on."""
    return {"spec": {"paused": paused}}
