"""Quantiles of a histogram, as Prometheus estimates them."""

from collections.abc import Mapping

import aiohttp
from prometheus_client.parser import text_string_to_metric_families

type Histogram = Mapping[float, float]
"""How many observations were at most so large, by each upper bound; the largest is infinite."""


async def read_histogram(http: aiohttp.ClientSession, url: str, name: str) -> Histogram:
    """Read a histogram without labels from a metrics endpoint.

    Raises:
        KeyError: there is none of that name.
    """
    async with http.get(url) as answer:
        answer.raise_for_status()
        families = {family.name: family for family in text_string_to_metric_families(await answer.text())}
    buckets = (sample for sample in families[name].samples if sample.name == f"{name}_bucket")
    return {float(sample.labels["le"]): sample.value for sample in buckets}


def since(later: Histogram, earlier: Histogram) -> Histogram:
    """Return the observations that a later reading has beyond an earlier one."""
    return {bound: count - earlier.get(bound, 0.0) for bound, count in later.items()}


def quantile(histogram: Histogram, part: float) -> float:
    """Return what a part of the observations (0 to 1) does not exceed, interpolated within a bucket.

    https://prometheus.io/docs/prometheus/latest/querying/functions/#histogram_quantile
    """
    rank = part * max(histogram.values())
    lower, below = 0.0, 0.0
    for bound, count in sorted(histogram.items()):
        if count >= rank and count > below:
            return lower if bound == float("inf") else lower + (bound - lower) * (rank - below) / (count - below)
        lower, below = bound, count
    return lower
