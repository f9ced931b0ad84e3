"""Configures structlog and the standard library's logging to come out in one form."""

import logging
import sys
from collections.abc import MutableMapping
from typing import TextIO

import structlog
from structlog.types import Processor

from fairlead_shared.logging.correlation import add_correlation
from fairlead_shared.logging.redaction import redact_event


def get_logger(component: str) -> structlog.stdlib.BoundLogger:
    """Return the logger of a component, for example ``gateway.lease``."""
    logger: structlog.stdlib.BoundLogger = structlog.stdlib.get_logger(component)
    return logger


def configure_logging(
    service: str, *, level: str = "INFO", development: bool = False, stream: TextIO | None = None
) -> None:
    """Send every log entry of this process to ``stream`` (standard output by default).

    Entries of structlog and of standard-library loggers (discord.py, kopf, aiohttp) have the same fields: timestamp
    (UTC, ISO 8601), level, service, component, event, and whatever the work in progress has bound.

    Args:
        service: Name of the process's part: ``bot``, ``operator``.
        level: Lowest level that is written.
        development: Readable lines for a console instead of JSON lines.
        stream: Where to write.
    """

    def add_service(_logger: object, _method: str, event: MutableMapping[str, object]) -> MutableMapping[str, object]:
        event["service"] = service
        event["component"] = event.pop("logger", "root")
        return event

    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        add_correlation,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.PositionalArgumentsFormatter(),
        structlog.stdlib.ExtraAdder(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.StackInfoRenderer(),
        structlog.processors.format_exc_info,
        add_service,
        redact_event,
    ]
    renderer: Processor = (
        structlog.dev.ConsoleRenderer(colors=(stream or sys.stdout).isatty())
        if development
        else structlog.processors.JSONRenderer(ensure_ascii=False)
    )
    handler = logging.StreamHandler(stream or sys.stdout)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared, processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer]
        )
    )
    root = logging.getLogger()
    for previous in tuple(root.handlers):
        root.removeHandler(previous)
    root.addHandler(handler)
    root.setLevel(level)
    structlog.configure(
        processors=[structlog.stdlib.filter_by_level, *shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.stdlib.BoundLogger,
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )
