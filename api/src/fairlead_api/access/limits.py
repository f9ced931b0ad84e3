"""Takes each request from the limits of who asks, and of all together."""

import ipaddress

from starlette.requests import Request

from fairlead_api.access.principal import Principal, SessionUser
from fairlead_api.rate_limits.decision import Booking
from fairlead_api.rate_limits.request import keep_verdict
from fairlead_api.resources import Resources
from fairlead_api.sessions.model import LoginKind, TeamRole
from fairlead_shared.errors import RateLimitedError

_IPV6_NETWORK = 64


def client_network(request: Request) -> str:
    """Return what an anonymous caller is counted by: an address, or with IPv6 the network that one customer has."""
    host = request.client.host if request.client else "unknown"
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return "unknown"
    if isinstance(address, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((address, _IPV6_NETWORK), strict=False))
    return str(address)


def is_exempt(principal: Principal | None) -> bool:
    """Tell whether somebody belongs to the developer team, as far as it was known when they signed in."""
    if not isinstance(principal, SessionUser):
        return False
    session = principal.session
    return session.login is LoginKind.DEVELOPMENT or session.team is TeamRole.ACTOR


async def limit_caller(request: Request, resources: Resources, principal: Principal | None) -> None:
    """Take a request from the limit of who asks, and from the one of all.

    Raises:
        RateLimitedError: One of them has no room.
    """
    rate = resources.settings.api_rate_limit
    if principal is None:
        own = Booking("client", client_network(request), rate)
    elif isinstance(principal, SessionUser):
        own = Booking("user", str(principal.session.user_id), rate)
    else:
        own = Booking("key", principal.prefix, rate)
    if not is_exempt(principal):
        await _take(request, resources, own, Booking("global", "all", resources.settings.api_rate_limit_global))


async def limit_pictures(request: Request, resources: Resources, user: SessionUser) -> None:
    """Take a request for a picture from a limit of its own: one page has many pictures, and makes few other requests.

    Raises:
        RateLimitedError: It has no room, or the one of all has none.
    """
    settings = resources.settings
    own = Booking("pictures", str(user.session.user_id), settings.api_rate_limit_pictures)
    if not is_exempt(user):
        await _take(request, resources, own, Booking("global", "all", settings.api_rate_limit_global))


async def limit_login(request: Request, resources: Resources) -> None:
    """Take a request from the limit of logins.

    Raises:
        RateLimitedError: It has no room.
    """
    await _take(request, resources, Booking("login", client_network(request), resources.settings.api_rate_limit_login))


async def limit_guild(request: Request, resources: Resources, principal: Principal, guild_id: int) -> None:
    """Take a request from the limit of a guild; only who has access to the guild can use it up.

    Raises:
        RateLimitedError: It has no room.
    """
    if not is_exempt(principal):
        await _take(request, resources, Booking("guild", str(guild_id), resources.settings.api_rate_limit_guild))


async def _take(request: Request, resources: Resources, *bookings: Booking) -> None:
    verdict = await resources.limiter.take(bookings)
    keep_verdict(request.scope, verdict)
    if not verdict.allowed:
        raise RateLimitedError(
            f"There were too many requests. Wait {verdict.retry_after} s.", retry_after=verdict.retry_after
        )
