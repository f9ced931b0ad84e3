#!/bin/sh
# Finds a Chromium for the tests in a browser, or installs one; prints its path.
# Usage: tools/browser.sh VENV
set -eu

find_browser() {
    for name in chromium chromium-browser google-chrome-stable google-chrome; do
        command -v "$name" && return
    done
    for path in "$HOME"/.cache/ms-playwright/chromium-*/chrome-linux*/chrome; do
        test -x "$path" && echo "$path" && return
    done
    return 1
}

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi
}

find_browser && exit
if command -v apt-get >/dev/null && as_root true 2>/dev/null; then
    echo "browser: installing Chromium" >&2
    # Debian has it as a package; Ubuntu's package of that name is a snap, which needs a daemon.
    if ! grep -q '^ID=ubuntu' /etc/os-release; then
        as_root env DEBIAN_FRONTEND=noninteractive sh -c \
            "apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium" >&2 && find_browser && exit
    fi
fi
echo "browser: downloading Chromium" >&2
"$1/bin/playwright" install chromium >&2 && find_browser && exit
echo "There is no Chromium, and none could be installed: install it, so that 'chromium' is on PATH." >&2
exit 1
