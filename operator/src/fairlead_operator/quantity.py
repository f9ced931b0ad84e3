"""Amounts as Kubernetes writes them: the API server gives ``1000m`` back as ``1``."""

import re
from decimal import Decimal
from typing import Final

_SUFFIXES: Final = {
    "": Decimal(1),
    "n": Decimal("1e-9"),
    "u": Decimal("1e-6"),
    "m": Decimal("1e-3"),
    "k": Decimal(10**3),
    "M": Decimal(10**6),
    "G": Decimal(10**9),
    "T": Decimal(10**12),
    "P": Decimal(10**15),
    "E": Decimal(10**18),
    "Ki": Decimal(2**10),
    "Mi": Decimal(2**20),
    "Gi": Decimal(2**30),
    "Ti": Decimal(2**40),
    "Pi": Decimal(2**50),
    "Ei": Decimal(2**60),
}
_FORM: Final = re.compile(
    r"(?P<number>[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?)(?P<suffix>" + "|".join(sorted(_SUFFIXES, reverse=True)) + ")"
)


def quantity(text: str | int) -> Decimal | None:
    """Return the amount that a quantity stands for; nothing for a text that is none.

    https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/
    """
    parts = _FORM.fullmatch(str(text))
    return Decimal(parts["number"]) * _SUFFIXES[parts["suffix"]] if parts else None
