#!/bin/sh
# Prints the folder of Node's programs (node, npm, npx), 20 or newer: those on PATH, else those that are put into VENV.
# usage: tools/node.sh VENV
set -eu
venv=$1

fits() { "$1" -e 'process.exit(parseInt(process.versions.node) < 20 ? 1 : 0)' 2>/dev/null; }

if fits node && command -v npm >/dev/null; then
    dirname "$(command -v node)"
else
    if ! fits "$venv/bin/node"; then
        echo "dashboard: there is no Node 20 or newer on PATH: it is put into $venv" >&2
        VIRTUAL_ENV="$PWD/$venv" "$venv/bin/uv" pip install --quiet --require-hashes -r requirements/node.txt
    fi
    echo "$PWD/$venv/bin"
fi
