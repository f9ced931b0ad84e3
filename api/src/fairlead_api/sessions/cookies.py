"""The cookies of the API.

Source: RFC 6265bis, the ``__Host-`` prefix: sent over TLS alone, to this very host alone, set by nobody else
"""

from dataclasses import dataclass
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

LOGIN_SECONDS: Final = 600
"""How long somebody may take to sign in."""


@dataclass(frozen=True, slots=True)
class Cookie:
    """A cookie that scripts cannot read.

    Attributes:
        name: Its name.
        secure: Whether it goes over TLS alone.
    """

    name: str
    secure: bool

    def read(self, request: Request) -> str | None:
        """Return what a browser sent."""
        return request.cookies.get(self.name)

    def give(self, response: Response, value: str, seconds: int) -> None:
        """Have a browser keep a value."""
        response.set_cookie(
            self.name, value, max_age=seconds, path="/", secure=self.secure, httponly=True, samesite="lax"
        )

    def take_back(self, response: Response) -> None:
        """Have a browser forget the value."""
        response.delete_cookie(self.name, path="/", secure=self.secure, httponly=True, samesite="lax")


@dataclass(frozen=True, slots=True)
class Cookies:
    """Both cookies of the API.

    Attributes:
        session: The id of a session.
        login: Which browser began to sign in.
    """

    session: Cookie
    login: Cookie


def cookies(*, secure: bool) -> Cookies:
    """Return the cookies; browsers take the prefix over TLS alone."""
    prefix = "__Host-" if secure else ""
    return Cookies(Cookie(f"{prefix}fairlead", secure), Cookie(f"{prefix}fairlead-login", secure))
