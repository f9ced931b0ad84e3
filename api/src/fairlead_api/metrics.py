"""What the API counts for Prometheus."""

from prometheus_client import CollectorRegistry, Counter, Histogram

_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.5, 1.0, 2.5, 5.0, 10.0)


class ApiMetrics:
    """The counters of one process.

    Attributes:
        registry: What `/metrics` shows.
    """

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._requests = Counter(
            "fairlead_api_requests", "Requests answered.", ["route", "method", "status"], registry=self.registry
        )
        self._seconds = Histogram(
            "fairlead_api_request_seconds",
            "Time until a request was answered.",
            ["route", "method"],
            buckets=_SECONDS,
            registry=self.registry,
        )
        self._failed_logins = Counter(
            "fairlead_api_failed_logins", "Logins and keys that were refused.", ["reason"], registry=self.registry
        )
        self._denials = Counter("fairlead_api_denials", "Requests refused.", ["code"], registry=self.registry)

    def answered(self, route: str, method: str, status: int, seconds: float) -> None:
        """Count a request by the template of its route, and how many seconds it took."""
        self._requests.labels(route, method, str(status)).inc()
        self._seconds.labels(route, method).observe(seconds)

    def login_failed(self, reason: str) -> None:
        """Count a login or a key that was refused, by one of few reasons."""
        self._failed_logins.labels(reason).inc()

    def denied(self, code: str) -> None:
        """Count a request that was refused, by the error's code."""
        self._denials.labels(code).inc()
