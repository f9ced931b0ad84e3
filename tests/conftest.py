"""Loads the fixtures that several members' tests share, and has log entries written plainly.

Without a configuration structlog draws tracebacks with every local variable: with a whole cache in sight that takes
seconds, in which a pod under test loses its lease. Properties are not timed: how long one takes says how busy the
machine is.
"""

import hypothesis
import structlog

pytest_plugins = [
    "tests.fixtures.stores",
    "tests.fixtures.database",
    "tests.fixtures.simulator",
    "tests.fixtures.controlplane",
    "tests.fixtures.helm",
    "tests.fixtures.monitoring",
    "tests.fixtures.nodes",
    "tests.fixtures.local_fleet",
    "tests.fixtures.figures",
]

structlog.configure(
    processors=[
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback),
    ]
)

hypothesis.settings.register_profile("untimed", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.load_profile("untimed")
