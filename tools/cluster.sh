#!/bin/sh
# Finds what a cluster with nodes needs, or installs it where that is Debian's packages and root's right.
# usage: tools/cluster.sh VENV
set -eu

check() {
    "$1/bin/python" -m tests.cluster.prerequisites
}

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi
}

check "$1" 2>/dev/null && exit
if command -v apt-get >/dev/null && as_root true 2>/dev/null; then
    echo "cluster: installing containerd and what goes with it" >&2
    # Debian starts a containerd of its own as a service where there is systemd; the cluster's do not touch it.
    as_root env DEBIAN_FRONTEND=noninteractive sh -c "apt-get update -qq && apt-get install -y -qq \
        --no-install-recommends $("$1/bin/python" -m tests.cluster.prerequisites --packages)" >&2
fi
check "$1"
