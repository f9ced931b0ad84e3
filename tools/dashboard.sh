#!/bin/sh
# Checks or builds the dashboard; what has not changed since is not built again.
# usage: tools/dashboard.sh VENV check|build|client
set -eu
cd "$(dirname "$0")/.."
PATH="$(sh tools/node.sh "$1"):$PATH"
export PATH NEXT_TELEMETRY_DISABLED=1
cd dashboard

if [ ! -e node_modules/.ready ] || [ package-lock.json -nt node_modules/.ready ]; then
    echo "dashboard: locked dependencies"
    npm ci --ignore-scripts --loglevel=error # scripts of packages need not run: what they would make comes as packages
    touch node_modules/.ready
fi
case $2 in
check)
    npm run --silent check
    ;;
client)
    npm run --silent client
    ;;
build)
    server=.next/standalone/server.js
    if [ ! -e $server ] || [ -n "$(find src package-lock.json next.config.ts -newer $server -print -quit)" ]; then
        echo "dashboard: building it, about half a minute"
        npm run --silent build >build.log 2>&1 || { cat build.log >&2; exit 1; }
        cp -r .next/static .next/standalone/.next/
        touch $server
    fi
    ;;
esac
