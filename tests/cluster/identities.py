"""Who may do what in a cluster: one token for each of the API server's clients that are not pods."""

import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests.cluster import network
from tests.controlplane.access import Access, write_kubeconfig

API_PORT: Final = 6443


@dataclass(frozen=True, slots=True)
class Identity:
    """A client of the API server.

    Attributes:
        user: its user name.
        group: the group that its rights come from; None for rights bound to its name.
        token: what it proves itself with.
    """

    user: str
    group: str | None
    token: str

    def access(self, folder: Path, authority: Path) -> Access:
        """Write a kubeconfig for use on the cluster's machines into `folder` and return what it gives."""
        server = f"https://{network.CONTROL_PLANE}:{API_PORT}"
        return write_kubeconfig(folder / f"{self.user.replace(':', '-')}.kubeconfig", server, authority, self.token)


def administrator() -> Identity:
    """Return somebody who may do all."""
    return _new("administrator", "system:masters")


def kubelet(node: str) -> Identity:
    """Return the kubelet of a node, which may see the pods of this node and what they refer to."""
    return _new(f"system:node:{node}", "system:nodes")


def kube_proxy() -> Identity:
    """Return what every kube-proxy comes as."""
    return _new("system:kube-proxy", None)


def write_tokens(identities: list[Identity], file: Path) -> Path:
    """Write them all in the format of `--token-auth-file`, for this user's eyes only."""
    file.touch(mode=0o600)
    lines = (f"{one.token},{one.user},{one.user}{f',{one.group}' if one.group else ''}\n" for one in identities)
    file.write_text("".join(lines))
    return file


def _new(user: str, group: str | None) -> Identity:
    return Identity(user, group, secrets.token_urlsafe(32))
