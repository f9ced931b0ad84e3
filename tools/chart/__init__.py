"""Makes what a person reads about the chart's values, and what Helm checks them by, of one schema."""

from tools.chart.files import chart_files

__all__ = ["chart_files"]
