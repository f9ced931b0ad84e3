"""Puts a status report into words."""

from datetime import timedelta

from fairlead_bot.features.status.report import GuildShard, StatusReport
from fairlead_bot.services.probe import Dependency, DependencyState


def render_fields(report: StatusReport) -> list[tuple[str, str]]:
    """Return the report as titles and texts, in the order to show them."""
    fields = [
        ("Uptime", duration(report.uptime)),
        ("Guilds", _guilds(report)),
        ("Shards ready", f"{_known(report.ready_shards)} of {report.shard_count}"),
    ]
    if report.shard is not None:
        fields.append(("This server's shard", _shard(report.shard)))
    fields += [("Database", _dependency(report.database)), ("Redis", _dependency(report.redis))]
    return fields


def healthy(report: StatusReport) -> bool:
    """Tell whether every shard is ready and no dependency is down."""
    down = DependencyState.DOWN in {report.database.state, report.redis.state}
    return not down and report.ready_shards == report.shard_count


def duration(span: timedelta) -> str:
    """Return a span of time in its two largest units, such as ``3 h 4 min``."""
    seconds = max(0, int(span.total_seconds()))
    parts = [(seconds // 86_400, "d"), (seconds // 3_600 % 24, "h"), (seconds // 60 % 60, "min"), (seconds % 60, "s")]
    first = next((at for at, (count, _) in enumerate(parts) if count), len(parts) - 1)
    return " ".join(f"{count} {unit}" for count, unit in parts[first : first + 2])


def _guilds(report: StatusReport) -> str:
    if report.fleet_guilds is None:
        return f"{report.pod_guilds} in this pod; the fleet's number is not known"
    return f"{report.fleet_guilds} in all, {report.pod_guilds} in this pod"


def _shard(shard: GuildShard) -> str:
    state = shard.state.value.replace("_", " ") if shard.state else "not known"
    where = f" in {shard.pod}" if shard.pod else ""
    return f"{shard.shard_id} of {shard.shard_count}, {state}{where}{_latency(shard.latency)}"


def _dependency(dependency: Dependency) -> str:
    match dependency.state:
        case DependencyState.UP:
            return f"up{_latency(dependency.latency)}"
        case DependencyState.DOWN:
            return f"down: {dependency.error}"
        case DependencyState.ABSENT:
            return "none configured"


def _latency(seconds: float | None) -> str:
    return "" if seconds is None else f", {seconds * 1000:.0f} ms"


def _known(number: int | None) -> str:
    return "?" if number is None else str(number)
