"""Decides whether a child must be written: only when its desired form changed, or somebody changed our fields. Pure."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any, Final, cast

from fairlead_operator.build.merge import KEYS
from fairlead_operator.build.metadata import Annotation
from fairlead_operator.model import KubernetesObject
from fairlead_operator.quantity import quantity

_QUANTITIES: Final = frozenset({"limits", "requests"})
"""Fields whose values are amounts."""


def stamped(desired: KubernetesObject) -> KubernetesObject:
    """Return a desired object with the hash of itself, by which a later desired form is known to differ."""
    digest = hashlib.sha256(json.dumps(desired, sort_keys=True).encode()).hexdigest()[:32]
    metadata = desired["metadata"]
    annotations = {**metadata.get("annotations", {}), Annotation.APPLIED.value: digest}
    return {**desired, "metadata": {**metadata, "annotations": annotations}}


def applied_digest(child: KubernetesObject) -> str | None:
    """Return the hash of the desired form that was last applied to a child."""
    digest: str | None = child["metadata"].get("annotations", {}).get(Annotation.APPLIED)
    return digest


def must_be_written(desired: KubernetesObject, live: KubernetesObject | None) -> bool:
    """Return whether a stamped object must be written.

    The hash tells of fields that are no longer desired; the comparison tells of fields that somebody changed. What
    the live object has beyond the desired one belongs to others.
    """
    return live is None or not covers(live, desired)


def covers(live: object, desired: object, field: str = "") -> bool:
    """Return whether a live value has everything that the desired one says.

    Args:
        live: The value in the API server.
        desired: The value that was written there.
        field: The name of the field that has it.
    """
    if isinstance(desired, Mapping):
        return _covers_mapping(live, cast("Mapping[str, Any]", desired), field)
    if isinstance(desired, list | tuple):
        return _covers_sequence(live, cast("Sequence[object]", desired), field)
    if field in _QUANTITIES and isinstance(desired, str | int) and isinstance(live, str | int):
        return live == desired or (quantity(live) is not None and quantity(live) == quantity(desired))
    return live == desired or _is_empty(live, desired)


def _is_empty(live: object, desired: object) -> bool:
    """Whether the desired value says nothing: the API server leaves such fields out."""
    return live is None and (desired is None or desired in ("", [], {}))


def _covers_mapping(live: object, desired: Mapping[str, Any], field: str) -> bool:
    if live is None:
        return all(covers(None, value, key) for key, value in desired.items())
    if not isinstance(live, Mapping):
        return False
    # The values of limits and requests are amounts, whatever the resource's name is.
    return all(
        covers(cast("Mapping[str, Any]", live).get(key), value, field if field in _QUANTITIES else key)
        for key, value in desired.items()
    )


def _covers_sequence(live: object, desired: Sequence[object], field: str) -> bool:
    if live is None:
        return not desired
    if not isinstance(live, list):
        return False
    elements = cast("list[object]", live)
    key = KEYS.get(field)
    if key and all(isinstance(element, Mapping) and key in element for element in [*elements, *desired]):
        by_key = {element[key]: element for element in cast("list[KubernetesObject]", elements)}
        return all(covers(by_key.get(element[key]), element) for element in cast("Sequence[KubernetesObject]", desired))
    return len(elements) == len(desired) and all(map(covers, elements, desired))
